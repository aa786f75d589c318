"""Evidence: the run of tokens that speaks most for a sign."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coaching.detection.network import Window
from coaching.detection.reader import evidence, logistic

NOTHING = np.zeros(0, dtype=np.float32)


def window(text: str, scores: list[float]) -> Window:
    starts = [text.index(word) for word in text.split()]
    offsets = [(start, start + len(word)) for start, word in zip(starts, text.split(), strict=True)]
    tokens = np.array(scores, dtype=np.float32)[:, None]
    return Window(offsets, tokens, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING)


def test_the_strongest_run_is_quoted() -> None:
    text = "he said take it now or never please"
    scores = [-3, -2, 2, 1, -0.5, 2, 2, -4]
    assert evidence(text, window(text, scores), 0, level=0.0) == "take it now or never"


def test_where_nothing_speaks_for_a_sign_the_least_unlikely_word_is_quoted() -> None:
    text = "a quiet little word"
    assert evidence(text, window(text, [-9, -1, -8, -7]), 0, level=0.0) == "quiet"


@given(st.lists(st.floats(-5, 5, width=32), min_size=1, max_size=12))
def test_no_other_run_has_a_greater_sum(scores: list[float]) -> None:
    words = [f"w{n}x" for n in range(len(scores))]
    text = " ".join(words)
    quoted = evidence(text, window(text, scores), 0, level=0.0).split()
    first, last = words.index(quoted[0]), words.index(quoted[-1])
    sums = [sum(scores[i : j + 1]) for i in range(len(scores)) for j in range(i, len(scores))]
    assert sum(scores[first : last + 1]) >= max(sums) - 1e-3


def test_logistic_does_not_overflow_into_nonsense() -> None:
    chances = logistic(np.array([-80, 0, 80], dtype=np.float32))
    assert list(chances.round(3)) == [0, 0.5, 1]
