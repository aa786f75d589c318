"""Takes the database away for a while."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import psycopg
from sqlalchemy import make_url


@asynccontextmanager
async def gone(database_url: str, table: str) -> AsyncIterator[None]:
    """The database does not answer, SQLite about `table`; afterwards it does again."""
    if database_url.startswith("sqlite"):
        path = database_url.removeprefix("sqlite:///")
        # In a thread: the bot, which may be writing, runs in this one.
        await asyncio.to_thread(_rename, path, table, "gone")
        yield
        await asyncio.to_thread(_rename, path, "gone", table)
        return
    name = make_url(database_url).database
    server = make_url(database_url).set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'alter database "{name}" with allow_connections false')
        end_all = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s"
        admin.execute(end_all, (name,))
        yield
        admin.execute(f'alter database "{name}" with allow_connections true')


def _rename(path: str, table: str, name: str) -> None:
    with closing(sqlite3.connect(path, timeout=20)) as file, file:
        file.execute(f"alter table {table} rename to {name}")
