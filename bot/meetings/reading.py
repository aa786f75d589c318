"""Calendar files read in a process of their own, which is ended when it takes too long.

A few lines of a calendar can describe years of computing, and neither of the libraries that read
them can be told to stop.
"""

import asyncio
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from zoneinfo import ZoneInfo

from bot.meetings import calendars
from bot.meetings.calendars import CalendarError, Event

SECONDS = 30
"""A calendar as large as may be takes a third of it."""

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["__main__", calendars.__name__])

Window = tuple[datetime, datetime, ZoneInfo]


async def read(
    content: bytes, since: datetime, until: datetime, zone: ZoneInfo, seconds: float = SECONDS
) -> tuple[Event, ...]:
    """What `calendars.read` reads. Raises CalendarError as it does, and after `seconds`."""
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(
        target=tell, args=(theirs, content, (since, until, zone)), daemon=True
    )
    try:
        await asyncio.to_thread(process.start)
        theirs.close()
        if not await asyncio.to_thread(ours.poll, seconds):
            raise CalendarError("That calendar takes too long to read.")
        answer = await asyncio.to_thread(ours.recv)
    except EOFError as error:
        raise CalendarError("That calendar cannot be read.") from error
    finally:
        process.kill()
        ours.close()
    if isinstance(answer, CalendarError):
        raise answer
    return tuple(answer)


def tell(answer: Connection, content: bytes, window: Window) -> None:
    try:
        answer.send(calendars.read(content, *window))
    except CalendarError as error:
        answer.send(error)
