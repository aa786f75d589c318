"""Alembic owns every table: up, down, and nothing parts from the models."""

import asyncio

import sqlalchemy as sa

from bot.store import schema
from bot.store.database import create_engine
from bot.store.models import Base


async def tables(url: str) -> set[str]:
    engine = create_engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(lambda sync: set(sa.inspect(sync).get_table_names()))
    await engine.dispose()
    return found - {"alembic_version"}


def test_upgrade_makes_every_table_and_downgrade_removes_them(database_url: str) -> None:
    assert asyncio.run(tables(database_url)) == set(Base.metadata.tables)
    schema.downgrade(database_url, "base")
    assert asyncio.run(tables(database_url)) == set()
    schema.upgrade(database_url)
    assert asyncio.run(tables(database_url)) == set(Base.metadata.tables)


def test_models_and_migrations_agree(database_url: str) -> None:
    schema.check(database_url)


async def test_a_database_that_is_behind_is_seen(database_url: str) -> None:
    assert await schema.is_current(database_url)
    await asyncio.to_thread(schema.downgrade, database_url, "base")
    assert not await schema.is_current(database_url)


def test_every_table_carries_the_team() -> None:
    for table in Base.metadata.tables.values():
        assert "team_id" in table.columns, table.name


def test_no_column_is_for_text_of_messages() -> None:
    for table in Base.metadata.tables.values():
        for column in table.columns:
            assert not isinstance(column.type, sa.Text), f"{table.name}.{column.name}"
