"""Calibration: scores become chances and choices that hold for strangers' texts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tokenizers import Tokenizer

from coaching.assessment import Kind
from coaching.detection.calibration import Calibration, logistic
from coaching.detection.corpus import LabelledText
from coaching.detection.network import Array, Window
from coaching.detection.reader import MODEL_FOLDER
from coaching.detection.training.examples import ACTORS, POSTURES, SIGNS, Example, example
from coaching.vocabulary import Actor, Cue, Move, Posture, Sign

pytest.importorskip("scipy", reason="only training needs it")
pytest.importorskip("sklearn", reason="only training needs it")

from coaching.detection.training.calibrating import (
    ALARMS,
    best_threshold,
    calibrated,
    curves,
    quiet_from,
    shift_to,
)
from coaching.detection.training.choosing import fitted_choice
from coaching.detection.training.phrasing import fitted_phrases

TOKENIZER = Tokenizer.from_file(str(MODEL_FOLDER / "tokenizer.json"))
floats = st.floats(-40, 40, width=32)


def drawn(texts: int, slope: float = 0.6, intercept: float = -0.5) -> tuple[Array, Array]:
    """Scores of every sign, and labels that come true as the curve says."""
    rng = np.random.default_rng(7)
    scores = rng.normal(-3, 3, (texts, len(SIGNS))).astype(np.float32)
    labels = rng.random(scores.shape) < logistic(scores * slope + intercept)
    return scores, labels.astype(np.float32)


def test_the_curve_is_found() -> None:
    slope, intercept = curves(*drawn(20_000))
    assert np.abs(slope - 0.6).max() < 0.1
    assert np.abs(intercept + 0.5).max() < 0.2


def test_a_higher_score_is_a_higher_chance() -> None:
    slope, _ = curves(*drawn(2_000))
    assert (slope > 0).all()


def test_a_rare_sign_stays_near_the_common_curve_and_a_frequent_one_goes_its_own_way() -> None:
    scores, labels = drawn(5_000)
    common, _ = curves(scores, labels)
    rare, frequent = 3, 8
    labels[:, rare] = 0
    labels[scores[:, rare].argsort()[2_000:2_005], rare] = 1  # five texts, against all sense
    labels[:, frequent] = np.random.default_rng(1).random(5_000) < logistic(scores[:, 8] * 3)
    slope, _ = curves(scores, labels)
    others = np.delete(slope, [rare, frequent])
    assert np.abs(others / np.delete(common, [rare, frequent]) - 1).max() < 0.1
    assert slope[rare] > 0
    assert slope[frequent] > 3 * others.max()


@given(st.lists(st.floats(-40, 40, width=32), min_size=1, max_size=5), st.booleans())
def test_few_texts_give_a_curve_whatever_they_say(scores: list[float], label: bool) -> None:
    column: NDArray[np.float32] = np.array(scores, np.float32)[:, None]
    slope, intercept = curves(column, np.full_like(column, label))
    assert np.isfinite([slope, intercept]).all()


def test_the_threshold_parts_what_can_be_parted() -> None:
    chances = np.linspace(0, 1, 100, dtype=np.float32)
    threshold, f1 = best_threshold((chances > 0.8).astype(np.float32), chances)
    assert 0.79 < threshold < 0.82
    assert f1 > 0.95


def test_no_threshold_below_the_least_is_chosen() -> None:
    chances = np.linspace(0, 1, 100, dtype=np.float32)
    labels = (chances > 0.7).astype(np.float32)
    assert best_threshold(labels, chances, least=0.9)[0] == pytest.approx(0.9)
    assert best_threshold(labels, chances, least=0.1)[0] == pytest.approx(0.7, abs=0.02)


def test_logistic_does_not_overflow_into_nonsense() -> None:
    chances = logistic(np.array([-80, 0, 80], dtype=np.float32))
    assert list(chances.round(3)) == [0, 0.5, 1]


@given(
    st.lists(st.floats(0, 0.875, width=32), min_size=1, max_size=60),
    st.sampled_from([0.015, 0.1, 0.5]),
)
def test_no_more_clean_texts_are_flagged_than_may_be(clean: list[float], alarms: float) -> None:
    chances: Array = np.array(clean, np.float32)[:, None]
    assert (chances >= quiet_from(chances, alarms)).sum() <= alarms * len(clean)


@given(st.lists(st.floats(-4, 4, width=32), min_size=4, max_size=40), st.data())
def test_as_many_signs_are_expected_as_there_are(lines: list[float], data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(lines) - 1))
    labels: Array = (np.arange(len(lines)) < count).astype(np.float32)
    shifted = logistic(np.array(lines, np.float32) + shift_to(np.array(lines, np.float32), labels))
    assert shifted.sum() == pytest.approx(count, abs=0.01)


# Choices


def test_what_can_be_told_by_its_clues_is_told() -> None:
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 3, 600)
    rows = (np.eye(3)[labels] * 2 + rng.normal(0, 0.5, (600, 3))).astype(np.float32)
    choice = fitted_choice(ACTORS, rows, labels, strength=1.0)
    said = [ACTORS.index(choice.by(row)) for row in rows]
    assert np.mean(np.array(said) == labels) > 0.95


def test_without_clues_the_commonest_is_chosen() -> None:
    labels = np.array([1] * 7 + [0] * 3)
    choice = fitted_choice(ACTORS, np.zeros((10, 2), np.float32), labels, strength=1.0)
    assert choice.by(np.zeros(2, np.float32)) is ACTORS[1]


@settings(deadline=None)
@given(
    st.lists(st.tuples(floats, floats, st.integers(0, 2)), min_size=1, max_size=6),
    st.sampled_from([0.1, 1.0, 10.0]),
)
def test_few_rows_give_a_choice_whatever_they_say(
    told: list[tuple[float, float, int]], strength: float
) -> None:
    rows = np.array([row[:2] for row in told], np.float32)
    labels = np.array([row[2] for row in told])
    choice = fitted_choice(ACTORS, rows, labels, strength)
    assert np.isfinite([*choice.intercept, *sum(choice.weights, ())]).all()


# The whole


def told(number: int, kind: Kind, sign: Sign | None) -> LabelledText:
    words = f"Meeting {number} on {kind} number {number % 7}. They did it: {sign or 'nothing'}."
    signs = [{"sign": sign, "actor": "them", "evidence": str(sign)}] if sign else []
    posture = (Posture.BLEND if sign else Posture.NONE) if kind == "situation" else None
    return LabelledText.model_validate(
        {"id": f"a{number % 5}-{number}", "text": words, "kind": kind, "signs": signs}
        | {"posture": posture}
    )


def corpus() -> list[Example]:
    shown = [None, *Sign]
    texts = [
        told(number, kind, shown[number % len(shown)])
        for number in range(280)
        for kind in ("situation", "message")
    ]
    return [example(text, TOKENIZER) for text in texts]


def silent(one: Example, signs: Array) -> Window:
    """A window whose network says nothing but `signs`."""
    return Window(
        ids=one.own_ids,
        offsets=one.offsets,
        tokens=np.zeros((len(one.offsets), len(Sign)), np.float32),
        signs=signs.astype(np.float32),
        actors=np.zeros((len(Sign), len(Actor)), np.float32),
        moves=np.zeros(len(Move), np.float32),
        cues=np.zeros(len(Cue), np.float32),
        posture=np.zeros(len(POSTURES), np.float32),
    )


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return corpus()


def test_the_calibration_is_quiet_and_names_its_corpus(examples: list[Example]) -> None:
    rng, lines = np.random.default_rng(5), list[str]()
    windows = [silent(one, one.signs * 4 - 3 + rng.normal(0, 1.5, 13)) for one in examples]
    calibration = calibrated(examples, windows, "of these texts", lines.append)
    assert calibration.corpus == "of these texts"
    assert calibration.signs == SIGNS
    assert Calibration.model_validate_json(calibration.model_dump_json()) == calibration
    for kind, alarms in ALARMS.items():
        chances = [
            calibration.chances(window.signs, kind).max()
            for one, window in zip(examples, windows, strict=True)
            if one.text.kind == kind and not one.signs.any()
        ]
        assert np.mean(np.array(chances) >= calibration.sure[kind]) <= alarms
        shown = [
            calibration.chances(window.signs, kind)[one.signs.argmax()] >= calibration.sure[kind]
            for one, window in zip(examples, windows, strict=True)
            if one.text.kind == kind and one.signs.any()
        ]
        assert np.mean(shown) > 0.3  # and not quiet by naming nothing
    assert calibration.sure["message"] > calibration.sure["situation"]
    assert any("signs of a message" in line for line in lines)


def test_a_kind_with_rarer_signs_gets_lower_chances(examples: list[Example]) -> None:
    rarer = [
        one
        for number, one in enumerate(examples)
        if one.text.kind == "situation" or not one.signs.any() or number % 20 == 1
    ]
    rng = np.random.default_rng(5)
    windows = [silent(one, one.signs * 3 - 3 + rng.normal(0, 1.5, 13)) for one in rarer]
    shift = calibrated(rarer, windows, "", lambda _: None).shift
    assert shift["message"] < shift["situation"]


def test_phrases_learn_what_the_network_does_not_say(examples: list[Example]) -> None:
    phrases = fitted_phrases(examples)
    heard = [phrases.beside(silent(one, np.zeros(len(Sign)))) for one in examples]
    with_sign = [pair for pair in zip(examples, heard, strict=True) if pair[0].signs.any()]
    assert all(one.signs[window.signs.argmax()] for one, window in with_sign)


def test_a_text_without_a_posture_teaches_none(examples: list[Example]) -> None:
    situations = [one for one in examples if one.text.kind == "situation"]
    both, alone = fitted_phrases(examples), fitted_phrases(situations)
    assert both.weights[:, -4:].any()
    assert both.scores(examples[1].own_ids)[-4:] == pytest.approx(
        alone.scores(examples[1].own_ids)[-4:], abs=1.5
    )


def test_a_kind_that_was_not_learned_is_never_named(examples: list[Example]) -> None:
    situations = [one for one in examples if one.text.kind == "situation"]
    windows = [silent(one, one.signs * 4 - 3) for one in situations]
    assert calibrated(situations, windows, "", lambda _: None).sure["message"] == 1
