"""What tells who shows a sign, and which posture a text calls for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching import Coach
from coaching.detection import clues
from coaching.detection.calibration import Choice
from coaching.vocabulary import Actor, Sign

SCORES = np.array([1.0, 0.0, -1.0], np.float32)
NETWORK, GRAMMAR = len(Actor), len(Actor) + len(Sign)


def of_words(words: str, text: str = "") -> list[float]:
    """The grammar of `words` in `text`."""
    text = text or words
    start = text.index(words)
    found = clues.of_actor(text, (start, start + len(words)), 0, "situation", "us", SCORES)
    return [float(clue) for clue in found[GRAMMAR:]]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("we will not move", [1, 0, 1, 0, 0, 0, 0]),
        ("they will not move", [0, 1, 0, 1, 0, 0, 0]),
        ("they want us out", [1, 1, 0, 1, 0, 0, 0]),
        ("my new boss gave in", [1, 0, 1, 0, 1, 0, 0]),
        ("neither of us moves", [1, 0, 1, 0, 0, 1, 0]),
        ("“nothing moves”", [0, 0, 0, 0, 0, 0, 1]),
        ("the house is theirs, isn't it", [0, 1, 0, 1, 0, 0, 0]),
        ("nothing moves", [0, 0, 0, 0, 0, 0, 0]),
    ],
)
def test_grammar(words: str, told: list[float]) -> None:
    assert of_words(words)[:7] == told


def test_the_sentence_counts_up_to_the_evidence_and_no_other() -> None:
    told = of_words("take it", "We met. They said take it or leave. Our side left.")
    assert told[:7] == [0] * 7
    assert told[7:9] == [0, 1]


def test_what_stands_far_before_the_evidence_does_not_count() -> None:
    assert of_words("take it", "They said, " + "and said, " * 50 + "take it")[7:9] == [0, 0]


def test_only_how_the_actors_scores_differ_counts() -> None:
    texts = [clues.of_actor("x", (0, 1), 0, "message", "us", SCORES + add) for add in (0, 5)]
    assert texts[0] == pytest.approx(texts[1])


@given(
    st.text(min_size=1, max_size=60),
    st.integers(0, len(Sign) - 1),
    st.sampled_from(["situation", "message"]),
    st.sampled_from(["us", "them"]),
)
def test_any_passage_has_as_many_clues(text: str, sign: int, kind: str, side: str) -> None:
    found = clues.of_actor(text, (0, len(text)), sign, kind, side, SCORES)  # type: ignore[arg-type]
    assert found.shape == (GRAMMAR + 7 + 7 + 1 + 2 * len(Sign),)
    assert np.isfinite(found).all()


def test_the_posture_knows_whose_the_signs_are() -> None:
    nothing, signs = np.zeros(4, np.float32), np.array([0.9, 0.2], np.float32)
    ours = clues.of_posture(nothing, signs, np.array([False, True]), nothing)
    assert ours[4:8].tolist() == pytest.approx([0, 0.2, 0.9, 0])


def test_the_likeliest_is_chosen() -> None:
    choice = Choice[Actor](of=(Actor.US, Actor.THEM), weights=((1, 0), (0, 1)), intercept=(0, 0.5))
    assert choice.by(np.array([1, 0], np.float32)) is Actor.US
    assert choice.by(np.array([0, 0], np.float32)) is Actor.THEM


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("They threatened to sue us and to stop all payments.", Actor.THEM),
        ("We threatened to sue them and to stop all payments.", Actor.US),
        ("I called them liars and shouted at their buyer until he hung up.", Actor.US),
        ("He called us liars and shouted at me until I hung up.", Actor.THEM),
    ],
)
def test_who_does_it_is_read_from_the_sentence(text: str, actor: Actor) -> None:
    assert Coach.default().assess(text).ranking[0].actor is actor
