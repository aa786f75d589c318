"""Which words of a text show a sign."""

import numpy as np

from coaching.detection.network import Window

Span = tuple[int, int]
"""Where a passage of a text begins and ends."""
REACH = 3.0
"""How far below the best token's score a token may lie and still speak for the sign."""


def evidence(text: str, window: Window, sign: int) -> Span:
    """The run of tokens that speaks most for the sign of row `sign`, in whole words of `text`.

    A token that comes near the best one counts for a run, another against it; the run with the
    greatest sum is taken (Kadane's algorithm).
    """
    scores = window.tokens[:, sign]
    best, run, total, first = -np.inf, (0, 0), 0.0, 0
    for place, score in enumerate((scores - scores.max() + REACH).tolist()):
        if total <= 0:
            total, first = 0.0, place
        total += score
        if total > best:
            best, run = total, (first, place)
    start, end = window.offsets[run[0]][0], window.offsets[run[1]][1]
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end
