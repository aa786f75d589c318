"""What was taken on already: Slack's events, and deeds that must not happen twice."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import HandledEvent
from bot.store.upserts import insert_once


async def take_on(session: AsyncSession, *, team_id: str, key: str, at: datetime) -> bool:
    """True the first time `key` is seen in `team_id`, False for every repetition."""
    return await insert_once(session, HandledEvent, team_id=team_id, key=key, handled_at=at)


async def give_back(session: AsyncSession, *, team_id: str, key: str) -> None:
    """Forget that `key` was taken on, since nothing came of it."""
    await session.execute(delete(HandledEvent).filter_by(team_id=team_id, key=key))


async def forget_before(session: AsyncSession, day: datetime) -> None:
    """Forget what was taken on before `day`: nothing repeats that late."""
    await session.execute(delete(HandledEvent).where(HandledEvent.handled_at < day))
