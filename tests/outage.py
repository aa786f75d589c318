"""Takes the database away for a while."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import make_url


@contextmanager
def gone(database_url: str, table: str) -> Iterator[None]:
    """The database does not answer, SQLite about `table`; afterwards it does again."""
    if database_url.startswith("sqlite"):
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as file:
            file.execute(f"alter table {table} rename to gone")
        yield
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as file:
            file.execute(f"alter table gone rename to {table}")
        return
    name = make_url(database_url).database
    server = make_url(database_url).set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'alter database "{name}" with allow_connections false')
        end_all = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s"
        admin.execute(end_all, (name,))
        yield
        admin.execute(f'alter database "{name}" with allow_connections true')
