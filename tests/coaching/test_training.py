"""Training: labels, folds, the vocabulary, and a model folder that can be read."""

import importlib
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from typer.testing import CliRunner

from bot.cli import app
from coaching.detection import training
from coaching.detection.corpus import LabelledSign, LabelledText
from coaching.detection.network import LONGEST, Network
from coaching.detection.reader import MODEL_FOLDER, TrainedReader
from coaching.detection.training.examples import (
    MOVES,
    SIGNS,
    UNLABELLED,
    author,
    clean_authors,
    deal,
    example,
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
    return Tokenizer.from_file(str(TOKENIZER))


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


def test_folds_are_alike_in_size_kinds_and_signs() -> None:
    kinds = ["situation", "message", "message", "situation", "message"] * 3
    sizes = [9, 8, 7, 6, 5] * 3
    texts = [
        text
        for number, (kind, size) in enumerate(zip(kinds, sizes, strict=True))
        for text in written(f"w{number:02}", kind, number % 5 != 2, size)
    ]
    folds = np.array(deal(texts))
    for of_sort in (
        [True] * len(texts),
        [text.kind == "message" for text in texts],
        [bool(text.signs) for text in texts],
    ):
        sizes = [int(((folds == fold) & of_sort).sum()) for fold in range(3)]
        assert max(sizes) - min(sizes) <= 0.25 * sum(sizes) / 3


def test_an_author_is_in_one_fold_only() -> None:
    texts = [text for name in "abcdefg" for text in written(name, "message", sign=True)]
    assert len(set(zip(map(author, texts), deal(texts), strict=True))) == 7


def test_who_writes_only_clean_texts_is_known() -> None:
    texts = written("a", "message", sign=False) + written("b", "message", sign=True)
    assert clean_authors(texts) == {"a"}


# The vocabulary


def test_the_pruned_vocabulary_keeps_what_is_needed(tokenizer: Tokenizer) -> None:
    text = "They reciprocated our concession."
    used = tokenizer.encode(text, add_special_tokens=False)
    small, kept = pruned(TOKENIZER.read_text(encoding="utf-8"), [text], size=1_000)
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
    ours, out = str(tmp_path / "ours.jsonl"), str(tmp_path / "model")
    result = CliRunner().invoke(app, ["train", "--with", ours, "--out", out])
    assert result.exit_code == 2
    assert "ours.jsonl: line 1: not JSON" in result.stderr


def test_the_model_folder_can_be_read(tmp_path: Path, tokenizer: Tokenizer) -> None:
    for package in ("torch", "onnx", "safetensors", "scipy", "sklearn"):
        pytest.importorskip(package)
    from coaching.detection.training.calibrating import calibrated  # noqa: PLC0415
    from coaching.detection.training.exporting import predict, write  # noqa: PLC0415
    from coaching.detection.training.network import TorchNetwork  # noqa: PLC0415
    from coaching.detection.training.phrasing import fitted_phrases  # noqa: PLC0415

    torch = importlib.import_module("torch")
    torch.manual_seed(0)
    network, seen = TorchNetwork(dropout=0.1), [example(TEXT, tokenizer)] * 2
    described = TOKENIZER.read_text(encoding="utf-8")
    said = predict(network, described, seen)
    calibration = calibrated(seen, said, "none", lambda _: None)
    write(network, described, fitted_phrases(seen), calibration, tmp_path)

    [window] = Network(tmp_path).windows(TEXT.text, TEXT.kind, TEXT.side)
    assert window.ids == said[0].ids
    assert window.offsets == said[0].offsets
    assert window.tokens.shape == (len(window.offsets), len(Sign))
    for part in ("tokens", "signs", "actors", "moves", "cues", "posture"):
        assert np.abs(getattr(window, part) - getattr(said[0], part)).max() < 0.1
    reader = TrainedReader(tmp_path)
    assert reader.corpus == "none"
    assert {seen.sign for seen in reader.read(TEXT.text, TEXT.kind, TEXT.side).signs} == set(Sign)
