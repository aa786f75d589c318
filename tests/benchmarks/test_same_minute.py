"""10,000 reminders due at the same minute, and everything else goes on."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, pairwise

import aiohttp
import psutil
import pytest
from pydantic import SecretStr
from quick_slack import TEAM, QuickSlack
from running import settings
from rush import (
    SHORTEST,
    assert_in_order,
    least_rest,
    plan_coaching_post,
    plan_reminders,
    to_working_hours,
    watch,
)
from streaming import percentiles

from bot.clock import MovableClock
from bot.serving import running
from bot.store.database import Database

DIRECT, IN_CHANNELS = 8000, 2000
PEOPLE = [f"U{number:04}" for number in range(2000)]
CHANNELS = [f"C{number:04}" for number in range(200)]
WATCHED = CHANNELS[:40]
PULSE = 0.2
"""Seconds between two runs of a job that only looks whether it may run."""


@dataclass
class Others:
    """What is to go on meanwhile."""

    pulses: list[float] = field(default_factory=list)
    posts: dict[str, datetime] = field(default_factory=dict)
    """When coaching posts were due, by key."""
    health: Counter[int] = field(default_factory=Counter)
    asked: list[float] = field(default_factory=list)
    """How long /health took, in seconds."""

    async def pulse(self) -> None:
        self.pulses.append(time.monotonic())

    async def coach(self, database: Database, clock: MovableClock) -> None:
        """A coaching post every second, each in another place."""
        for number in count(1):
            channel, now = WATCHED[number % len(WATCHED)], clock.now()
            key = await plan_coaching_post(database, TEAM, channel, f"{number}.000100", now)
            self.posts[key] = now
            await asyncio.sleep(1)

    async def ask_health(self, url: str) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                begun = time.monotonic()
                async with session.get(f"{url}/health") as answer:
                    self.health[answer.status] += 1
                self.asked.append(time.monotonic() - begun)
                await asyncio.sleep(0.5)


def places() -> list[str]:
    """Some get many: twenty people fifty each, five channels a hundred each."""
    named = PEOPLE[:20] * 50 + CHANNELS[:5] * 100
    chance = random.Random(2)
    named += chance.choices(PEOPLE, k=DIRECT - 20 * 50)
    named += chance.choices(CHANNELS, k=IN_CHANNELS - 5 * 100)
    chance.shuffle(named)
    return named


async def test_ten_thousand(
    database_url: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.A_TICK", timedelta(seconds=0.5))
    to_working_hours(clock)
    due = clock.now().replace(second=0, microsecond=0)
    slack = QuickSlack(clock, lambda _: "UTC", lambda _: PEOPLE[:4])
    database, others = Database(database_url), Others()
    starts = await plan_reminders(database, TEAM, PEOPLE[0], due, places())
    await watch(database, TEAM, WATCHED, PEOPLE[0], clock.now())
    async with slack.running():
        ours = settings(database_url).model_copy(
            update={
                "slack_bot_token": SecretStr("xoxb-1"),
                "slack_signing_secret": SecretStr("s" * 32),
                "slack_api_url": slack.api_url,
            }
        )
        async with running(ours, clock) as (app, url):
            app.ticker.add("pulse", others.pulse, timedelta(seconds=PULSE))
            begun, cpu = time.monotonic(), time.process_time()
            meanwhile = [
                asyncio.create_task(others.coach(database, clock)),
                asyncio.create_task(others.ask_health(url)),
            ]
            async with asyncio.timeout(1200):
                while len({a.key for a in slack.arrivals} & starts.keys()) < len(starts):
                    await asyncio.sleep(0.5)
            seconds, cpu = time.monotonic() - begun, time.process_time() - cpu
            for task in meanwhile:
                task.cancel()
            async with asyncio.timeout(60):
                while others.posts.keys() - {a.key for a in slack.arrivals}:
                    await asyncio.sleep(0.1)
    await database.close()
    report(slack, others, seconds, cpu, len(starts))
    assert sorted(a.key for a in slack.arrivals) == sorted([*starts, *others.posts]), "each once"
    assert least_rest(slack.arrivals) >= SHORTEST
    assert_in_order(slack.arrivals, starts)
    assert set(others.health) == {200}


def report(slack: QuickSlack, others: Others, seconds: float, cpu: float, reminders: int) -> None:
    delays = [
        (a.at - others.posts[a.key]).total_seconds()
        for a in slack.arrivals
        if a.key in others.posts
    ]
    gaps = [later - sooner for sooner, later in pairwise(others.pulses)]
    _, posts95, _ = percentiles(delays)
    _, health95, _ = percentiles(others.asked)
    _, gaps95, _ = percentiles(gaps)
    print(
        f"\n{reminders} reminders in {seconds:.0f} s ({cpu:.0f} s of CPU, with that of the Slack played), "
        f"{reminders / seconds:.1f} a second, {least_rest(slack.arrivals):.2f} s or more between two "
        f"to one place; "
        f"{len(delays)} coaching posts, late by p95 {posts95 / 1000:.2f} s, at most "
        f"{max(delays):.2f} s; another job every {PULSE} s: p95 {gaps95 / 1000:.2f} s, "
        f"largest gap {max(gaps):.2f} s; /health {dict(others.health)}, p95 {health95:.0f} ms; "
        f"load of the machine {psutil.getloadavg()[0]:.1f}"
    )
