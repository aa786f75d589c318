"""A server that calendars are fetched from, and the bot with a clock that ticks quickly."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from running import settings
from sites import Site

from bot.clock import MovableClock
from bot.serving import local_workspace
from bot.store.database import Database
from bot.workspace.standin import StandIn


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    await made.server.start_server()
    yield made
    await made.server.close()


@pytest.fixture(autouse=True)
def hardly_any_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two messages to one place; how long it is else, tests/meetings/test_same_minute.py
    sees."""
    monkeypatch.setattr("bot.scheduling.delivering.A_REST", 0.02)


@pytest.fixture
async def ticking(
    sqlite_only: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StandIn]:
    monkeypatch.setattr("bot.app.A_TICK", timedelta(seconds=0.2))
    async with local_workspace(settings(sqlite_only), clock) as standin:
        yield standin


@pytest.fixture
async def database(sqlite_only: str) -> AsyncIterator[Database]:
    database = Database(sqlite_only)
    yield database
    await database.close()
