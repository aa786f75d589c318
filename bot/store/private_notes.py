"""Whom the coach tells in private about their own messages, and when it last did."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import PrivateNotes
from bot.store.upserts import insert_once

A_DAY = timedelta(days=1)


async def take_turn(session: AsyncSession, *, team_id: str, user_id: str, now: datetime) -> bool:
    """True at most once a day, and never where they switched it off."""
    key = {"team_id": team_id, "user_id": user_id}
    if await insert_once(session, PrivateNotes, **key, wanted=True, last_told_at=now):
        return True
    told = await session.execute(
        update(PrivateNotes)
        .filter_by(**key, wanted=True)
        .where(or_(PrivateNotes.last_told_at.is_(None), PrivateNotes.last_told_at <= now - A_DAY))
        .values(last_told_at=now)
        .returning(PrivateNotes.id)
    )
    return told.first() is not None


async def want(session: AsyncSession, *, team_id: str, user_id: str, wanted: bool) -> None:
    key = {"team_id": team_id, "user_id": user_id}
    if not await insert_once(session, PrivateNotes, **key, wanted=wanted):
        await session.execute(update(PrivateNotes).filter_by(**key).values(wanted=wanted))
