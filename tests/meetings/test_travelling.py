"""Who is elsewhere when something is due is not woken for it."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from planned import direct, plan, typed, wednesday
from running import settings
from seen import DANA, words

from bot.clock import MovableClock
from bot.meetings.timing import AFTER_THE_END, next_waking
from bot.serving import local_workspace
from bot.slack.events import moment

TOKYO = ZoneInfo("Asia/Tokyo")
ON_ITS_WAY = """
    select count(*) from reminders
    where state = 'claimed' or (state = 'pending' and due_at <= ?)
"""


async def looked_at(database_url: str, by: datetime) -> None:
    """Wait until all that was due by then is sent, or put off."""
    # Not by a unit of work: it would keep the bot from writing.
    path, moment = database_url.removeprefix("sqlite:///"), f"{by.astimezone(UTC):%F %T.%f}"
    async with asyncio.timeout(10):
        with closing(sqlite3.connect(path)) as looking:
            while looking.execute(ON_ITS_WAY, (moment,)).fetchone() != (0,):  # noqa: ASYNC110
                await asyncio.sleep(0)


@pytest.mark.parametrize("too_fast", [0, 5])
async def test_a_question_waits_for_monday(
    sqlite_only: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, too_fast: int
) -> None:
    """It is Friday afternoon where the meeting was planned, and Saturday where Dana is by then;
    also where Slack does not say so at once."""
    monkeypatch.setattr("bot.app.A_TICK", timedelta(seconds=0.2))
    async with local_workspace(settings(sqlite_only), clock) as slack:
        start = wednesday(clock, 16) + timedelta(days=2)
        await plan(slack, f"Harbour renewal {typed(start)} for 45 min")
        dana = slack.workspace.user(DANA)
        slack.workspace.users[dana.id] = replace(dana, tz=TOKYO.key)
        slack.faults.next("users.info", status=429, retry_after=0, times=too_fast)
        asked = start + timedelta(minutes=45) + AFTER_THE_END
        clock.advance(asked - clock.now())
        await looked_at(sqlite_only, asked)
        clock.advance(next_waking(asked, TOKYO) - clock.now())
        found = await slack.until(
            lambda _: [m for m in direct(slack) if "How did it go?" in words(m)]
        )
    assert f"{moment(found[0].ts).astimezone(TOKYO):%A %H:%M}" == "Monday 08:00"
