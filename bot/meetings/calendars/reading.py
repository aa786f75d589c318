"""Calendar files read in a process of their own, which is ended when it takes too long.

A few lines of a calendar can describe years of computing, and neither of the libraries that read
them can be told to stop.
"""

import asyncio
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from zoneinfo import ZoneInfo

from bot.meetings.calendars import events
from bot.meetings.calendars.events import CalendarError, Event

SECONDS = 30
"""To fetch a calendar and read it, once a person asks as well as each hour: what could be read at
first can be read again. 5,000 events that each recur for six years take some 25 on two busy cores.
"""

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["__main__", events.__name__])

Window = tuple[datetime, datetime, ZoneInfo]


async def read(
    content: bytes, since: datetime, until: datetime, zone: ZoneInfo, seconds: float = SECONDS
) -> tuple[Event, ...]:
    """What `events.read` reads. Raises CalendarError as it does, and after `seconds`."""
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(
        target=tell, args=(theirs, content, (since, until, zone)), daemon=True
    )
    try:
        await asyncio.to_thread(process.start)
        theirs.close()
        async with asyncio.timeout(seconds):
            await answered(ours)
        answer = await asyncio.to_thread(ours.recv)
    except TimeoutError as error:
        raise CalendarError("That calendar takes too long to read.") from error
    except EOFError as error:
        raise CalendarError("That calendar cannot be read.") from error
    finally:
        if process.pid:
            process.kill()
        ours.close()
    if isinstance(answer, CalendarError):
        raise answer
    return tuple(answer)


async def answered(pipe: Connection) -> None:
    """Wait without a thread: there are few of them, and slow calendars would hold them all."""
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(pipe.fileno(), ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(pipe.fileno())


def tell(answer: Connection, content: bytes, window: Window) -> None:
    try:
        answer.send(events.read(content, *window))
    except CalendarError as error:
        answer.send(error)
