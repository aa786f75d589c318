"""A reminder reaches Slack once, whatever Slack, the network or this process does."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from planned import plan, typed, wednesday
from reminded import (
    A_DAY,
    CHECKLIST,
    IN_CHANNEL,
    asked,
    claimed_by_the_dead,
    due,
    ended,
    go_to,
    in_channel,
    planned,
    reminders,
)
from seen import DANA, DEAL
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import MovableClock
from bot.slack.gateway import A_PAGE, METADATA
from bot.store.database import Database
from bot.store.deliveries import CLAIM
from bot.store.models import DeliveryState, Reminder
from bot.workspace.standin import StandIn

A_MINUTE = timedelta(minutes=1)
LONG_AFTER = CLAIM + timedelta(seconds=1)


@pytest.mark.parametrize("times", [1, 5])
async def test_when_slack_says_later(ticking: StandIn, database: Database, times: int) -> None:
    """Five times is more than slack_sdk tries: then the next tick does."""
    ticking.faults.next("chat.postMessage", status=429, retry_after=0, times=times)
    start = await due(ticking)
    await ended(database, DeliveryState.SENT, start)
    assert reminders(ticking) == [CHECKLIST]
    assert asked(ticking, "chat.postMessage") == times + 1


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"error": "internal_error"},
        {"error": "token_revoked"},
        {"error": "account_inactive"},
        {"reset": True},
        {"lost": True},
    ],
    ids=["500", "internal error", "our token", "our account", "reset before", "reset after"],
)
async def test_when_it_is_not_known_whether_slack_took_it(
    ticking: StandIn, database: Database, clock: MovableClock, fault: dict[str, Any]
) -> None:
    """Nothing more happens until the claim runs out; then the place is looked at first."""
    ticking.faults.next("chat.postMessage", **fault)
    start = await due(ticking)
    await ticking.until(lambda _: asked(ticking, "chat.postMessage"))
    await ended(database, DeliveryState.CLAIMED, start)
    assert asked(ticking, "conversations.history") == 0
    clock.advance(LONG_AFTER)
    await ended(database, DeliveryState.SENT, start)
    assert reminders(ticking) == [CHECKLIST]
    assert asked(ticking, "conversations.history") == 1


async def test_when_slack_is_too_slow(
    ticking: StandIn, database: Database, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.gateway.AsyncWebClient", partial(AsyncWebClient, timeout=1))
    ticking.faults.next("chat.postMessage", delay=1.2)
    start = await due(ticking)
    await ticking.until(lambda _: reminders(ticking))
    clock.advance(LONG_AFTER)
    await ended(database, DeliveryState.SENT, start)
    assert reminders(ticking) == [CHECKLIST]
    assert asked(ticking, "conversations.history") == 1


@pytest.mark.parametrize(
    ("fault", "calls"),
    [({"error": "fatal_error"}, 1), ({"status": 429, "retry_after": 0, "times": 4}, 4)],
    ids=["fatal error", "429"],
)
async def test_when_it_cannot_be_looked_for_nothing_is_sent_blindly(
    ticking: StandIn, database: Database, clock: MovableClock, fault: dict[str, Any], calls: int
) -> None:
    ticking.faults.next("chat.postMessage", lost=True)
    ticking.faults.next("conversations.history", **fault)
    start = await due(ticking)
    await ticking.until(lambda _: reminders(ticking))
    for looked in (calls, calls + 1):
        clock.advance(LONG_AFTER)
        await ticking.until(
            lambda _, n=looked: asked(ticking, "conversations.history") == n, timeout=10
        )
    await ended(database, DeliveryState.SENT, start)
    assert reminders(ticking) == [CHECKLIST]


async def test_when_slack_cannot_say_where_somebody_is_their_hours_are_not_guessed(
    ticking: StandIn, database: Database, clock: MovableClock
) -> None:
    """In Greenwich it is night."""
    dana = ticking.workspace.user(DANA)
    ticking.workspace.users[dana.id] = replace(dana, tz="Asia/Tokyo")
    start = wednesday(clock, 15).replace(tzinfo=ZoneInfo("Asia/Tokyo"))
    await plan(ticking, f"Harbour renewal {typed(start)}")
    ticking.faults.next("users.info", error="internal_error")
    go_to(ticking, start - A_DAY)
    await ended(database, DeliveryState.CLAIMED, start)
    clock.advance(LONG_AFTER)
    await ended(database, DeliveryState.SENT, start)


@pytest.mark.parametrize("place", ["direct", "channel", "shared channel"])
@pytest.mark.parametrize("was_sent", [True, False])
async def test_a_claim_of_a_process_that_died(
    ticking: StandIn, database: Database, place: str, was_sent: bool
) -> None:
    """It had sent the checklist, or had not: whoever comes next looks where it would stand."""
    _, start = await planned(ticking, **({} if place == "direct" else IN_CHANNEL))
    row = await claimed_by_the_dead(ticking, database)
    if place == "shared channel":
        await ticking.share_channel(DEAL)
    if was_sent:
        sent_before(ticking, row, in_direct=place != "channel")
    go_to(ticking, start - A_DAY)
    await ended(database, DeliveryState.SENT, start)
    assert len(in_channel(ticking)) == (place == "channel")
    assert len(reminders(ticking)) == (place != "channel")
    assert (asked(ticking, "chat.postMessage") == 0) == was_sent


async def test_what_was_sent_is_found_in_a_busy_channel(
    ticking: StandIn, database: Database
) -> None:
    _, start = await planned(ticking, **IN_CHANNEL)
    row = await claimed_by_the_dead(ticking, database)
    sent_before(ticking, row)
    for number in range(6 * A_PAGE):
        ticking.workspace.post(row.to, "U0TOM", f"Truck {number} is in.", row.due_at + A_MINUTE)
    go_to(ticking, start - A_DAY)
    await ended(database, DeliveryState.SENT, start)
    assert asked(ticking, "chat.postMessage") == 0


async def test_what_was_sent_is_found_where_slacks_clock_is_behind(
    ticking: StandIn, database: Database
) -> None:
    _, start = await planned(ticking)
    row = await claimed_by_the_dead(ticking, database)
    sent_before(ticking, row, after=-A_MINUTE, in_direct=True)
    go_to(ticking, start - A_DAY)
    await ended(database, DeliveryState.SENT, start)
    assert asked(ticking, "chat.postMessage") == 0


def sent_before(
    slack: StandIn,
    row: Reminder,
    *,
    after: timedelta = timedelta(0),
    in_direct: bool = False,
) -> None:
    """What the dead process sent, by Slack's clock so long after it was due."""
    slack.workspace.post(
        slack.workspace.direct(DANA).id if in_direct else row.to,
        slack.workspace.bot.id,
        "The checklist",
        row.due_at + after,
        metadata={"event_type": METADATA, "event_payload": {"key": row.key}},
    )
