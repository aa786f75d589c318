"""Evidence: the run of tokens that speaks most for a sign."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coaching.detection.evidence import REACH, evidence
from coaching.detection.network import Window

NOTHING = np.zeros(0, dtype=np.float32)


def quoted(text: str, scores: list[float]) -> str:
    """What is quoted where each word of `text` has one of `scores`."""
    starts = [text.index(word) for word in text.split()]
    offsets = [(start, start + len(word)) for start, word in zip(starts, text.split(), strict=True)]
    tokens = np.array(scores, dtype=np.float32)[:, None]
    window = Window([], offsets, tokens, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING)
    start, end = evidence(text, window, 0)
    return text[start:end]


def test_the_strongest_run_is_quoted() -> None:
    text = "he said take it now or never please"
    assert quoted(text, [-3, -2, 2, 1, -1.5, 2, 2, -4]) == "take it now or never"


def test_where_nothing_speaks_for_a_sign_the_least_unlikely_word_is_quoted() -> None:
    assert quoted("a quiet little word", [-9, -1, -8, -7]) == "quiet"


def test_a_part_of_a_word_is_quoted_as_the_word() -> None:
    window = Window([], [(4, 8)], np.ones((1, 1), np.float32), *[NOTHING] * 5)
    assert evidence("the ultimatum", window, 0) == (4, 13)


@given(st.lists(st.floats(-9, 9, width=32), min_size=1, max_size=12), st.floats(-50, 50, width=32))
def test_how_high_all_scores_are_does_not_matter(scores: list[float], more: float) -> None:
    text = " ".join(f"w{number}x" for number in range(len(scores)))
    rounded = [round(score) for score in scores]
    assert quoted(text, [*map(float, rounded)]) == quoted(text, [s + round(more) for s in rounded])


@given(st.lists(st.floats(-5, 5, width=32), min_size=1, max_size=12))
def test_no_other_run_speaks_more_for_the_sign(scores: list[float]) -> None:
    words = [f"w{number}x" for number in range(len(scores))]
    found = quoted(" ".join(words), scores).split()
    first, last = words.index(found[0]), words.index(found[-1])
    near = [score - max(scores) + REACH for score in scores]
    sums = [sum(near[i : j + 1]) for i in range(len(near)) for j in range(i, len(near))]
    assert sum(near[first : last + 1]) >= max(sums) - 1e-3
