"""A small year of meetings on each database; a large one is in tests/benchmarks."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from processes import SECRET, TOKEN
from slack_sdk.web.async_client import AsyncWebClient
from year import ZONES, Life, Run, StillClock, assert_right

from bot.services import Services
from bot.slack.gateway import Gateway
from bot.store.database import Database
from bot.store.vault import Vault
from bot.workspace import story
from bot.workspace.standin import StandIn
from bot.workspace.state import Channel, User, Workspace
from coaching import Coach

PEOPLE = [f"U{number:02}" for number in range(len(ZONES))]
CHANNELS = ["C01", "C02"]


@dataclass
class Journeys(StillClock):
    """A clock that takes people along to where they are by then."""

    life: Life | None = None
    workspace: Workspace | None = None

    def advance(self, by: timedelta) -> None:
        super().advance(by)
        if self.life and self.workspace:
            for person in self.life.people:
                there = replace(self.workspace.users[person], tz=self.life.zone(person, self.now()))
                self.workspace.users[person] = there


def arrived(workspace: Workspace) -> Iterator[tuple[str, datetime]]:
    """Key and time of each message; those of the same moment differ by microseconds in Slack."""
    for messages in workspace.messages.values():
        for message in messages.values():
            if message.metadata:
                at = datetime.fromtimestamp(int(float(message.ts)), UTC)
                yield message.metadata["event_payload"]["key"], at


async def test_each_comes_once_and_at_its_time(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.scheduling.delivering.A_REST", 0)
    clock = Journeys()
    workspace = story.load("northwind", clock.now())
    for person in PEOPLE:
        user = User(person, person.lower(), person, workspace.team, "UTC", "2f6f8f")
        workspace.users[person] = user
    for channel in CHANNELS:
        members = [*PEOPLE[:2], workspace.bot.id]
        workspace.channels[channel] = Channel(channel, f"deal-{channel}", "channel", members)
    life = Life(PEOPLE, CHANNELS, 20, random.Random(3))
    clock.life, clock.workspace = life, workspace
    standin = StandIn(workspace, clock)
    await standin.start()
    standin.connect("", SECRET, TOKEN)
    services = Services(
        coach=Coach.default(),
        database=Database(database_url),
        clock=clock,
        gateway=Gateway(AsyncWebClient(TOKEN, base_url=standin.api_url)),
        bot_user=workspace.bot.id,
        workspace_url="",
        vault=Vault(),
    )
    run, steps = Run(services, clock, life, workspace.team.id), life.steps()
    await run.live(steps)
    came = await run.came(list(arrived(workspace)))
    await services.close()
    await standin.stop()
    assert_right(life, steps, came)
