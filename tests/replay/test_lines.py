"""Conversations as JSON lines, in and out."""

import io
import json
from typing import Any

import pytest
from command import negotiate
from exports import CALM, GETTING_SOUR
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from bot.replay.lines import replay_lines
from coaching import Coach
from coaching.climate import Manner
from coaching.vocabulary import Sign


def conversation(texts: tuple[str, ...], **fields: Any) -> dict[str, Any]:
    messages = [
        {
            "n": n,
            "user": "U1",
            "side": "us",
            "at": f"2024-03-04T{9 + n:02}:00:00Z",
            "text": text,
            "thread_of": None,
            "mood": "extra fields are let pass",
        }
        for n, text in enumerate(texts)
    ]
    return {"id": "a", "shared": False, "labels": [1], "messages": messages} | fields


def replayed(*lines: Any, sensitivity: str = "normal") -> list[dict[str, Any]]:
    typed = b"\n".join(line if isinstance(line, bytes) else _json(line) for line in lines)
    done = negotiate("replay", "--jsonl", "--sensitivity", sensitivity, typed=typed)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _json(line: Any) -> bytes:
    return json.dumps(line).encode()


def test_each_conversation_is_answered_in_its_place() -> None:
    twice = conversation(CALM, id="twice")
    twice["messages"][1]["n"] = 0
    early = conversation(CALM, id="early")
    early["messages"][0]["at"] = "0001-01-01T00:00:00Z"
    answers = replayed(
        conversation(GETTING_SOUR, id=7),
        conversation(CALM, id="calm"),
        b'{"id": "broken", ',
        conversation(CALM, id="typed", messages=5),
        b"",
        twice,
        early,
        conversation((), id="empty"),
        b"\xff\xfe",
    )
    assert [each["id"] for each in answers] == [
        7, "calm", None, "typed", "twice", "early", "empty", None,
    ]  # fmt: skip
    assert ["error" in each for each in answers] == [
        False, False, True, True, True, True, False, True,
    ]  # fmt: skip
    assert answers[1]["interventions"] == answers[6]["interventions"] == []
    assert "Agenda" not in json.dumps(answers)


def test_a_talk_that_turns_sour_has_an_opening_that_names_signs() -> None:
    (answer,) = replayed(conversation(GETTING_SOUR))
    first = answer["interventions"][0]
    assert set(first) == {"n", "signs", "follow_up"}
    assert 1 <= first["n"] < len(GETTING_SOUR)
    assert first["signs"]
    assert set(first["signs"]) <= set(Sign)
    assert first["follow_up"] is False
    assert all(later["follow_up"] for later in answer["interventions"][1:])


def test_the_order_of_the_messages_is_that_of_time() -> None:
    forwards = conversation(GETTING_SOUR)
    backwards = forwards | {"messages": forwards["messages"][::-1]}
    first, second = replayed(forwards, backwards)
    assert first == second


def test_a_keen_coach_speaks_no_later_than_a_quiet_one() -> None:
    (keen,) = replayed(conversation(GETTING_SOUR), sensitivity="keen")
    (quiet,) = replayed(conversation(GETTING_SOUR), sensitivity="quiet")
    said_at = [each["n"] for each in quiet["interventions"]] or [len(GETTING_SOUR)]
    assert keen["interventions"][0]["n"] <= said_at[0]


def test_lines_may_come_from_a_file(tmp_path: Any) -> None:
    lines = tmp_path / "talks.jsonl"
    lines.write_bytes(_json(conversation(CALM, id=1)) + b"\n")
    done = negotiate("replay", "--jsonl", lines)
    assert json.loads(done.stdout) == {"id": 1, "interventions": []}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
moments = st.datetimes().map(lambda moment: f"{moment.isoformat()}Z") | anything
messages = st.fixed_dictionaries(
    {"n": st.integers(0, 3) | anything, "user": st.just("U1") | anything, "at": moments},
    optional={"text": st.text(max_size=40) | anything, "side": st.sampled_from(["us", "them", 1])},
)
conversations = st.fixed_dictionaries(
    {"id": st.integers() | anything, "messages": st.lists(messages, max_size=3) | anything}
)


@settings(max_examples=80, deadline=None)
@given(st.binary(min_size=1, max_size=200) | (conversations | anything).map(_json))
def test_any_line_has_one_answer(raw: bytes) -> None:
    out = io.StringIO()
    replay_lines(Coach.default(), [raw], Manner(), out, Console(file=io.StringIO()))
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(answers) == bool(raw.strip())
    assert all(("error" in each) != ("interventions" in each) for each in answers)


@pytest.mark.parametrize("times", [["1969-12-31T23:59:59Z"], ["3000-01-01T00:00:00Z"], ["now"]])
def test_a_moment_beyond_belief_is_an_error(times: list[str]) -> None:
    line = conversation(CALM[:1])
    line["messages"][0]["at"] = times[0]
    out = io.StringIO()
    replay_lines(Coach.default(), [_json(line)], Manner(), out, Console(file=io.StringIO()))
    assert "messages.0.at" in json.loads(out.getvalue())["error"]
