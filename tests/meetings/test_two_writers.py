"""Whoever gives up on a place, and whoever changes a meeting meanwhile, do not wait for each
other."""

import asyncio
from datetime import timedelta

import psycopg
import pytest
from planned import plan, typed, wednesday
from reminded import A_DAY, IN_CHANNEL
from running import settings
from seen import DANA
from sqlalchemy import select

from bot.clock import MovableClock
from bot.serving import local_workspace
from bot.store import meetings
from bot.store.database import Database
from bot.store.models import DeliveryState, Meeting, Reminder, ReminderKind

WAITING = """
    select count(*) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'
"""


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_given_up_while_the_meeting_is_changed(
    database_url: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.A_TICK", timedelta(seconds=0.2))
    database = Database(database_url)
    async with local_workspace(settings(database_url), clock) as slack:
        start = wednesday(clock, 15)
        await plan(slack, f"Harbour renewal {typed(start)}", **IN_CHANNEL)
        slack.faults.next("chat.postMessage", error="is_archived")
        async with database.unit_of_work() as session:
            meeting = await session.scalar(select(Meeting).with_for_update())
            assert meeting
            clock.advance(start - A_DAY - clock.now())
            await somebody_waits(database_url)
            await meetings.set_reminders(session, meeting, ())
        await slack.until(lambda w: [m for m in w.messages_in(w.direct(DANA).id) if m.metadata])
    async with database.unit_of_work() as session:
        checklist = await session.scalar(select(Reminder).filter_by(kind=ReminderKind.CHECKLIST))
    assert checklist
    assert checklist.state == DeliveryState.FAILED
    await database.close()


async def somebody_waits(url: str) -> None:
    """For a lock: the clock's job has come to what the test holds."""
    async with asyncio.timeout(15):
        with psycopg.connect(url, autocommit=True) as looking:
            while looking.execute(WAITING).fetchone() == (0,):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
