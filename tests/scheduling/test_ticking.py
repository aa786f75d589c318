"""The health check knows within a minute that the clock is dead, or stuck at one thing."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr
from running import settings

from bot.app import A_TICK
from bot.clock import MovableClock
from bot.scheduling import ticking
from bot.scheduling.ticking import Ticker
from bot.serving import running
from bot.workspace.standin import StandIn

OFTEN = timedelta(seconds=0.05)


class AMinuteOn(datetime):
    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime.now(tz) + timedelta(minutes=1)


async def health(url: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/health") as answer:
        return answer.status, await answer.json()


async def test_a_dead_clock_is_told_within_a_minute(
    slack: StandIn, sqlite_only: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = {
        "slack_bot_token": SecretStr(slack.bot_token),
        "slack_signing_secret": SecretStr(slack.signing_secret),
        "slack_api_url": slack.api_url,
    }
    async with running(settings(sqlite_only).model_copy(update=credentials), clock) as (bot, url):
        status, said = await health(url)
        assert (status, said["clock"]) == (200, "ok")
        bot.ticker._scheduler.pause()
        # What was begun ends: else it would go well a minute later, by the clock put in here.
        while bot.ticker._scheduler._executors["default"]._pending_futures:  # noqa: ASYNC110
            await asyncio.sleep(0)
        monkeypatch.setattr(ticking, "datetime", AMinuteOn)
        status, said = await health(url)
        assert (status, said["clock"]) == (503, "late")
        assert {"reminders", "coaching posts", "catching up"} <= set(said["late"])
        bot.ticker._scheduler.resume()
        while (await health(url))[0] != 200:
            pass


async def fails(_: asyncio.Event) -> None:
    raise RuntimeError


async def hangs(end: asyncio.Event) -> None:
    await end.wait()


@pytest.mark.parametrize("job", [fails, hangs])
async def test_a_job_that_never_goes_well_is_late_while_others_are_not(
    job: Callable[[asyncio.Event], Awaitable[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ticker, went_well, end = Ticker(), asyncio.Event(), asyncio.Event()

    async def good() -> None:
        went_well.set()

    async def bad() -> None:
        await job(end)

    ticker.add("good", good, OFTEN)
    ticker.add("bad", bad, A_TICK)
    ticker.start()
    assert ticker.late == []
    monkeypatch.setattr(ticking, "datetime", AMinuteOn)
    async with asyncio.timeout(10):
        while ticker.late != ["bad"]:
            went_well.clear()
            await went_well.wait()
    end.set()
    await ticker.stop()
