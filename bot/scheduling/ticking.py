"""APScheduler as the clock: a few constant jobs, kept in memory; what is due stands in our tables.

Its job stores are not used: an overdue one-shot job is skipped and its row deleted, and a job that
is killed is lost.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.clock import Clock

log = logging.getLogger(__name__)

LATE = timedelta(minutes=1)
"""After this long without a good tick the health check says so."""

LONGEST_WAIT = 10
"""Seconds."""

Job = Callable[[], Coroutine[Any, Any, None]]


class Ticker:
    """Runs each job again and again, never twice at once, and remembers when that last went well.

    The pauses are of real time, whatever `clock` says: in the local workspace it is moved.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_listener(self._went_well, EVENT_JOB_EXECUTED)
        self._scheduler.add_listener(self._failed, EVENT_JOB_ERROR)
        self.last_good: datetime | None = None
        self._at_work: set[asyncio.Task[None]] = set()

    def add(self, name: str, job: Job, every: timedelta) -> None:
        """Run `job` at the start and then after each pause."""

        async def work() -> None:
            task = asyncio.ensure_future(job())
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
            # Shielded, since APScheduler's shutdown cancels what is running.
            await asyncio.shield(task)

        trigger = IntervalTrigger(seconds=every.total_seconds())
        self._scheduler.add_job(work, trigger, id=name, next_run_time=datetime.now(UTC))

    def start(self) -> None:
        self.last_good = self._clock.now()
        self._scheduler.start()

    async def stop(self) -> None:
        """Begin no job any more, and wait for those at work, ten seconds at most."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=LONGEST_WAIT)

    @property
    def is_late(self) -> bool:
        return self.last_good is not None and self._clock.now() - self.last_good > LATE

    def _went_well(self, _: JobExecutionEvent) -> None:
        self.last_good = self._clock.now()

    def _failed(self, event: JobExecutionEvent) -> None:
        if isinstance(event.exception, asyncio.CancelledError):
            return  # Told to stop: the job itself goes on, and `stop` waits for it.
        reference = secrets.token_hex(4)
        log.error(
            "%s failed: %s, reference %s", event.job_id, type(event.exception).__name__, reference
        )
