"""The bot as a whole: behind the stand-in for Slack, on a real database of each kind."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pgserver
import psycopg
import pytest
from running import Recorded, settings
from sqlalchemy import make_url

from bot.clock import MovableClock
from bot.serving import local_workspace
from bot.store import schema
from bot.workspace.standin import StandIn

RECORDED_AND_UNSAID = """
    select (select count(*) from observed_messages),
           (select count(*) from coach_posts where state in ('pending', 'claimed'))
"""


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
def recorded(sqlite_only: str) -> Recorded:
    """Wait until so many messages are recorded, and nothing is left to be said."""
    path = make_url(sqlite_only).database or ""

    async def wait(count: int) -> None:
        # Not by a unit of work: it would keep the bot from writing.
        async with asyncio.timeout(20):
            with closing(sqlite3.connect(path)) as database:
                while database.execute(RECORDED_AND_UNSAID).fetchone() != (count, 0):  # noqa: ASYNC110
                    await asyncio.sleep(0)

    return wait


def _create_database(server: str, name: str, template: str = "template1") -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "{template}"')


def _named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)
