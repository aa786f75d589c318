"""A stand-in, and a small real Bolt app that takes its requests over HTTP."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiohttp import web
from receiving import SECRET, TOKEN, HandCranked, Receiver
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import MovableClock
from bot.workspace import story
from bot.workspace.delivery import Pace
from bot.workspace.standin import StandIn
from bot.workspace.state import Workspace


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def seconds() -> HandCranked:
    return HandCranked()


@pytest.fixture(scope="session")
def northwind() -> story.Story:
    return story.read("northwind")


@pytest.fixture
def workspace(northwind: story.Story, clock: MovableClock) -> Workspace:
    return story.build(northwind, clock.now())


@pytest.fixture
def pace() -> Pace:
    """Retries at once; a second to answer is enough for an app on the same machine."""
    return Pace(retry_delays=(0.0, 0.0, 0.0))


@pytest.fixture
def manifest() -> dict[str, Any] | None:
    return None


@pytest.fixture
async def standin(
    workspace: Workspace,
    clock: MovableClock,
    seconds: HandCranked,
    pace: Pace,
    manifest: dict[str, Any] | None,
) -> AsyncIterator[StandIn]:
    standin = StandIn(workspace, clock, manifest=manifest, pace=pace, monotonic=seconds)
    standin.connect("", SECRET, TOKEN)
    await standin.start()
    yield standin
    await standin.stop()


@pytest.fixture
def client(standin: StandIn) -> AsyncWebClient:
    return AsyncWebClient(TOKEN, base_url=standin.api_url)


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Any]]:
    """Serve an aiohttp handler on a free port until the test ends; gives its URL."""
    async with AsyncExitStack() as stack:

        async def served(handler: Callable[[web.Request], Any]) -> str:
            application = web.Application()
            application.router.add_post("/slack/events", handler)
            runner = web.AppRunner(application, shutdown_timeout=0.1)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            return f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"

        yield served


@pytest.fixture
async def receiver(standin: StandIn, client: AsyncWebClient, serve: Callable[..., Any]) -> Receiver:
    """Connected to the stand-in; a test adds its listeners to `receiver.app`."""
    receiver = Receiver(AsyncApp(client=client, signing_secret=SECRET))
    bolt = receiver.app.server()

    async def take(request: web.Request) -> web.Response:
        receiver.requests.append(request)
        return await bolt.handle_post_requests(request)

    receiver.url = await serve(take)
    standin.connect(receiver.url, SECRET, TOKEN)
    return receiver
