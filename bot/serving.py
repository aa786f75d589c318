"""Runs the bot until it is told to stop: over HTTP, over Socket Mode, or in the local workspace."""

import asyncio
import logging
import secrets
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import yaml
from aiohttp import web
from pydantic import SecretStr
from rich.console import Console

from bot.app import NegotiationCoach, connect_socket, create_app
from bot.clock import Clock, MovableClock, SystemClock
from bot.meetings.calendars.links import Links
from bot.settings import Settings, default_database
from bot.store import schema
from bot.web import EVENTS_PATH
from bot.workspace import story
from bot.workspace.standin import StandIn
from bot.workspace.state import Workspace

MANIFEST = Path(__file__).parent.parent / "app.yaml"

screen = Console(stderr=True)


class NotReadyError(Exception):
    """Something must be done before the bot can start; the message says what."""


async def serve(settings: Settings) -> None:
    """Serve a Slack workspace, or the local one where there are no credentials.

    Raises NotReadyError, CredentialsError, or a database error.
    """
    set_up_logging()
    if settings.connection == "workspace":
        screen.print("No Slack credentials are set, so this is the local workspace.")
        await serve_workspace(settings)
        return
    if not await schema.is_current(settings.database_url):
        raise NotReadyError("The database is not up to date. Run: negotiate db upgrade")
    told_to_stop = stop_signal()
    async with running(settings) as (app, url):
        if settings.connection == "http":
            screen.print(f"Listening for Slack at {url}{EVENTS_PATH}. Health: {url}/health")
            await told_to_stop.wait()
            return
        handler = await connect_socket(app, settings)
        screen.print(f"Connected to Slack by Socket Mode. Health: {url}/health")
        try:
            await told_to_stop.wait()
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]


async def serve_workspace(settings: Settings) -> None:
    """Serve the local workspace: the bot, a stand-in for Slack, and a page to use it by."""
    set_up_logging()
    told_to_stop = stop_signal()
    # A database of its own: what is played here is not to mix with what is real.
    url = default_database("workspace")
    await asyncio.to_thread(schema.upgrade, url)
    own = settings.model_copy(update={"database_url": url})
    async with local_workspace(own, MovableClock()) as standin:
        screen.print(
            f"The local workspace is open at [bold]{standin.url}/[/bold] (Ctrl+C stops it)"
        )
        await told_to_stop.wait()


@asynccontextmanager
async def local_workspace(
    settings: Settings,
    clock: MovableClock,
    workspace: Workspace | None = None,
    links: Links | None = None,
) -> AsyncIterator[StandIn]:
    """The bot behind a stand-in for Slack, with a story to play in or `workspace` as it stands."""
    manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    standin = StandIn(workspace or story.load("northwind", clock.now()), clock, manifest=manifest)
    await standin.start(settings.host, settings.port)
    token, secret = f"xoxb-{secrets.token_hex(12)}", secrets.token_hex(16)
    local = settings.model_copy(
        update={
            "slack_bot_token": SecretStr(token),
            "slack_signing_secret": SecretStr(secret),
            "slack_app_token": None,
            "slack_api_url": standin.api_url,
            "host": "127.0.0.1",
            "port": 0,
        }
    )
    standin.connect("", secret, token)
    try:
        async with running(local, clock, links) as (_, url):
            standin.connect(f"{url}{EVENTS_PATH}", secret, token)
            yield standin
    finally:
        await standin.stop()


@asynccontextmanager
async def running(
    settings: Settings, clock: Clock | None = None, links: Links | None = None
) -> AsyncIterator[tuple[NegotiationCoach, str]]:
    """A bot that answers HTTP, and the address it answers at."""
    app = await create_app(settings, clock=clock or SystemClock(), links=links)
    runner = web.AppRunner(app.web, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        app.ticker.start()
        yield app, f"http://{settings.host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
        await app.close()


def stop_signal() -> asyncio.Event:
    """Set by Ctrl+C or a request to end; a second one ends the process at once."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        told.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    return told


class NoDetails(logging.Formatter):
    """Of a library's log line, only whose it is: its text may quote a payload or a token."""

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name.startswith(("bot", "coaching"))
        what = record.exc_info[0] if record.exc_info else None
        said = record.getMessage() if ours else (what.__name__ if what else "see its own debug log")
        return f"{self.formatTime(record)} {record.levelname} {record.name}: {said}"


def set_up_logging() -> None:
    """What went wrong, with no stack trace and nothing that people wrote."""
    handler = logging.StreamHandler()
    handler.setFormatter(NoDetails())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
