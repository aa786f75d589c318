"""The connection to the database: SQLite or PostgreSQL, by URL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}


EXAMPLES = "use sqlite:///path or postgresql://user:password@host/name"


class DatabaseUrlError(ValueError):
    """NEGOTIATE_DATABASE_URL names no database the bot can use."""


class Database:
    """Opens units of work. Connects when first used, and again after the database was gone."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are committed together at the end, or not at all."""
        async with self._sessions.begin() as session:
            yield session

    async def check(self) -> None:
        """Raises a SQLAlchemy error where the database does not answer."""
        async with self.engine.connect() as connection:
            await connection.execute(text("select 1"))

    async def close(self) -> None:
        await self.engine.dispose()


def async_url(url: str) -> URL:
    """`url` with the driver the bot uses. Raises DatabaseUrlError for another kind of database."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseUrlError(f"NEGOTIATE_DATABASE_URL is no database URL; {EXAMPLES}") from None
    kind = parsed.get_backend_name()
    if kind not in DRIVERS:
        raise DatabaseUrlError(f"NEGOTIATE_DATABASE_URL names a {kind} database; {EXAMPLES}")
    if kind == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise DatabaseUrlError(f"NEGOTIATE_DATABASE_URL must name a file; {EXAMPLES}")
    return parsed.set(drivername=DRIVERS[kind])


def create_engine(url: str) -> AsyncEngine:
    """An engine for `url`; values never appear in its errors, since they may be people's."""
    parsed = async_url(url)
    if parsed.get_backend_name() == "sqlite":
        Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True)
        # One connection: SQLite lets one write at a time, and our own wait in line for it, in
        # place of looking again and again until they give up.
        engine = create_async_engine(parsed, hide_parameters=True, pool_size=1, max_overflow=0)
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_to_write)
        return engine
    return create_async_engine(
        parsed, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": 5}
    )


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """Readers do not wait for the writer, writers wait their turn, references are enforced."""
    connection.isolation_level = None  # _begin_to_write begins, not the driver
    cursor = connection.cursor()
    cursor.execute("pragma journal_mode = wal")
    cursor.execute("pragma busy_timeout = 5000")
    cursor.execute("pragma foreign_keys = on")
    cursor.close()


def _begin_to_write(connection: Connection) -> None:
    """What is read cannot change until the commit, as where PostgreSQL selects for update."""
    connection.exec_driver_sql("begin immediate")
