"""What people said of the coach's cards."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Feedback
from bot.store.upserts import insert_once


async def record_feedback(
    session: AsyncSession,
    *,
    team_id: str,
    card_id: str,
    user_id: str,
    sign: str | None,
    actor: str | None,
    helpful: bool,
    at: datetime,
) -> None:
    """Keep what `user_id` says of a card; a second word on the same card replaces the first."""
    key = {"team_id": team_id, "card_id": card_id, "user_id": user_id}
    said = {"sign": sign, "actor": actor, "helpful": helpful, "given_at": at}
    if not await insert_once(session, Feedback, **key, **said):
        await session.execute(update(Feedback).filter_by(**key).values(**said))
