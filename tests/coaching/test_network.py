"""Reading takes no longer than a text is long, whatever it is made of."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching import Coach
from coaching.detection.corpus import load_corpus
from coaching.detection.network import CHARACTERS, Network, Window
from coaching.detection.reader import MODEL_FOLDER

NETWORK = Network(MODEL_FOLDER)
PIECES = ["!", "7,", "的", " w", "12/4 ", "…", "price ", "they said no. ", "é", "🙃"]


def windows(text: str) -> list[Window]:
    return list(NETWORK.windows(text, "message", "us"))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(PIECES), st.sampled_from(PIECES), st.integers(1, 700))
def test_windows_are_no_more_than_the_length_allows(one: str, other: str, times: int) -> None:
    text = "ok " + (one + other) * times
    assert 1 <= len(windows(text)) <= 1 + len(text) // CHARACTERS


def test_english_is_read_to_its_end() -> None:
    said = " ".join(text.text for text in load_corpus()[:400:7])[:4_000]
    assert windows(said)[-1].offsets[-1][1] >= len(said) - 1
    assert Coach.default().assess(said).remark is None


@pytest.mark.parametrize("dense", ["7,", "w ", "的"])
def test_where_a_dense_text_was_cut_is_said(dense: str) -> None:
    text = "They sent us the price list: " + dense * 1_000
    remark = Coach.default().assess(text).remark
    assert remark
    end = windows(text)[-1].offsets[-1][1]
    assert f"the first {end:,} characters" in remark


def test_nothing_is_said_where_only_marks_were_cut() -> None:
    assert Coach.default().assess("They said take it or leave it" + "!" * 2_000).remark is None
