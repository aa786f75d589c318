"""Phrases: words and pairs of neighbours, how much each counts, and how they are stored."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.detection.network import Window
from coaching.detection.phrases import PAIR, Phrases, phrases, rarities
from coaching.detection.reader import MODEL_FOLDER
from coaching.vocabulary import Cue, Move, Posture, Sign

LABELS = len(Sign) + len(Move) + len(Cue) + len(Posture)
token = st.integers(1, PAIR - 1)


@pytest.fixture(scope="module")
def learned() -> Phrases:
    return Phrases.load(MODEL_FOLDER / "phrases.npz")


def knowing(*keys: int, label: int = 0) -> Phrases:
    """Phrases that know `keys`, each of which speaks for one label with a weight of 1."""
    weights = np.zeros((len(keys), LABELS), np.int8)
    weights[:, label] = 1
    return Phrases(
        np.array(sorted(keys), np.uint32),
        np.ones(len(keys), np.float32),
        weights,
        np.ones(LABELS, np.float32),
        np.zeros(LABELS, np.float32),
    )


def test_words_and_pairs_are_told_apart() -> None:
    assert sorted(phrases([7, 5]).tolist()) == [5, 7, 7 * PAIR + 5]
    assert knowing(7 * PAIR + 5).scores([7, 5])[0] == 1
    assert knowing(7 * PAIR + 5).scores([5, 7])[0] == 0


@given(st.lists(token, min_size=1, max_size=30))
def test_no_two_phrases_share_a_number(ids: list[int]) -> None:
    pairs = set(pairwise(ids))
    assert len(set(phrases(ids).tolist())) == len(set(ids)) + len(pairs)


def test_what_is_known_counts_as_much_in_a_text_of_many_known_words_as_of_few() -> None:
    few, many = knowing(5), knowing(*range(1, 101))
    assert few.scores([5])[0] == pytest.approx(1)
    assert np.linalg.norm(many.known(list(range(1, 101)))[1]) == pytest.approx(1)


def test_a_text_of_unknown_words_gets_the_intercepts(learned: Phrases) -> None:
    assert learned.scores([PAIR - 1]) == pytest.approx(learned.intercept)


@given(st.lists(st.integers(0, PAIR - 1), min_size=1, max_size=300))
def test_any_text_has_a_finite_score_for_every_label(ids: list[int]) -> None:
    scores = Phrases.load(MODEL_FOLDER / "phrases.npz").scores(ids)
    assert scores.shape == (LABELS,)
    assert np.isfinite(scores).all()


def test_what_is_stored_comes_back(tmp_path: Path) -> None:
    one = knowing(3, 4, label=2)
    one.save(tmp_path / "phrases.npz")
    assert Phrases.load(tmp_path / "phrases.npz").scores([3]).tolist() == one.scores([3]).tolist()


def test_rarer_phrases_count_more_and_the_rarest_not_at_all() -> None:
    keys, rarity = rarities([[1, 2], [1, 3], [1, 2]], fewest=2)
    assert keys.tolist() == [1, 2, PAIR + 2]
    assert rarity[0] < rarity[1] == rarity[2]


@pytest.mark.parametrize(
    ("label", "place"),
    [("signs", 0), ("moves", len(Sign)), ("cues", len(Sign) + len(Move)), ("posture", LABELS - 4)],
)
def test_each_label_gets_its_own_score(label: str, place: int) -> None:
    sizes = {"signs": len(Sign), "moves": len(Move), "cues": len(Cue), "posture": len(Posture)}
    silent = {name: np.zeros(size, np.float32) for name, size in sizes.items()}
    nothing = np.zeros((1, len(Sign)), np.float32)
    window = Window([5], [(0, 1)], tokens=nothing, actors=nothing, **silent)
    heard = knowing(5, label=place).beside(window)
    scores = {name: getattr(heard, name).tolist() for name in sizes}
    assert scores[label][0] == 1
    assert sum(map(sum, scores.values())) == 1
