"""Two bot processes on one PostgreSQL: what both are told is done by one."""

from pathlib import Path

import pytest
from processes import bot_process, running
from streaming import Stream, assert_said_once, settled, slack_with_deals


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_events_told_to_either(database_url: str, tmp_path: Path) -> None:
    """Each event goes out twice, each time to a random one of the two."""
    async with slack_with_deals(6) as standin:
        stream = Stream(standin)
        one, other = (bot_process(standin, database_url, tmp_path) for _ in range(2))
        async with running(one), running(other):
            await stream.watch_all(one.events_url)
            async with stream.told_at(one.events_url, other.events_url):
                await stream.write(600, a_second=30)
            posts = await settled(database_url, stream.written, 120)
    assert_said_once(stream, posts)
    assert all(delivered.ok for delivered in stream.deliveries)
