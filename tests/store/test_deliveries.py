"""What is due is claimed by one alone, and given up by none."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.scheduling.delivering import LONGEST_SENDING
from bot.slack.gateway import CLOCKS_APART
from bot.store.database import Database
from bot.store.deliveries import CLAIM, Claimed, claim_due, settle
from bot.store.models import CoachPost, DeliveryState

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)


def post(key: str) -> CoachPost:
    return CoachPost(
        team_id="T1",
        channel_id="C1",
        kind="opening",
        answers_ts="1.2",
        thread_ts="1.2",
        signs=[],
        refs=[],
        key=key,
        state=DeliveryState.PENDING,
        due_at=NOON,
        expires_at=NOON + timedelta(minutes=30),
    )


async def plan(database: Database, *keys: str) -> None:
    async with database.unit_of_work() as session:
        session.add_all(post(key) for key in keys)


async def claim(database: Database, at: datetime = NOON) -> Claimed[CoachPost] | None:
    async with database.unit_of_work() as session:
        return await claim_due(session, CoachPost, at)


async def test_of_many_that_claim_at_once_one_gets_it(database_url: str) -> None:
    """Two databases stand for two processes."""
    ours, others = Database(database_url), Database(database_url)
    await plan(ours, *(f"k{number}" for number in range(30)))
    claimed = await asyncio.gather(*(claim(database) for database in [ours, others] * 20))
    keys = [each.row.key for each in claimed if each]
    # On PostgreSQL a row that another is claiming just then is left out, to be claimed later.
    assert len(keys) == len(set(keys)) <= 30
    while one := await claim(ours):
        keys.append(one.row.key)
    assert sorted(keys) == sorted(f"k{number}" for number in range(30))
    await ours.close()
    await others.close()


def test_nobody_else_sends_while_a_process_may_still_be_sending() -> None:
    assert timedelta(seconds=LONGEST_SENDING) + CLOCKS_APART < CLAIM


async def test_a_claim_runs_out_and_the_next_is_unsure(database_url: str) -> None:
    database = Database(database_url)
    await plan(database, "k")
    first = await claim(database)
    assert first
    assert not first.unsure
    assert await claim(database, NOON + CLAIM) is None
    second = await claim(database, NOON + CLAIM + timedelta(seconds=1))
    assert second
    assert second.unsure
    await database.close()


async def test_what_a_process_that_died_left_behind_comes_first(database_url: str) -> None:
    database = Database(database_url)
    await plan(database, "left")
    await claim(database)
    await plan(database, "earlier")
    later = NOON + 2 * CLAIM
    claimed = [await claim(database, later) for _ in range(3)]
    assert [each and (each.row.key, each.unsure) for each in claimed] == [
        ("left", True),
        ("earlier", False),
        None,
    ]
    await database.close()


async def test_whose_claim_ran_out_can_no_longer_settle(database_url: str) -> None:
    database = Database(database_url)
    await plan(database, "k")
    first, second = await claim(database), await claim(database, NOON + 2 * CLAIM)
    assert first
    assert second
    async with database.unit_of_work() as session:
        await settle(session, first.row, DeliveryState.FAILED)
        await settle(session, second.row, DeliveryState.SENT)
    async with database.unit_of_work() as session:
        (kept,) = await session.scalars(select(CoachPost))
    assert kept.state == DeliveryState.SENT
    await database.close()
