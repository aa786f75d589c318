"""Alembic owns every table: up, down, and nothing parts from the models."""

import asyncio

import pytest
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


A_POST = """
    insert into coach_posts (id, team_id, channel_id, kind, answers_ts, thread_ts, signs, refs,
                             key, state, due_at, expires_at)
    values (1, 'T1', 'C1', 'opening', '1.2', '1.2', '[]', '[]', 'k', 'sent',
            '2026-03-30 12:00:00+00', '2026-03-30 12:30:00+00')
"""
AN_OPINION = """
    insert into post_opinions (team_id, post_id, user_id, helpful, given_at)
    values ('T1', 1, 'U1', true, '2026-03-30 12:00:00+00')
"""


async def execute(url: str, *statements: str) -> list[tuple[str, ...]]:
    """What the last one gives."""
    engine = create_engine(url)
    async with engine.begin() as connection:
        for statement in statements:
            result = await connection.execute(sa.text(statement))
        found = [tuple(row) for row in result] if result.returns_rows else []
    await engine.dispose()
    return found


def test_upgrade_makes_every_table_and_downgrade_removes_them(database_url: str) -> None:
    assert asyncio.run(tables(database_url)) == set(Base.metadata.tables)
    schema.downgrade(database_url, "base")
    assert asyncio.run(tables(database_url)) == set()
    schema.upgrade(database_url)
    assert asyncio.run(tables(database_url)) == set(Base.metadata.tables)


@pytest.mark.parametrize("revision", ["0002", "0003"])
def test_what_people_said_of_posts_survives_there_and_back(
    database_url: str, revision: str
) -> None:
    asyncio.run(execute(database_url, A_POST, AN_OPINION))
    schema.downgrade(database_url, revision)
    schema.upgrade(database_url)
    assert asyncio.run(execute(database_url, "select user_id from post_opinions")) == [("U1",)]


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
