"""Where a zone's rules change, meetings stay where clocks on the wall show them."""

import asyncio
from datetime import timedelta

from planned import plan, typed, wednesday
from running import settings
from sqlalchemy import select

from bot.clock import MovableClock
from bot.serving import local_workspace
from bot.store.database import Database
from bot.store.models import Meeting

AN_HOUR = timedelta(hours=1)


async def test_one_that_fails_does_not_keep_the_others_from_moving(
    sqlite_only: str, clock: MovableClock
) -> None:
    start, database = wednesday(clock, 15), Database(sqlite_only)
    async with local_workspace(settings(sqlite_only), clock) as slack:
        for title in ("First", "Second"):
            await plan(slack, f"{title} {typed(start)}")
        workspace = slack.workspace
    async with database.unit_of_work() as session:
        first, second = await session.scalars(select(Meeting).order_by(Meeting.id))
        first.zone = "Nowhere/At_all"
        second.starts_at += AN_HOUR  # Later, so that it is looked at last.
    async with local_workspace(settings(sqlite_only), clock, workspace), asyncio.timeout(15):
        while await starts(database, second) != start:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await database.close()


async def starts(database: Database, meeting: Meeting) -> object:
    async with database.unit_of_work() as session:
        return await session.scalar(select(Meeting.starts_at).filter_by(id=meeting.id))
