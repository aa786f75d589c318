"""Training: labels, folds, calibration, the vocabulary, and a model folder that can be read."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tokenizers import Tokenizer
from typer.testing import CliRunner

from bot.cli import app
from coaching.detection import training
from coaching.detection.corpus import LabelledSign, LabelledText, fingerprint
from coaching.detection.network import LONGEST, MODEL_FOLDER, Array, Calibration, Network
from coaching.detection.reader import logistic
from coaching.detection.training.calibrating import Scores, best_threshold, calibrated, curves
from coaching.detection.training.examples import (
    MOVES,
    SIGNS,
    UNLABELLED,
    author,
    deal,
    example,
    load_tokenizer,
)
from coaching.detection.training.pruning import NEEDED, pruned
from coaching.vocabulary import Actor, Cue, Move, Posture, Sign

TOKENIZER = MODEL_FOLDER / "tokenizer.json"
TEXT = LabelledText(
    id="a01-0001",
    kind="situation",
    text="They want the price by Friday, or they walk. We asked what Friday is for.",
    side="us",
    signs=(
        LabelledSign(sign=Sign.TIME_PRESSURE, actor=Actor.THEM, evidence="by Friday"),
        LabelledSign(sign=Sign.EXIT_RISK, actor=Actor.BOTH, evidence="or they walk"),
    ),
    moves=(Move.OPEN_QUESTION,),
    context=(Cue.ONE_OFF,),
    posture=Posture.BLEND,
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_tokenizer(TOKENIZER)


# Examples


def test_labels_land_on_the_words_that_show_them(tokenizer: Tokenizer) -> None:
    seen = example(TEXT, tokenizer)
    words = [tokenizer.id_to_token(number) for number in seen.ids.tolist()]
    assert words[:5] == ["[CLS]", "situation", "us", "[SEP]", "they"]
    assert words[-1] == "[SEP]"
    shown = {
        sign: [word for word, on in zip(words, seen.tokens[:, row], strict=True) if on]
        for row, sign in enumerate(SIGNS)
        if seen.signs[row]
    }
    assert shown == {
        Sign.TIME_PRESSURE: ["by", "friday"],
        Sign.EXIT_RISK: ["or", "they", "walk"],
    }


def test_actors_are_learned_only_of_signs_that_are_there(tokenizer: Tokenizer) -> None:
    actors = dict(zip(SIGNS, example(TEXT, tokenizer).actors, strict=True))
    assert actors.pop(Sign.TIME_PRESSURE) == list(Actor).index(Actor.THEM)
    assert actors.pop(Sign.EXIT_RISK) == list(Actor).index(Actor.BOTH)
    assert set(actors.values()) == {UNLABELLED}


def test_moves_context_and_posture_are_learned(tokenizer: Tokenizer) -> None:
    seen = example(TEXT, tokenizer)
    assert [move for move, on in zip(MOVES, seen.moves, strict=True) if on] == [Move.OPEN_QUESTION]
    assert seen.cues.tolist() == [1, 0, 0, 0]
    assert seen.posture == list(Posture).index(Posture.BLEND)
    assert example(LabelledText(text="Noted."), tokenizer).posture == UNLABELLED


def test_a_long_text_is_cut_and_still_closed(tokenizer: Tokenizer) -> None:
    long = example(LabelledText(text="we will see " * 200), tokenizer)
    assert len(long.ids) == len(long.tokens) == LONGEST
    assert long.ids[-1] == tokenizer.token_to_id("[SEP]")


# Folds


def written(name: str, kind: str, sign: bool, texts: int = 6) -> list[LabelledText]:
    signs = [{"sign": "ultimatum", "actor": "them", "evidence": "or else"}] if sign else []
    return [
        LabelledText.model_validate(
            {"id": f"{name}-{number:04d}", "kind": kind, "text": "Sign or else.", "signs": signs}
        )
        for number in range(texts)
    ]


def test_authors_of_a_like_sort_go_to_different_folds() -> None:
    sorts = {
        ("message", False): ["a1", "b1", "c1"],
        ("message", True): ["a2", "b2", "c2"],
        ("situation", True): ["a3", "b3", "c3"],
    }
    texts = [
        text
        for (kind, sign), names in sorts.items()
        for name in names
        for text in written(name, kind, sign)
    ]
    fold = dict(zip(map(author, texts), deal(texts), strict=True))
    for names in sorts.values():
        assert {fold[name] for name in names} == {0, 1, 2}


def test_an_author_is_in_one_fold_only() -> None:
    texts = [text for name in "abcdefg" for text in written(name, "message", sign=True)]
    assert len(set(zip(map(author, texts), deal(texts), strict=True))) == 7


# Calibration


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


def test_the_calibration_names_its_corpus(tokenizer: Tokenizer) -> None:
    lines: list[str] = []
    seen = [example(TEXT, tokenizer)] * 4
    rows = np.ones((4, 1), np.float32)
    scores = Scores(rows * (seen[0].signs * 6 - 3), rows * seen[0].moves, rows * seen[0].cues)
    calibration = calibrated(seen, scores, fingerprint([TEXT]), lines.append)
    assert calibration.corpus == fingerprint([TEXT])
    assert calibration.signs == tuple(Sign)
    assert Calibration.model_validate_json(calibration.model_dump_json()) == calibration
    assert "F1 1.00 on signs" in lines[0]


# The vocabulary


def test_the_pruned_vocabulary_keeps_what_is_needed(tokenizer: Tokenizer) -> None:
    text = "They reciprocated our concession."
    used = tokenizer.encode(text, add_special_tokens=False)
    small, kept = pruned(TOKENIZER.read_text(encoding="utf-8"), [used.ids], size=1_000)
    smaller = Tokenizer.from_str(small)
    assert smaller.get_vocab_size() == len(kept) == 1_000
    assert [smaller.token_to_id(word) for word in NEEDED] == list(range(len(NEEDED)))
    again = smaller.encode(text, add_special_tokens=False)
    assert again.tokens == used.tokens
    assert [kept[number] for number in again.ids] == used.ids


def test_a_word_that_was_pruned_is_read_in_parts() -> None:
    small, _ = pruned(TOKENIZER.read_text(encoding="utf-8"), [], size=200)
    tokens = Tokenizer.from_str(small).encode("leverage", add_special_tokens=False).tokens
    assert "".join(token.removeprefix("##") for token in tokens) == "leverage"
    assert "[UNK]" not in tokens


# The whole


def test_without_its_packages_training_says_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "find_spec", lambda _: None)
    result = CliRunner().invoke(app, ["train"])
    assert result.exit_code == 1
    assert "`make train`" in result.stderr


def test_a_malformed_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "ours.jsonl").write_text("{", encoding="utf-8")
    result = CliRunner().invoke(app, ["train", "--with", str(tmp_path / "ours.jsonl")])
    assert result.exit_code == 2
    assert "ours.jsonl: line 1: not JSON" in result.stderr


def test_the_model_folder_can_be_read(tmp_path: Path, tokenizer: Tokenizer) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    pytest.importorskip("safetensors")
    from coaching.detection.training.exporting import write  # noqa: PLC0415
    from coaching.detection.training.learning import predict  # noqa: PLC0415
    from coaching.detection.training.network import TorchNetwork  # noqa: PLC0415

    torch.manual_seed(0)
    network, seen = TorchNetwork(dropout=0.1), example(TEXT, tokenizer)
    said = predict(network, [seen])
    calibration = calibrated([seen], said, "none", lambda _: None)
    write(network, TOKENIZER, [seen], calibration, tmp_path)

    [window] = Network(tmp_path).windows(TEXT.text, TEXT.kind, TEXT.side)
    assert window.tokens.shape == (len(window.offsets), len(Sign))
    assert window.actors.shape == (len(Sign), len(Actor))
    assert window.posture.shape == (len(Posture),)
    assert np.abs(window.signs - said.signs[0]).max() < 0.1
    assert np.abs(window.moves - said.moves[0]).max() < 0.1
    assert json.loads((tmp_path / "calibration.json").read_text())["corpus"] == "none"
