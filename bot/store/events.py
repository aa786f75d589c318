"""Which of Slack's events were taken on already."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import HandledEvent
from bot.store.upserts import insert_once


async def take_on(session: AsyncSession, *, team_id: str, key: str, at: datetime) -> bool:
    """True the first time `key` is seen in `team_id`, False for every repetition."""
    return await insert_once(session, HandledEvent, team_id=team_id, key=key, handled_at=at)
