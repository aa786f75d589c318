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

from bot.slack.failures import described

log = logging.getLogger(__name__)

LATE = timedelta(seconds=50)
"""A job that is this much overdue makes the health check say so: of what runs every ten seconds, a
minute after it last went well."""

LONGEST_WAIT = 10
"""Seconds."""

Job = Callable[[], Coroutine[Any, Any, None]]


class Ticker:
    """Runs each job again and again, never twice at once, and remembers when it last went well.

    Its time is the real one, also where the bot's clock is moved.
    """

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_listener(self._went_well, EVENT_JOB_EXECUTED)
        self._scheduler.add_listener(self._failed, EVENT_JOB_ERROR)
        self._pauses: dict[str, timedelta] = {}
        self._went_well_at: dict[str, datetime] = {}
        self._at_work: set[asyncio.Task[None]] = set()

    def add(self, name: str, job: Job, every: timedelta) -> None:
        """Run `job` at the start and then after each pause."""

        async def work() -> None:
            task = asyncio.ensure_future(job())
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
            await task

        self._pauses[name] = every
        trigger = IntervalTrigger(seconds=every.total_seconds())
        self._scheduler.add_job(work, trigger, id=name, next_run_time=datetime.now(UTC))

    def start(self) -> None:
        now = datetime.now(UTC)
        self._went_well_at = dict.fromkeys(self._pauses, now)
        self._scheduler.start()

    async def stop(self) -> None:
        """Begin no job any more, and wait for those at work, ten seconds at most."""
        self._scheduler.remove_all_jobs()
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=LONGEST_WAIT)
        if self._scheduler.running:
            # It cancels what is running, so this comes last.
            self._scheduler.shutdown(wait=False)

    @property
    def last_good(self) -> datetime | None:
        """When the job that waits longest last went well."""
        return min(self._went_well_at.values(), default=None)

    @property
    def late(self) -> list[str]:
        """The jobs that have not gone well for longer than their pause and `LATE`."""
        now = datetime.now(UTC)
        return [
            name for name, at in self._went_well_at.items() if now - at > self._pauses[name] + LATE
        ]

    def _went_well(self, event: JobExecutionEvent) -> None:
        self._went_well_at[event.job_id] = datetime.now(UTC)

    def _failed(self, event: JobExecutionEvent) -> None:
        if isinstance(event.exception, asyncio.CancelledError):
            return  # Told to stop: the job itself goes on, and `stop` waits for it.
        reference = secrets.token_hex(4)
        log.error(
            "%s failed: %s, reference %s", event.job_id, described(event.exception), reference
        )
