"""The terminal command, as a person or a program uses it."""

import json
import shutil
from pathlib import Path

import pytest
from command import negotiate
from hypothesis import given, settings
from hypothesis import strategies as st
from seen import NO_TRAP, ULTIMATUM

from bot.jsonl import _answer
from coaching import Coach
from coaching.detection.reader import MODEL_FOLDER
from coaching.vocabulary import Sign


def test_check_draws_a_card() -> None:
    done = negotiate("check", ULTIMATUM)
    assert done.returncode == 0
    assert "Ultimatum" in done.stdout.decode()
    assert "Watch for:" in done.stdout.decode()


def test_check_as_json_is_the_assessment() -> None:
    assessment = json.loads(negotiate("check", ULTIMATUM, "--json").stdout)
    assert assessment["signs"][0]["sign"] == "ultimatum"
    assert assessment["signs"][0]["evidence"] in ULTIMATUM


def test_the_counterparts_name_is_in_the_line() -> None:
    done = negotiate("check", ULTIMATUM, "--counterpart", "Acme", "--json")
    assert any("Acme" in pivot["line"] for pivot in json.loads(done.stdout)["pivots"])


def test_each_line_is_answered_in_its_place() -> None:
    lines = [
        json.dumps({"id": "a", "kind": "situation", "text": ULTIMATUM}),
        '{"id": "b", "text": ',
        json.dumps({"id": "c", "text": 5}),
        json.dumps({"id": 4, "text": NO_TRAP, "kind": "message", "side": "them"}),
        json.dumps({"id": "e", "text": "x", "kind": "letter"}),
        json.dumps(["not", "an", "object"]),
        "",
        json.dumps({"id": "f", "text": ""}),
    ]
    done = negotiate("assess", "--jsonl", typed="\n".join(lines).encode() + b"\n\xff\xfe\n")
    assert done.returncode == 0
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", None, "c", 4, "e", None, "f", None]
    assert ["error" in answer for answer in answers] == [
        False, True, True, False, True, True, False, True,
    ]  # fmt: skip
    first = answers[0]
    assert first["signs"][0]["sign"] == "ultimatum"
    assert len(first["ranking"]) >= 3
    assert set(first["ranking"]) <= set(Sign)
    assert first["pivots"][0]["line"]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_any_line_has_an_answer(raw: bytes) -> None:
    answer = _answer(Coach.default(), raw)
    assert "error" in answer or "signs" in answer
    json.dumps(answer)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((), 2, "Usage"),
        (("--help",), 0, "check"),
        (("check",), 2, "check --help"),
        (("check", "--help"), 0, "Example:"),
        (("playbook", "--help"), 0, "Example:"),
        (("assess", "--help"), 0, "Example:"),
        (("replay", "--help"), 0, "Example:"),
        (("serve", "--help"), 0, "Example:"),
        (("workspace", "--help"), 0, "Example:"),
        (("db", "upgrade", "--help"), 0, "Example:"),
        (("assess",), 2, "--jsonl"),
        (("replay",), 2, "--jsonl"),
        (("replay", "no-such-export.zip"), 2, "no-such-export.zip"),
        (("replay", "--jsonl", "--channel", "deal"), 2, "for a Slack export"),
        (("replay", "--jsonl", "--sensitivity", "loud"), 2, "keen"),
        (("playbook", "ultimatm"), 2, "Did you mean ultimatum?"),
        (("playbook", "ultimatum"), 0, "Ultimatum"),
        (("playbook",), 0, "untested_assumption"),
        (("bananas",), 2, "bananas"),
        (("evaluate", "x.jsonl", "--plot", "no-such-folder/x.png"), 2, "no-such-folder"),
        (("evaluate", "x.jsonl", "--plot", "x.doc"), 2, ".png"),
        (("evaluate", "no-such-file.jsonl"), 2, "no-such-file"),
        (("train", "--with", "x.jsonl"), 2, "--out"),
        (("train", "--out", __file__), 2, "is a file"),
    ],
)
def test_use_and_wrong_use(arguments: tuple[str, ...], code: int, says: str) -> None:
    done = negotiate(*arguments)
    assert done.returncode == code
    assert says in (done.stdout + done.stderr).decode()


@pytest.mark.parametrize(
    "arguments", [("check", ULTIMATUM), ("assess", "--jsonl"), ("serve",)], ids=lambda all_: all_[0]
)
def test_a_folder_without_a_model_is_said_to_have_none(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    done = negotiate(*arguments, NEGOTIATE_MODEL=str(tmp_path), XDG_DATA_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "There is no model in" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_a_model_of_ones_own_is_used(tmp_path: Path) -> None:
    """Here, one that is never sure."""
    shutil.copytree(MODEL_FOLDER, tmp_path / "ours")
    path = tmp_path / "ours" / "calibration.json"
    calibration = json.loads(path.read_text(encoding="utf-8"))
    calibration["sure"] = {"situation": 1.1, "message": 1.1}
    path.write_text(json.dumps(calibration), encoding="utf-8")
    done = negotiate("check", ULTIMATUM, "--json", NEGOTIATE_MODEL=str(tmp_path / "ours"))
    assert json.loads(done.stdout)["signs"] == []


def test_evaluate_measures_a_labelled_file(tmp_path: Path) -> None:
    ultimatum = {"sign": "ultimatum", "actor": "them", "evidence": "take it or leave it"}
    lines: list[dict[str, object]] = [
        {"id": 1, "text": ULTIMATUM, "kind": "situation", "signs": [ultimatum]},
        {"id": 2, "text": NO_TRAP, "signs": [], "moves": ["trade_off"]},
        {"id": 3, "text": "See you at ten.", "signs": []},
    ]
    labelled, picture = tmp_path / "three.jsonl", tmp_path / "mixed-up.png"
    labelled.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = negotiate("evaluate", labelled, "--plot", picture)
    assert done.returncode == 0, done.stderr
    rows = {
        words[0]: words[1:] for line in done.stdout.decode().splitlines() if (words := line.split())
    }
    assert rows["ultimatum"] == ["1.00", "1.00", "1.00", "1"]
    assert len(rows["macro"]) == 3
    assert rows["moves"][-1] == "1"
    assert picture.read_bytes().startswith(b"\x89PNG")
    measured = json.loads(negotiate("evaluate", labelled, "--json").stdout)
    assert measured["texts"] == 3
    assert measured["clean"] == 2
    assert measured["signs"]["ultimatum"]["right"] == 1
    assert measured["signs"]["ultimatum"]["missed"] == 0


def test_db_upgrade_makes_the_tables_and_again_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/folder/coach.sqlite3"
    for _ in range(2):
        done = negotiate("db", "upgrade", NEGOTIATE_DATABASE_URL=url)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("variables", "code", "says"),
    [
        ({"SLACK_BOT_TOKEN": ""}, 2, "SLACK_BOT_TOKEN is missing"),
        ({"NEGOTIATE_DATABASE_URL": "mysql://x/y"}, 1, "use sqlite"),
        ({"NEGOTIATE_DATABASE_URL": "nonsense"}, 1, "no database URL"),
        ({"NEGOTIATE_DATABASE_URL": "postgresql://127.0.0.1:1/x"}, 1, "does not answer"),
    ],
)
def test_what_hinders_the_start_is_said_in_a_sentence(
    variables: dict[str, str], code: int, says: str, tmp_path: Path
) -> None:
    variables = {"SLACK_SIGNING_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-1", **variables}
    done = negotiate("serve", **variables)
    assert done.returncode == code
    assert says in " ".join(done.stderr.decode().split())
    assert "Traceback" not in done.stderr.decode()


def test_a_database_that_is_behind_is_named_before_slack_is_asked(tmp_path: Path) -> None:
    done = negotiate(
        "serve",
        NEGOTIATE_DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite3",
        SLACK_BOT_TOKEN="xoxb-1",
        SLACK_SIGNING_SECRET="s",
    )
    assert done.returncode == 1
    assert "negotiate db upgrade" in done.stderr.decode()
