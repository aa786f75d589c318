"""What people change or take back, as the app hears of it."""

from datetime import timedelta
from typing import Any

import pytest
from receiving import Receiver

from bot.clock import MovableClock
from bot.workspace.standin import StandIn
from bot.workspace.state import ImpossibleError, Message, Workspace

HARBOUR = "deal-harbour-renewal"


@pytest.fixture
def heard(receiver: Receiver) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []

    async def listen(event: dict[str, Any]) -> None:
        events.append(event)

    receiver.app.event({"type": "message", "subtype": "message_changed"})(listen)
    receiver.app.event({"type": "message", "subtype": "message_deleted"})(listen)
    receiver.app.event("message")(listen)
    return events


@pytest.fixture
async def said(standin: StandIn, heard: list[dict[str, Any]]) -> Message:
    """A message of Marcus; what the app heard of it is forgotten."""
    message = await standin.say("marcus", HARBOUR, "We take 67k & that is it")
    heard.clear()
    return message


async def test_an_edit_is_told_with_what_stood_there_before(
    standin: StandIn, clock: MovableClock, said: Message, heard: list[dict[str, Any]]
) -> None:
    clock.advance(timedelta(minutes=5))
    edited = await standin.edit("marcus", said, "We take <70k>")
    (event,) = heard
    assert (event["subtype"], event["hidden"]) == ("message_changed", True)
    assert (event["channel"], event["channel_type"]) == (said.channel, "channel")
    assert event["message"]["text"] == "We take &lt;70k&gt;"
    assert event["message"]["ts"] == event["previous_message"]["ts"] == said.ts
    assert event["message"]["edited"] == {"user": said.user, "ts": edited.edited}
    assert event["previous_message"]["text"] == said.text
    assert "edited" not in event["previous_message"]
    assert event["event_ts"] == event["ts"] == edited.edited
    assert float(event["ts"]) - float(said.ts) >= 300


async def test_an_edited_message_is_read_as_such(
    standin: StandIn, workspace: Workspace, said: Message
) -> None:
    first = await standin.edit("marcus", said, "One")
    second = await standin.edit("marcus", said, "Two")
    assert first.edited is not None
    assert second.edited is not None
    assert first.edited < second.edited
    assert workspace.current(said) == second


async def test_an_edited_reply_stays_in_its_thread(
    standin: StandIn, workspace: Workspace, said: Message, heard: list[dict[str, Any]]
) -> None:
    reply = await standin.say("dana", HARBOUR, "Do we?", thread_ts=said.ts)
    await standin.edit("dana", reply, "Do we really?")
    assert heard[-1]["message"]["thread_ts"] == said.ts
    assert [message.text for message in workspace.thread(said)] == ["Do we really?"]


async def test_a_preview_of_a_link_is_a_change_but_no_edit(
    standin: StandIn, workspace: Workspace, said: Message, heard: list[dict[str, Any]]
) -> None:
    await standin.unfurl(said)
    (event,) = heard
    assert event["subtype"] == "message_changed"
    assert event["message"]["text"] == event["previous_message"]["text"] == said.text
    assert "edited" not in event["message"]
    assert event["message"]["attachments"]
    assert workspace.current(said) == said


async def test_a_deleted_message_is_told_and_gone(
    standin: StandIn, workspace: Workspace, said: Message, heard: list[dict[str, Any]]
) -> None:
    await standin.delete("marcus", said)
    (event,) = heard
    assert (event["subtype"], event["hidden"]) == ("message_deleted", True)
    assert event["deleted_ts"] == event["previous_message"]["ts"] == said.ts
    assert event["previous_message"]["text"] == said.text
    assert event["ts"] > said.ts
    assert workspace.current(said) is None


async def test_a_deleted_reply_no_longer_counts(
    standin: StandIn, workspace: Workspace, said: Message, heard: list[dict[str, Any]]
) -> None:
    reply = await standin.say("dana", HARBOUR, "Do we?", thread_ts=said.ts)
    await standin.delete("dana", reply)
    assert heard[-1]["previous_message"]["thread_ts"] == said.ts
    assert workspace.thread(said) == []


async def test_a_deleted_parent_leaves_a_tombstone(
    standin: StandIn, workspace: Workspace, said: Message, heard: list[dict[str, Any]]
) -> None:
    reply = await standin.say("dana", HARBOUR, "Do we?", thread_ts=said.ts)
    await standin.delete("marcus", said)
    event = heard[-1]
    assert event["subtype"] == "message_changed"
    assert (event["message"]["subtype"], event["message"]["user"]) == ("tombstone", "USLACKBOT")
    assert (event["message"]["text"], event["message"]["reply_count"]) == (
        "This message was deleted.",
        1,
    )
    assert event["previous_message"]["text"] == said.text
    assert workspace.thread(said) == [reply]
    with pytest.raises(ImpossibleError):
        await standin.edit("marcus", said, "Back again")


async def test_what_others_said_stays_as_it_is(standin: StandIn, said: Message) -> None:
    with pytest.raises(ImpossibleError):
        await standin.edit("dana", said, "Not mine")
    with pytest.raises(ImpossibleError):
        await standin.delete("dana", said)
    with pytest.raises(ImpossibleError):
        await standin.edit("marcus", said, "  ")


@pytest.mark.parametrize(
    "manifest", [{"settings": {"event_subscriptions": {"bot_events": ["message.im"]}}}]
)
async def test_changes_are_told_where_messages_are_subscribed_to(
    standin: StandIn, workspace: Workspace, said: Message, heard: list[dict[str, Any]]
) -> None:
    await standin.edit("marcus", said, "Unheard")
    await standin.delete("marcus", said)
    whisper = await standin.say("dana", workspace.direct("dana").id, "Hm")
    await standin.delete("dana", whisper)
    assert [event.get("subtype") for event in heard] == [None, "message_deleted"]


async def test_where_the_bot_is_not_it_hears_of_no_change(
    standin: StandIn, workspace: Workspace, said: Message, heard: list[dict[str, Any]]
) -> None:
    workspace.channel(HARBOUR).members.remove(workspace.bot.id)
    await standin.edit("marcus", said, "Only us")
    await standin.delete("marcus", said)
    assert heard == []
