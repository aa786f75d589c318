"""How fast `/negotiate check` is acknowledged and answered, beside a bare Bolt app."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import aiohttp
import psutil
import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.clock import MovableClock
from bot.serving import running
from bot.settings import Settings
from bot.web import EVENTS_PATH
from bot.workspace import story
from bot.workspace.delivery import signature
from bot.workspace.standin import StandIn

SECRET, TOKEN = "s" * 32, "xoxb-benchmark"
SITUATION = (
    "Their buyer said it's take it or leave it: 67k by Thursday or they sign with the other vendor."
)
SLACKS_LIMIT = 3.0

Post = Callable[[], Awaitable[float]]


@asynccontextmanager
async def bare_bolt() -> AsyncIterator[str]:
    """The least a Bolt app can do: check the signature and acknowledge."""

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T", bot_token=TOKEN, bot_user_id="U")

    bolt = AsyncApp(signing_secret=SECRET, authorize=authorize)

    @bolt.command("/negotiate")
    async def acknowledge(ack: Callable[[], Awaitable[None]]) -> None:
        await ack()

    async def from_slack(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_post(EVENTS_PATH, from_slack)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}{EVENTS_PATH}"
    await runner.cleanup()


@asynccontextmanager
async def coach(database_url: str) -> AsyncIterator[tuple[str, StandIn]]:
    clock = MovableClock()
    standin = StandIn(story.load("northwind", clock.now()), clock)
    await standin.start()
    standin.connect("", SECRET, TOKEN)
    settings = Settings(
        slack_bot_token=TOKEN,
        slack_signing_secret=SECRET,
        slack_api_url=standin.api_url,
        database_url=database_url,
        port=0,
        _env_file=None,
    )
    async with running(settings, clock) as (_, url):
        yield f"{url}{EVENTS_PATH}", standin
    await standin.stop()


async def acknowledged(session: aiohttp.ClientSession, url: str, answer_to: str, n: int) -> float:
    """Seconds until the command is acknowledged."""
    fields = {
        "command": "/negotiate",
        "text": f"check {SITUATION} ({n})",
        "team_id": "T0NORTHWIND",
        "channel_id": "C",
        "user_id": "U",
        "trigger_id": str(n),
        "response_url": answer_to,
    }
    body = urlencode(fields).encode()
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(SECRET, stamp, body),
    }
    started = time.perf_counter()
    async with session.post(url, data=body, headers=headers) as response:
        assert response.status == 200
        await response.read()
    return time.perf_counter() - started


class Answers:
    """Takes what is sent to a response_url."""

    def __init__(self) -> None:
        self.count = 0
        self.url = ""

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Answers"]:
        async def take(request: web.Request) -> web.Response:
            await request.read()
            self.count += 1
            return web.Response(text="ok")

        app = web.Application()
        app.router.add_post("/", take)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        yield self
        await runner.cleanup()

    async def reach(self, count: int) -> None:
        async with asyncio.timeout(120):
            while self.count < count:
                await asyncio.sleep(0.005)


async def test_acknowledgement_beside_a_bare_bolt_app(sqlite_only: str) -> None:
    """Taken in turn in one process, one at a time, each answer awaited: at most 3 times as long."""
    rounds = 150
    async with (
        bare_bolt() as bare,
        coach(sqlite_only) as (ours, _),
        Answers().listening() as answers,
        aiohttp.ClientSession() as session,
    ):
        times: dict[str, list[float]] = {bare: [], ours: []}
        whole: list[float] = []
        for n in range(rounds + 10):
            times[bare].append(await acknowledged(session, bare, answers.url, n))
            started = time.perf_counter()
            times[ours].append(await acknowledged(session, ours, answers.url, 1000 + n))
            await answers.reach(n + 1)
            whole.append(time.perf_counter() - started)
    bare_ms, ours_ms, whole_ms = (
        1000 * statistics.median(values[10:]) for values in (times[bare], times[ours], whole)
    )
    print(
        f"\nacknowledged: bare {bare_ms:.2f} ms, ours {ours_ms:.2f} ms, "
        f"ratio {ours_ms / bare_ms:.2f}; until the card is sent {whole_ms:.1f} ms (medians)"
    )
    assert ours_ms / bare_ms <= 3


@pytest.mark.parametrize("at_once", [200])
async def test_many_at_once(sqlite_only: str, at_once: int) -> None:
    """None is lost, all are acknowledged inside Slack's limit, beside the bare app's figures."""
    async with (
        bare_bolt() as bare,
        coach(sqlite_only) as (ours, _),
        Answers().listening() as answers,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
    ):
        await acknowledged(session, ours, answers.url, 0)
        await answers.reach(1)
        alone = await asyncio.gather(
            *(acknowledged(session, bare, answers.url, n) for n in range(at_once))
        )
        started = time.perf_counter()
        acks = await asyncio.gather(
            *(acknowledged(session, ours, answers.url, 1000 + n) for n in range(at_once))
        )
        await answers.reach(at_once + 1)
        total = time.perf_counter() - started
    print(
        f"\n{at_once} at once: slowest acknowledgement {max(acks):.2f} s (bare {max(alone):.2f} s, "
        f"ratio {max(acks) / max(alone):.1f}), all answered in {total:.1f} s"
    )
    assert answers.count == at_once + 1
    assert max(acks) < SLACKS_LIMIT


async def test_memory_after_a_thousand_checks(sqlite_only: str) -> None:
    process = psutil.Process()
    async with (
        coach(sqlite_only) as (ours, _),
        Answers().listening() as answers,
        aiohttp.ClientSession() as session,
    ):
        for n in range(50):
            await acknowledged(session, ours, answers.url, n)
            await answers.reach(n + 1)
        before = process.memory_info().rss
        for n in range(50, 1050):
            await acknowledged(session, ours, answers.url, n)
            await answers.reach(n + 1)
        after = process.memory_info().rss
    print(
        f"\nresident: {before / 2**20:.0f} MiB after 50 checks, {after / 2**20:.0f} MiB after 1,050, "
        f"ratio {after / before:.3f}"
    )
    assert after / before < 1.1
