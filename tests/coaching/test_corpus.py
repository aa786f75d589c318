"""The corpus: well-formed, varied, large enough, and the one the network was trained on."""

from collections import Counter
from pathlib import Path

import pytest

from coaching import Coach
from coaching.detection import TrainedReader
from coaching.detection.corpus import (
    CorpusError,
    LabelledText,
    fingerprint,
    load_corpus,
    near_duplicates,
    read_labelled,
)
from coaching.vocabulary import Actor, Cue, Move, Posture, Sign


@pytest.fixture(scope="module")
def corpus() -> list[LabelledText]:
    return load_corpus()


def test_every_sign_is_shown_by_enough_texts(corpus: list[LabelledText]) -> None:
    shown = Counter(sign.sign for text in corpus for sign in text.signs)
    assert {sign for sign in Sign if shown[sign] < 400} == set()


def test_enough_texts_show_none(corpus: list[LabelledText]) -> None:
    assert sum(not text.signs for text in corpus) >= 4_000


def test_every_actor_move_cue_and_posture_is_there(corpus: list[LabelledText]) -> None:
    actors = Counter((sign.sign, sign.actor) for text in corpus for sign in text.signs)
    for sign in Sign:
        if sign is not Sign.STALEMATE:
            assert actors[sign, Actor.THEM] >= 20
            assert actors[sign, Actor.US] >= 20
    moves = Counter(move for text in corpus for move in text.moves)
    cues = Counter(cue for text in corpus for cue in text.context)
    postures = Counter(text.posture for text in corpus)
    assert all(moves[move] >= 150 for move in Move)
    assert all(cues[cue] >= 150 for cue in Cue)
    assert all(postures[posture] >= 150 for posture in Posture)


def test_no_two_texts_are_nearly_the_same(corpus: list[LabelledText]) -> None:
    pairs = near_duplicates(corpus, corpus)
    assert [(a.id, b.id) for a, b in pairs if min(len(a.text), len(b.text)) > 40] == []


def test_ids_are_unique(corpus: list[LabelledText]) -> None:
    assert len({text.id for text in corpus}) == len(corpus)


def test_the_network_was_trained_on_this_corpus(corpus: list[LabelledText]) -> None:
    assert TrainedReader().corpus == fingerprint(corpus), "run: make train"


def test_a_changed_label_changes_the_fingerprint(corpus: list[LabelledText]) -> None:
    first = corpus[0]
    changed = first.model_copy(update={"moves": (*first.moves, Move.REFRAME)})
    assert fingerprint([changed, *corpus[1:]]) != fingerprint(corpus)


def test_near_duplicates_are_found() -> None:
    one = LabelledText(text="They want the price cut by ten percent before the end of the month.")
    two = LabelledText(text="they want the price cut by TEN percent before the end of the week!")
    other = LabelledText(text="Nobody at the plant has seen the new drawing of the valve so far.")
    assert near_duplicates([one], [two, other]) == [(one, two)]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x.jsonl", '{"text": "a"}\n{', "x.jsonl: line 2: not JSON"),
        ("x.jsonl", '{"text": "a", "signs": [{"sign": "spite", "actor": "us"}]}', "line 1"),
        ("x.jsonl", '["a"]', "line 1"),
        (
            "x.yaml",
            "- id: q7\n  text: hello there\n  signs:\n"
            "    - {sign: ultimatum, actor: us, evidence: bye}\n",
            "x.yaml: q7: Value error, the evidence of ultimatum is not in the text",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(
    tmp_path: Path, name: str, content: str, says: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=r".") as mistake:
        read_labelled(tmp_path / name)
    assert says in str(mistake.value)


def test_a_conversation_is_read_message_by_message(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text(
        '{"id": "d1", "messages": [{"n": 1, "side": "them", "text": "a"}, {"n": 2, "text": "b"}]}',
        encoding="utf-8",
    )
    texts = read_labelled(tmp_path / "c.jsonl")
    assert [(text.text, text.side) for text in texts] == [("a", "them"), ("b", "us")]


def test_the_coach_reads_every_text_of_a_sample(corpus: list[LabelledText]) -> None:
    for text in corpus[::400]:
        assert Coach.default().assess(text.text, text.kind, text.side).ranking or text.text
