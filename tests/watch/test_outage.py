"""The database is gone for a while: what is written meanwhile is not lost."""

import asyncio
from datetime import datetime, timedelta

import pytest
from outage import gone
from running import settings
from seen import DEAL, words
from streaming import settled
from tenacity import stop_after_attempt
from watching import SOURING, posted, public, watch

from bot.clock import MovableClock
from bot.serving import local_workspace
from bot.store.watching import ChannelRef
from bot.watch.reading import PATIENCE, Reading
from bot.workspace.standin import StandIn
from bot.workspace.state import Message

TABLE = "watched_channels"


async def told(slack: StandIn) -> list[Message]:
    return [await slack.say(who, DEAL, text) for who, text in SOURING]


async def assert_nothing_is_lost(slack: StandIn, database_url: str, written: list[Message]) -> None:
    await settled(database_url, written, 20)
    await posted(slack)
    assert len([m for m in public(slack) if "What has built up" in words(m)]) == 1


async def test_messages_wait_until_the_database_is_back(
    slack_on_each_database: StandIn, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack, tried = slack_on_each_database, asyncio.Event()
    monkeypatch.setitem(PATIENCE, "before_sleep", lambda _: tried.set())
    await watch(slack)
    async with gone(database_url, TABLE):
        written = await told(slack)
        await tried.wait()
    await assert_nothing_is_lost(slack, database_url, written)


async def test_what_waited_too_long_is_read_again_from_slack(
    database_url: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up, miss = asyncio.Event(), Reading.miss

    def noticed(reading: Reading, place: ChannelRef, since: datetime) -> None:
        miss(reading, place, since)
        given_up.set()

    monkeypatch.setattr("bot.app.A_TICK", timedelta(seconds=0.2))
    async with local_workspace(settings(database_url), clock) as slack:
        await watch(slack)
        monkeypatch.setattr(Reading, "miss", noticed)
        monkeypatch.setitem(PATIENCE, "stop", stop_after_attempt(1))
        async with gone(database_url, TABLE):
            written = await told(slack)
            await given_up.wait()
        await assert_nothing_is_lost(slack, database_url, written)
