"""The bot killed in the midst of its work while people write, and started again at once."""

import asyncio
import random
from pathlib import Path

from processes import bot_process, running
from sqlalchemy import select
from streaming import Stream, assert_said_once, settled, slack_with_deals

from bot.store.database import Database
from bot.store.deliveries import CLAIM
from bot.store.models import CoachPost, DeliveryState
from bot.workspace.delivery import Pace

RETRIES = Pace(retry_delays=(0.0, 1.0, 2.0))
"""As Slack's, but sooner."""
LONGEST_LIFE = 1.0
"""Seconds from a start to the next kill, at most."""


async def kill_often(database_url: str, folder: Path, *, times: int, channels: int) -> int:
    """In the end all is recorded once and said once. Gives how many messages that were."""
    async with slack_with_deals(channels) as standin:
        stream = Stream(standin, RETRIES)
        async with running(bot_process(standin, database_url, folder)) as bot:
            await stream.watch_all(bot.events_url)
            async with stream.told_at(bot.events_url):
                writing = asyncio.create_task(stream.write(100_000, a_second=10))
                for _ in range(times):
                    await asyncio.sleep(random.uniform(0, LONGEST_LIFE))
                    await bot.kill()
                    await claims_run_out(database_url)
                    await bot.start()
                    assert await bot.health() == 200
                stream.enough.set()
                await writing
            posts = await settled(database_url, stream.written, 90)
    assert_said_once(stream, posts)
    return len(stream.written)


async def claims_run_out(database_url: str) -> None:
    """As if seven minutes had passed since the process died that claimed what it was sending."""
    database = Database(database_url)
    async with database.unit_of_work() as session:
        claimed = select(CoachPost).where(CoachPost.state == DeliveryState.CLAIMED)
        for post in await session.scalars(claimed):
            assert post.claimed_at
            post.claimed_at -= 2 * CLAIM
    await database.close()
