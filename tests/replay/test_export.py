"""What is read of a Slack export, and what of a hostile one is not."""

import json
import struct
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from exports import CALM, OURS, by_them, conversation, export, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.replay import export as reading
from bot.replay.conversations import History
from bot.replay.export import ExportError, open_export


def histories(path: Path) -> dict[str, History]:
    with open_export(path) as opened:
        return {folder.name: opened.history(folder) for folder in opened.folders}


def texts(history: History) -> list[str]:
    return [message.text for message in history.conversation.messages]


def test_what_people_wrote_is_read_in_order_of_time(tmp_path: Path) -> None:
    messages = [
        written("third, on the next day", 30),
        written("first &amp; <https://x.test|linked>"),
        written(
            "second", 1, edited={"user": "U1", "ts": "1709550000.000000"}, files=[{"id": "F1"}]
        ),
        written("joined", 2, subtype="channel_join"),
        written("new topic", 2.1, subtype="channel_topic"),
        written("This message was deleted.", 2.2, subtype="tombstone"),
        written("beep", 2.3, subtype="bot_message", bot_id="B1", user=None),
        written("beep", 2.4, bot_id="B1"),
        written("also to the channel", 3, subtype="thread_broadcast"),
    ]
    history = histories(export(tmp_path / "e.zip", {"deal": messages}))["deal"]
    assert texts(history) == [
        "first & linked",
        "second",
        "also to the channel",
        "third, on the next day",
    ]
    assert history.remark is None


def test_a_reply_knows_what_it_replies_to_and_a_copy_is_read_once(tmp_path: Path) -> None:
    first = written("Shall we?")
    reply = written("Yes.", 1, thread_ts=first["ts"])
    messages = [first | {"thread_ts": first["ts"]}, reply, reply]
    read = histories(export(tmp_path / "e.zip", {"deal": messages}))["deal"].conversation.messages
    assert [(message.n, message.thread_of) for message in read] == [(0, None), (1, 0)]


def test_the_counterpart_is_told_from_our_side(tmp_path: Path) -> None:
    guest_without_team_in_the_message = written("67k.", 3, "U9")
    messages = [
        written("Hello.", 0, team=OURS),
        written("Hi.", 1, "U2"),
        by_them("Hello.", 2),
        guest_without_team_in_the_message,
    ]
    path = export(tmp_path / "e.zip", {"deal": messages})
    conversation = histories(path)["deal"].conversation
    assert [message.side for message in conversation.messages] == ["us", "us", "them", "them"]


@pytest.mark.parametrize(
    ("messages", "flagged", "shared"),
    [(CALM, True, True), (CALM, False, False), ((), False, True)],
)
def test_a_channel_is_shared_if_it_says_so_or_they_write_in_it(
    tmp_path: Path, messages: tuple[str, ...], flagged: bool, shared: bool
) -> None:
    path = export(
        tmp_path / "e.zip",
        {"deal": conversation(messages) or [by_them("Hello.")]},
        shared=["deal"] if flagged else [],
    )
    assert histories(path)["deal"].conversation.shared is shared


def test_private_channels_are_read_and_direct_messages_are_not(tmp_path: Path) -> None:
    path = export(
        tmp_path / "e.zip",
        {"open": conversation(CALM)},
        files={
            "groups.json": '[{"id": "G1", "name": "closed"}]',
            "closed/2024-03-04.json": json.dumps(conversation(CALM)),
            "dms.json": '[{"id": "D1", "members": ["U1", "U2"]}]',
            "D1/2024-03-04.json": json.dumps(conversation(CALM)),
        },
    )
    assert {name: len(texts(each)) for name, each in histories(path).items()} == {
        "open": 3,
        "closed": 3,
    }


def test_an_export_that_was_unpacked_and_zipped_again_is_read(tmp_path: Path) -> None:
    path = export(tmp_path / "e.zip", {"deal": conversation(CALM)}, inside="Harbour export/")
    assert len(texts(histories(path)["deal"])) == 3


def test_all_members_of_an_organisation_are_ours(tmp_path: Path) -> None:
    members = [{"id": "U1", "team_id": OURS}, {"id": "U2", "team_id": "T0SISTER"}]
    path = export(
        tmp_path / "e.zip",
        {"deal": [written("Hi.", 0, "U2", team="T0SISTER"), by_them("Hello.", 1)]},
        files={"users.json": "[]", "org_users.json": json.dumps(members)},
    )
    read = histories(path)["deal"].conversation.messages
    assert [message.side for message in read] == ["us", "them"]


def test_without_members_everyone_counts_as_ours(tmp_path: Path) -> None:
    path = export(tmp_path / "e.zip", {"deal": [by_them("Hi.")]}, files={"users.json": "[]"})
    assert histories(path)["deal"].conversation.messages[0].side == "us"
    with open_export(path) as opened:
        assert not opened.knows_members


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (b"{", "2024-03-05.json is no JSON"),
        (b"\xff\xfe\xfa", "2024-03-05.json is no JSON"),
        (b"[" * 200_000, "2024-03-05.json is no JSON"),
        (b'{"ok": false}', "2024-03-05.json is no list"),
        (b'[5, null, {"ts": "x"}, {"ts": {}}]', "has entries that cannot be read (4)"),
        (b'[{"user": "U1", "text": 5, "ts": "1709600000.0"}]', "cannot be read (1)"),
        (b'[{"user": ["U1"], "text": "a", "ts": "99999999999999.0"}]', "cannot be read (1)"),
    ],
)
def test_a_day_that_cannot_be_read_is_left_out_with_a_remark(
    tmp_path: Path, day: bytes, says: str
) -> None:
    path = export(
        tmp_path / "e.zip",
        {"deal": conversation(CALM)},
        files={"deal/2024-03-05.json": day, "deal/2024-03-06.json": "[]"},
    )
    history = histories(path)["deal"]
    assert len(texts(history)) == 3
    assert says in (history.remark or "")


def test_what_unpacks_to_too_much_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = export(
        tmp_path / "e.zip",
        {"deal": conversation(CALM)},
        files={"deal/2024-03-05.json": b" " * 70_000_000},
    )
    assert "2024-03-05.json is larger than 64 MB" in (histories(path)["deal"].remark or "")
    monkeypatch.setattr(reading, "LARGEST_CHANNEL", 60_000_000)
    history = histories(path)["deal"]
    assert (texts(history), history.remark) == ([], "left out: more than 57 MB")


def test_a_size_that_is_a_lie_is_found_out(tmp_path: Path) -> None:
    path = export(tmp_path / "e.zip", {"deal": conversation(CALM)})
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"deal/2024-03-04.json") - 46
    data[entry + 24 : entry + 28] = struct.pack("<I", 40)
    path.write_bytes(data)
    assert "damaged" in (histories(path)["deal"].remark or "")


def test_names_that_point_elsewhere_reach_nothing(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "2024-03-04.json").write_text(json.dumps(conversation(CALM)))
    listed = [{"id": "C1", "name": name} for name in ("../outside", "/etc", "..", "", "\x1b[31m")]
    path = export(
        tmp_path / "e.zip",
        {},
        files={
            "channels.json": json.dumps(listed),
            "../outside/2024-03-04.json": json.dumps(conversation(CALM)),
            "../2024-03-04.json": "[",
        },
    )
    before = sorted(tmp_path.rglob("*"))
    read = histories(path)
    assert not any(texts(history) for history in read.values())
    assert not any("\x1b" in name for name in read)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"channels.json": "{"}, "channels.json is no JSON"),
        ({"channels.json": "{}"}, "channels.json is not as Slack writes it"),
        ({"channels.json": '[{"id": "C1"}]'}, "0.name: Field required"),
        ({"users.json": "[5]"}, "users.json is not as Slack writes it"),
    ],
)
def test_lists_that_cannot_be_read_are_an_error(
    tmp_path: Path, files: dict[str, str], says: str
) -> None:
    path = export(tmp_path / "e.zip", {"deal": conversation(CALM)}, files=files)
    with pytest.raises(ExportError, match=says):
        histories(path)


def test_other_files_are_no_export(tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("photo.jpg", "…")
    with pytest.raises(ExportError, match="no Slack export"):
        histories(other)
    other.write_bytes(b"PK\x03\x04 not a zip file after all")
    with pytest.raises(ExportError, match="no zip file"):
        histories(other)


def test_channels_are_picked_by_name(tmp_path: Path) -> None:
    path = export(tmp_path / "e.zip", {"deal-acme": [], "deal-tide": [], "random": []})
    with open_export(path) as opened:
        assert [each.name for each in opened.named(["#deal-tide"])] == ["deal-tide"]
        assert len(opened.named([])) == 3
        with pytest.raises(ExportError, match="Did you mean deal-acme"):
            opened.named(["deal-acne"])


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
nearly_messages = st.fixed_dictionaries(
    {"ts": st.from_regex(r"\A[0-9]{1,10}\.[0-9]{6}\Z") | anything},
    optional=dict.fromkeys(
        ("user", "text", "subtype", "bot_id", "thread_ts", "team", "user_team"), anything
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(nearly_messages | anything, max_size=5) | anything)
def test_any_json_is_read_or_left_out(tmp_path: Path, day: Any) -> None:
    path = export(tmp_path / "e.zip", {"deal": []}, files={"deal/2024-03-04.json": json.dumps(day)})
    history = histories(path)["deal"]
    everything = isinstance(day, list) and all(isinstance(entry, dict) for entry in day)
    assert everything or history.remark


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_damaged_zip_file_never_crashes_the_reader(tmp_path: Path, data: st.DataObject) -> None:
    path = export(tmp_path / "e.zip", {"deal": [*conversation(CALM), by_them("Hi.", 30)]})
    content = bytearray(path.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)) | st.just(len(content)))])
    with suppress(ExportError):
        histories(path)
