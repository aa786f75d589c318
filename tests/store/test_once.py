"""What was taken on is taken on once, until it is forgotten."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.store.database import Database
from bot.store.once import forget_before, give_back, take_on

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
KEY = {"team_id": "T1", "key": "C1:1.2"}


async def once(database: Database, at: datetime = NOON, **key: str) -> bool:
    async with database.unit_of_work() as session:
        return await take_on(session, at=at, **(KEY | key))


async def test_the_first_of_many_at_once_is_told_so(database_url: str) -> None:
    database = Database(database_url)
    told = await asyncio.gather(*(once(database) for _ in range(12)))
    assert sorted(told) == [False] * 11 + [True]
    await database.close()


async def test_another_team_or_key_is_another_matter(database_url: str) -> None:
    database = Database(database_url)
    assert await once(database)
    assert await once(database, team_id="T2")
    assert await once(database, key="C1:1.3")
    await database.close()


async def test_what_was_given_back_can_be_taken_on_again(database_url: str) -> None:
    database = Database(database_url)
    assert await once(database)
    async with database.unit_of_work() as session:
        await give_back(session, **KEY)
    assert await once(database)
    await database.close()


async def test_what_is_old_is_forgotten_and_what_is_new_is_not(database_url: str) -> None:
    database = Database(database_url)
    await once(database, key="old", at=NOON - timedelta(days=8))
    await once(database, key="new", at=NOON)
    async with database.unit_of_work() as session:
        await forget_before(session, NOON - timedelta(days=7))
    assert await once(database, key="old")
    assert not await once(database, key="new")
    await database.close()


async def test_nothing_is_kept_of_a_unit_of_work_that_failed(database_url: str) -> None:
    database = Database(database_url)
    try:
        async with database.unit_of_work() as session:
            await take_on(session, at=NOON, **KEY)
            _fail()
    except RuntimeError:
        pass
    assert await once(database)
    await database.close()


def _fail() -> None:
    raise RuntimeError
