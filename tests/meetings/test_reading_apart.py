"""Calendars read in a process of their own."""

import asyncio
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from ics import calendar, event

from bot.meetings.calendars import events
from bot.meetings.calendars.events import CalendarError
from bot.meetings.calendars.reading import read

LONDON = ZoneInfo("Europe/London")
SINCE, UNTIL = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


async def test_reads_what_calendars_read() -> None:
    content = calendar(event("RRULE:FREQ=DAILY"))
    window = SINCE, UNTIL, LONDON
    assert await read(content, *window) == events.read(content, *window)


async def test_says_what_calendars_say() -> None:
    with pytest.raises(CalendarError, match=r"^That is not a calendar file\.$"):
        await read(b"", SINCE, UNTIL, LONDON)


@pytest.mark.parametrize(
    "rule",
    [
        "RRULE:FREQ=DAILY;INTERVAL=0",
        "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
async def test_ends_what_does_not_end(rule: str) -> None:
    """While it is read, all else goes on."""
    began = time.monotonic()
    content = calendar(*(event(rule, uid=str(number)) for number in range(1000)))
    waiting = asyncio.create_task(read(content, SINCE, UNTIL, LONDON, seconds=3))
    ticks = 0
    while not waiting.done():
        await asyncio.wait([waiting], timeout=0.1)
        ticks += 1
    with pytest.raises(CalendarError, match=r"^That calendar takes too long to read\.$"):
        await waiting
    assert ticks > 5
    assert time.monotonic() - began < 30


async def test_many_at_once() -> None:
    contents = [calendar(event(uid=str(number))) for number in range(4)]
    window = SINCE, UNTIL, LONDON
    answers = await asyncio.gather(*(read(content, *window) for content in contents))
    assert [answer[0].uid for answer in answers] == ["0", "1", "2", "3"]
