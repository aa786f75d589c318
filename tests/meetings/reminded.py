"""Meetings that are planned and changed, and what is sent about them as time goes by."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

from planned import direct, plan, typed, wednesday
from seen import DANA, DEAL, from_coach, words
from sqlalchemy import select

from bot.store.database import Database
from bot.store.models import DeliveryState, Reminder, ReminderKind
from bot.workspace.standin import StandIn
from bot.workspace.state import Message

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
ASKED_ABOUT = timedelta(minutes=90)
"""From the start of a meeting of an hour on."""
IN_CHANNEL = {"channel": "C0HARBOUR", "where": "channel"}
CHECKLIST, FORM = "The checklist", "The two-minute form"
QUESTION, AGAIN = "How did it go?", "Do you have two minutes"
ALL = [CHECKLIST, FORM, QUESTION, AGAIN]
"""What comes about a meeting, in this order."""

UNDECIDED = "select count(*) from reminders where state in ('pending', 'claimed') and due_at <= ?"
STATES = "select distinct state from reminders where kind = ? and starts_at = ?"


async def planned(slack: StandIn, **values: Any) -> tuple[Message, datetime]:
    """A meeting nothing of which is due yet: the coach's answer, and when it begins."""
    start = wednesday(slack.clock, 15)
    return await plan(slack, f"Harbour renewal {typed(start)}", **values), start


async def due(slack: StandIn, **values: Any) -> datetime:
    """A meeting whose checklist is due now; when it begins."""
    _, start = await planned(slack, **values)
    go_to(slack, start - A_DAY)
    return start


async def change(slack: StandIn, answer: Message, **values: Any) -> None:
    """Change a meeting by the button under the coach's answer."""
    await slack.click(DANA, answer, "meetings.edit")
    view = await slack.until(lambda w: (m := w.modal(DANA)) and m.content.get("submit") and m)
    before = len(from_coach(slack.workspace, DEAL))
    await slack.submit(DANA, view, {name: {name: value} for name, value in values.items()})
    await slack.until(lambda w: len(from_coach(w, DEAL)) > before)


async def move(slack: StandIn, answer: Message, start: datetime) -> None:
    await change(slack, answer, day=f"{start:%Y-%m-%d}", time=f"{start:%H:%M}")


def go_to(slack: StandIn, moment: datetime) -> None:
    """Time stays where it is if it is later already."""
    slack.clock.advance(max(moment - slack.clock.now(), timedelta(0)))


async def live_through(slack: StandIn, database: Database, start: datetime) -> None:
    """All that is due about a meeting is sent at its time, or is not."""
    asked = start + ASKED_ABOUT
    for moment in (start - A_DAY, start - AN_HOUR, asked, asked + A_DAY):
        go_to(slack, moment + timedelta(seconds=1))
        await nothing_is_due(slack, database)


async def nothing_is_due(slack: StandIn, database: Database) -> None:
    now = f"{slack.clock.now():%Y-%m-%d %H:%M:%S.%f}"
    await _until(database, UNDECIDED, (now,), [(0,)])


async def ended(
    database: Database,
    state: DeliveryState,
    start: datetime,
    kind: ReminderKind = ReminderKind.CHECKLIST,
) -> None:
    """Wait until the reminders of this kind for a meeting then are in that state."""
    starts_at = f"{start.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    await _until(database, STATES, (kind, starts_at), [(state,)])


async def _until(database: Database, query: str, asked: tuple[str, ...], answer: list[Any]) -> None:
    # Not by a unit of work: it would keep the bot from writing.
    async with asyncio.timeout(15):
        with closing(sqlite3.connect(database.engine.url.database or "")) as looking:
            while looking.execute(query, asked).fetchall() != answer:  # noqa: ASYNC110
                await asyncio.sleep(0)


def reminders(slack: StandIn, user: str = DANA) -> list[str]:
    """What came to a person about meetings, each by how it begins."""
    return [_beginning(message) for message in direct(slack, user) if message.metadata]


def in_channel(slack: StandIn) -> list[str]:
    said = from_coach(slack.workspace, DEAL)
    return [_beginning(message) for message in said if message.metadata]


def _beginning(message: Message) -> str:
    said = words(message)
    return next((known for known in ALL if known in said), said)


def asked(slack: StandIn, method: str) -> int:
    return len([call for call in slack.calls if call.method == method])


async def claimed_by_the_dead(slack: StandIn, database: Database) -> Reminder:
    """A process claims the one checklist before its time, and dies."""
    async with database.unit_of_work() as session:
        row = await session.scalar(select(Reminder).filter_by(kind=ReminderKind.CHECKLIST))
        assert row
        row.state, row.claimed_at = DeliveryState.CLAIMED, slack.clock.now()
    return row
