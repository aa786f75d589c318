"""A year of 2,000 people's meetings, on a clock that jumps from one due moment to the next."""

import random
import time
from collections import Counter
from dataclasses import dataclass, field

import psutil
import pytest
from quick_slack import COACH, TEAM, QuickSlack
from slack_sdk.web.async_client import AsyncWebClient
from year import Life, Run, StillClock, assert_right

from bot.services import Services
from bot.slack.gateway import RETRIES, Gateway
from bot.store.database import Database
from bot.store.vault import Vault
from coaching import Coach

PEOPLE = [f"U{number:04}" for number in range(2000)]
CHANNELS = [f"C{number:04}" for number in range(200)]
MEETINGS = 20_000


@dataclass
class Peak:
    """The most memory that this process was seen to use, in bytes."""

    most: int = 0
    _process: psutil.Process = field(default_factory=psutil.Process)

    def look(self) -> None:
        self.most = max(self.most, self._process.memory_info().rss)


async def test_a_year(sqlite_only: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.scheduling.delivering.A_REST", 0)
    life, clock = Life(PEOPLE, CHANNELS, MEETINGS, random.Random(1)), StillClock()
    slack = QuickSlack(clock, lambda person: life.zone(person, clock.now()), lambda _: PEOPLE[:2])
    steps = life.steps()
    begun, memory = time.monotonic(), Peak()
    async with slack.running():
        services = Services(
            coach=Coach.default(),
            database=Database(sqlite_only),
            clock=clock,
            gateway=Gateway(
                AsyncWebClient("xoxb-1", base_url=slack.api_url, retry_handlers=RETRIES)
            ),
            bot_user=COACH,
            workspace_url="",
            vault=Vault(),
        )
        run = Run(services, clock, life, TEAM)
        await run.live(steps, memory.look)
        came = await run.came([(arrival.key, arrival.at) for arrival in slack.arrivals])
        await services.close()
    print(
        f"\n{MEETINGS} meetings, {len(steps)} times planned, changed or called off, "
        f"{len(came)} messages {dict(Counter(sent.kind for sent in came))} "
        f"in {time.monotonic() - begun:.0f} s; memory at most {memory.most / 2**20:.0f} MiB; "
        f"load of the machine {psutil.getloadavg()[0]:.1f}"
    )
    print(assert_right(life, steps, came))
