"""Calendars that people follow by their link."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import FollowedCalendar, Meeting


async def add_calendar(
    session: AsyncSession,
    *,
    team_id: str,
    user_id: str,
    link: bytes,
    domains: Sequence[str],
    now: datetime,
) -> FollowedCalendar:
    """One that is not followed until its owner agrees."""
    calendar = FollowedCalendar(
        key=secrets.token_hex(8),
        team_id=team_id,
        user_id=user_id,
        link=link,
        domains=list(domains),
        is_followed=False,
        read_next_at=now,
        failures=0,
    )
    session.add(calendar)
    await session.flush()
    return calendar


async def calendar_by_key(
    session: AsyncSession, *, team_id: str, user_id: str, key: str
) -> FollowedCalendar | None:
    """One of that person's, which no other process changes until the end."""
    query = select(FollowedCalendar).filter_by(team_id=team_id, user_id=user_id, key=key)
    return await session.scalar(query.with_for_update())


async def followed_by(
    session: AsyncSession, *, team_id: str, user_id: str
) -> Sequence[FollowedCalendar]:
    found = await session.scalars(
        select(FollowedCalendar)
        .filter_by(team_id=team_id, user_id=user_id, is_followed=True)
        .order_by(FollowedCalendar.id)
    )
    return found.all()


async def claim_due(
    session: AsyncSession, now: datetime, read_next_at: datetime
) -> FollowedCalendar | None:
    """The calendar that waits longest; no other process gets it before `read_next_at`."""
    calendar = await session.scalar(
        select(FollowedCalendar)
        .where(FollowedCalendar.is_followed, FollowedCalendar.read_next_at <= now)
        .order_by(FollowedCalendar.read_next_at, FollowedCalendar.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if calendar:
        calendar.read_next_at = read_next_at
    return calendar


async def take_the_place(
    session: AsyncSession, calendar: FollowedCalendar, of: FollowedCalendar
) -> None:
    """What came from the one comes from the other now."""
    await session.execute(
        update(Meeting).filter_by(calendar_id=of.id).values(calendar_id=calendar.id)
    )
    await session.delete(of)


async def forget_before(session: AsyncSession, day: datetime) -> None:
    """Forget links that nobody agreed to follow."""
    await session.execute(
        delete(FollowedCalendar).where(
            FollowedCalendar.is_followed.is_(False), FollowedCalendar.read_next_at < day
        )
    )
