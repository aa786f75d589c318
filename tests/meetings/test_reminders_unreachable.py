"""Whoever cannot be reached any more gets nothing more, and the organizer is told so once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from planned import filled_form, plan, typed, wednesday
from reminded import (
    AGAIN,
    ALL,
    CHECKLIST,
    FORM,
    IN_CHANNEL,
    QUESTION,
    asked,
    due,
    ended,
    in_channel,
    live_through,
    planned,
    reminders,
)
from seen import DANA, DEAL

from bot.store.database import Database
from bot.store.deliveries import CLAIM
from bot.store.models import DeliveryState, ReminderKind
from bot.workspace.standin import StandIn

MARCUS, TOM = "marcus", "tom"
NO_CHANNEL = "I cannot reach <#C0HARBOUR> any more"
NEVER = [
    "channel_not_found",
    "is_archived",
    "not_in_channel",
    "user_disabled",
    "user_not_found",
    "restricted_action",
]


@pytest.mark.parametrize("error", NEVER)
async def test_what_slack_never_takes(ticking: StandIn, database: Database, error: str) -> None:
    ticking.faults.next("chat.postMessage", error=error)
    start = await due(ticking, **IN_CHANNEL)
    await ended(database, DeliveryState.FAILED, start)
    await live_through(ticking, database, start)
    assert in_channel(ticking) == []
    note, *others = reminders(ticking)
    assert NO_CHANNEL in note
    assert others == [QUESTION, AGAIN]


async def test_a_refusal_of_one_message_ends_no_other(ticking: StandIn, database: Database) -> None:
    ticking.faults.next("chat.postMessage", error="invalid_blocks")
    start = await due(ticking, **IN_CHANNEL)
    await ended(database, DeliveryState.FAILED, start)
    await live_through(ticking, database, start)
    assert in_channel(ticking) == [FORM]
    assert reminders(ticking) == [QUESTION, AGAIN]


@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.info"])
async def test_a_token_that_may_not_yet_ends_nothing(
    ticking: StandIn, database: Database, method: str
) -> None:
    ticking.faults.next(method, error="missing_scope")
    start = await due(ticking, **IN_CHANNEL)
    await ticking.until(lambda _: asked(ticking, method))
    await ended(database, DeliveryState.CLAIMED, start)
    ticking.clock.advance(CLAIM + timedelta(seconds=1))
    await ended(database, DeliveryState.SENT, start)
    assert in_channel(ticking) == [CHECKLIST]
    assert reminders(ticking) == []


async def test_a_note_that_cannot_be_sent_is_followed_by_none(
    ticking: StandIn, database: Database
) -> None:
    ticking.faults.next("chat.postMessage", error="is_archived")
    ticking.faults.next("chat.postMessage", error="user_disabled")
    start = await due(ticking, **IN_CHANNEL)
    await ended(database, DeliveryState.FAILED, start, ReminderKind.NOTE)
    await live_through(ticking, database, start)
    assert reminders(ticking) == [QUESTION, AGAIN]


async def test_each_person_who_is_gone_is_told_of(ticking: StandIn, database: Database) -> None:
    """In other zones, so that their checklists are due one after the other."""
    for name, zone in ((MARCUS, "America/New_York"), (TOM, "America/Los_Angeles")):
        person = ticking.workspace.user(name)
        ticking.workspace.users[person.id] = replace(person, tz=zone)
    start = wednesday(ticking.clock, 10)
    await plan(ticking, f"Harbour renewal {typed(start)}", people=["U0MARCUS", "U0TOM"])
    for user in ("U0MARCUS", "U0TOM"):
        del ticking.workspace.users[user]
    await live_through(ticking, database, start)
    first, second = (said for said in reminders(ticking) if said not in ALL)
    assert "I cannot reach <@U0MARCUS> any more" in first
    assert "I cannot reach <@U0TOM> any more" in second
    assert [said for said in reminders(ticking) if said in ALL] == ALL


@pytest.mark.parametrize("event", ["channel_archive", "channel_left", "channel_deleted"])
async def test_a_channel_that_is_gone(ticking: StandIn, database: Database, event: str) -> None:
    """Each organizer is told at once, and once however often Slack tells it."""
    _, start = await planned(ticking, **IN_CHANNEL)
    view = await filled_form(ticking, f"Another {typed(start)}", user=MARCUS)
    await ticking.submit(MARCUS, view, {name: {name: value} for name, value in IN_CHANNEL.items()})
    await ticking.until(lambda w: [m for m in w.messages_in(DEAL, MARCUS) if m.is_ephemeral])
    for _ in range(2):
        await ticking.deliver_event({"type": event, "channel": IN_CHANNEL["channel"]})
    await ticking.until(lambda _: reminders(ticking) and reminders(ticking, MARCUS))
    await live_through(ticking, database, start)
    assert in_channel(ticking) == []
    for organizer in (DANA, MARCUS):
        note, *others = reminders(ticking, organizer)
        assert NO_CHANNEL in note
        assert others == [QUESTION, AGAIN]
