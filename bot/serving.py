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
from bot.settings import Settings
from bot.store import schema
from bot.web import EVENTS_PATH
from bot.workspace import story
from bot.workspace.standin import StandIn

MANIFEST = Path(__file__).parent.parent / "app.yaml"

screen = Console(stderr=True)


class NotReadyError(Exception):
    """Something must be done before the bot can start; the message says what."""


async def serve(settings: Settings) -> None:
    """Serve a Slack workspace, or the local one where there are no credentials.

    Raises NotReadyError, CredentialsError, or a database error.
    """
    set_up_logging(settings)
    if settings.connection == "workspace":
        screen.print("No Slack credentials are set, so this is the local workspace.")
        await serve_workspace(settings)
        return
    if not await schema.is_current(settings.database_url):
        raise NotReadyError("The database is not up to date. Run: negotiate db upgrade")
    async with running(settings) as (app, url):
        if settings.connection == "socket":
            handler = await connect_socket(app, settings)
            screen.print(f"Connected to Slack by Socket Mode. Health: {url}/health")
            await until_told_to_stop()
            await handler.close_async()  # type: ignore[no-untyped-call]
        else:
            screen.print(f"Listening for Slack at {url}{EVENTS_PATH}. Health: {url}/health")
            await until_told_to_stop()


async def serve_workspace(settings: Settings) -> None:
    """Serve the local workspace: the bot, a stand-in for Slack, and a page to use it by."""
    set_up_logging(settings)
    await asyncio.to_thread(schema.upgrade, settings.database_url)
    clock = MovableClock()
    async with local_workspace(settings, clock) as standin:
        screen.print(
            f"The local workspace is open at [bold]{standin.url}/[/bold] (Ctrl+C stops it)"
        )
        await until_told_to_stop()


@asynccontextmanager
async def local_workspace(settings: Settings, clock: MovableClock) -> AsyncIterator[StandIn]:
    """The bot behind a stand-in for Slack, with a story to play in."""
    manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    standin = StandIn(story.load("northwind", clock.now()), clock, manifest=manifest)
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
        async with running(local, clock) as (_, url):
            standin.connect(f"{url}{EVENTS_PATH}", secret, token)
            yield standin
    finally:
        await standin.stop()


@asynccontextmanager
async def running(
    settings: Settings, clock: Clock | None = None
) -> AsyncIterator[tuple[NegotiationCoach, str]]:
    """A bot that answers HTTP, and the address it answers at."""
    app = await create_app(settings, clock=clock or SystemClock())
    runner = web.AppRunner(app.web, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        yield app, f"http://{settings.host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
        await app.services.close()


async def until_told_to_stop() -> None:
    """Wait for Ctrl+C or a request to end."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, told.set)
    await told.wait()


def set_up_logging(settings: Settings) -> None:
    """Our log lines; of the libraries only what went wrong, since the rest may quote payloads."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for ours in ("bot", "coaching"):
        logging.getLogger(ours).setLevel(settings.log_level)
