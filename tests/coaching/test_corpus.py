"""The corpus: well-formed, varied, large enough, and the one the network was trained on."""

import re
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching import Coach
from coaching.detection import TrainedReader
from coaching.detection.corpus import (
    FOLDER,
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


def test_few_words_in_common_are_no_near_duplicates() -> None:
    one = LabelledText(text="We will see about that.")
    assert near_duplicates([one], [LabelledText(text="We will see about it.")]) == []


def test_near_duplicates_are_found() -> None:
    one = LabelledText(text="They want the price cut by ten percent before the end of the month.")
    two = LabelledText(text="they want the price cut by TEN percent before the end of the week!")
    other = LabelledText(text="Nobody at the plant has seen the new drawing of the valve so far.")
    assert near_duplicates([one], [two, other]) == [(one, two)]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x.jsonl", '{"text": "a"}\n{', "x.jsonl: line 2: not JSON"),
        ("x.jsonl", "[" * 100_000, "x.jsonl: line 1: not JSON"),
        ("x.jsonl", '["a"]', "x.jsonl: line 1: not a text with fields"),
        ("x.jsonl", "\n \n", "x.jsonl: there is no text in it"),
        ("x.jsonl", "\ufeff", "x.jsonl: there is no text in it"),
        ("x.jsonl", '{"text": "\\ud800"}', "x.jsonl: line 1: text: "),
        (
            "x.jsonl",
            '{"text": "a", "signs": [{"sign": "spite", "actor": "us"}]}',
            "x.jsonl: line 1: signs: 0: sign: Input should be 'stalemate'",
        ),
        (
            "x.jsonl",
            '{"text": "a", "sings": []}',
            "x.jsonl: line 1: there is no field sings: did you mean signs?",
        ),
        (
            "x.jsonl",
            '{"text": "a", "signs": [], "Moves": []}',
            "there is no field Moves: did you mean moves?",
        ),
        (
            "x.jsonl",
            '{"text": "a", "labels": ["ultimatum"]}',
            "there is no field labels, and signs is missing: write the text's signs there",
        ),
        ("x.jsonl", '{"id": 1, "messages": 5}', "x.jsonl: line 1: messages must be a list"),
        ("x.jsonl", '{"id": 1, "messages": ["a"]}', "x.jsonl: line 1: messages must be a list"),
        (
            "x.jsonl",
            '{"messages": [{"n": 4, "txt": "a", "signs": []}]}',
            "x.jsonl: line 1, message 4: there is no field txt: did you mean text?",
        ),
        (
            "x.yaml",
            "- id: q7\n  text: hello there\n  signs:\n"
            "    - {sign: ultimatum, actor: us, evidence: bye}\n",
            "x.yaml: q7: the evidence of ultimatum is not in the text",
        ),
        ("x.yaml", "", "x.yaml: not a list of texts"),
        ("x.yaml", "text: a", "x.yaml: not a list of texts"),
        ("x.yaml", "- a\n- b", "x.yaml: text 1: not a text with fields"),
        ("x.yml", "- text: a\n- text: b: c\n- text: d", "x.yml: line 2: not YAML"),
        ("x.yml", "- text: a\x07", "x.yml: not YAML"),
        ("x.yml", "- id: 2024-13-45\n  text: a", "x.yml: not YAML"),
    ],
)
def test_a_mistake_is_named_with_its_place(
    tmp_path: Path, name: str, content: str, says: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=re.escape(says)):
        read_labelled(tmp_path / name)


@pytest.mark.parametrize("name", ["x.jsonl", "x.yaml"])
@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\xff", "text: é".encode("latin-1")])
def test_what_is_no_text_file_is_said_to_be_none(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CorpusError, match=f"{name}: not a text file: save it as UTF-8"):
        read_labelled(tmp_path / name)


@given(st.binary(max_size=200), st.sampled_from(["x.jsonl", "x.yaml"]))
def test_any_file_is_read_or_refused_in_a_sentence(content: bytes, name: str) -> None:
    with TemporaryDirectory() as folder, suppress(CorpusError):
        path = Path(folder) / name
        path.write_bytes(content)
        read_labelled(path)


@pytest.mark.parametrize("name", ["x.jsonl", "x.yml"])
def test_files_are_read_as_other_programs_write_them(tmp_path: Path, name: str) -> None:
    """With a byte order mark, blank lines, and line breaks of other kinds inside a text."""
    if name == "x.jsonl":
        content = (
            '\ufeff\r\n{"text": "one\u2028two\x85three", "user": "ana"}\r\n\r\n{"text": "b"}\r\n'
        )
    else:
        content = '\ufeff- text: "one\\u2028two\\x85three"\n  user: ana\n\n- text: b\n'
    (tmp_path / name).write_bytes(content.encode())
    texts = [text.text for text in read_labelled(tmp_path / name)]
    assert texts == ["one\u2028two\x85three", "b"]


def test_a_conversation_is_read_message_by_message(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text(
        '{"id": "d1", "messages": [{"n": 1, "side": "them", "text": "a"}, {"n": 2, "text": "b"}]}',
        encoding="utf-8",
    )
    texts = read_labelled(tmp_path / "c.jsonl")
    assert [(text.text, text.side) for text in texts] == [("a", "them"), ("b", "us")]


def test_the_coach_reads_every_text_of_a_sample(corpus: list[LabelledText]) -> None:
    for text in corpus[::400]:
        assessment = Coach.default().assess(text.text, text.kind, text.side)
        assert {seen.sign for seen in assessment.ranking} == set(Sign), text.text


def test_the_guides_examples_are_read(tmp_path: Path) -> None:
    guide = (FOLDER / "README.md").read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    (tmp_path / "x.yaml").write_text("".join(examples), encoding="utf-8")
    assert [text.id for text in read_labelled(tmp_path / "x.yaml")] == [
        "a17-001",
        "d09-t01-1",
        "d09-t01-2",
    ]
