"""The bot as a whole: behind the stand-in for Slack, on a real database of each kind."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pgserver
import psycopg
import pytest
from running import Recorded, settings
from sqlalchemy import func, make_url, select

from bot.clock import MovableClock
from bot.serving import local_workspace
from bot.store import schema
from bot.store.database import Database
from bot.store.models import CoachPost, DeliveryState, ObservedMessage
from bot.workspace.standin import StandIn


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    schema.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, with a migrated database named `template`."""
    server = pgserver.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="stop")
    url = server.get_uri()
    _create_database(url, "template")
    schema.upgrade(_named(url, "template"))
    yield url
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database with all tables."""
    if request.param == "sqlite":
        path = tmp_path / "coach.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite:///{path}"
    server = request.getfixturevalue("postgresql")
    name = f"test_{tmp_path.name}".replace("-", "_").lower()
    _create_database(server, name, template="template")
    return _named(server, name)


@pytest.fixture
def sqlite_only(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A fresh SQLite database, for what does not depend on the kind."""
    path = tmp_path / "coach.sqlite3"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def slack(sqlite_only: str, clock: MovableClock) -> AsyncIterator[StandIn]:
    """The stand-in for Slack with the whole bot behind it."""
    async with local_workspace(settings(sqlite_only), clock) as standin:
        yield standin


@pytest.fixture
async def slack_on_each_database(database_url: str, clock: MovableClock) -> AsyncIterator[StandIn]:
    async with local_workspace(settings(database_url), clock) as standin:
        yield standin


@pytest.fixture
async def recorded(sqlite_only: str) -> AsyncIterator[Recorded]:
    """Wait until so many messages are recorded, and nothing is left to be said."""
    database = Database(sqlite_only)

    async def wait(count: int) -> None:
        async with asyncio.timeout(20):
            while not await _is_done(database, count):
                pass

    yield wait
    await database.close()


async def _is_done(database: Database, count: int) -> bool:
    waiting = CoachPost.state.in_((DeliveryState.PENDING, DeliveryState.CLAIMED))
    async with database.unit_of_work() as session:
        read = await session.scalar(select(func.count(ObservedMessage.id)))
        unsaid = await session.scalar(select(func.count(CoachPost.id)).where(waiting))
    return read == count and not unsaid


def _create_database(server: str, name: str, template: str = "template1") -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "{template}"')


def _named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)
