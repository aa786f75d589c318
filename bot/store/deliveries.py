"""What is to be sent exactly once, whatever crashes.

A delivery is pending, then claimed by the process that sends it, then sent. A claim expires, since
a process may die with it; then nobody knows whether the message went out, and whoever claims it
next must find out (`Claimed.unsure`) before sending again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Delivery, DeliveryState

CLAIM = timedelta(minutes=2)
"""How long a process may take to send; longer than all its retries together."""

Table = TypeVar("Table", bound=Delivery)


@dataclass(frozen=True, slots=True)
class Claimed(Generic[Table]):
    row: Table
    unsure: bool
    """Another process had claimed it, and may have sent it before it died."""


async def claim_due(
    session: AsyncSession, table: type[Table], now: datetime, most: int
) -> list[Claimed[Table]]:
    """Take on what is due, the most urgent first; no other process gets the same rows."""
    due = (
        select(table)
        .where(
            table.due_at <= now,
            or_(
                table.state == DeliveryState.PENDING,
                (table.state == DeliveryState.CLAIMED) & (table.claimed_at < now - CLAIM),
            ),
        )
        .order_by(table.due_at, table.key)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows: Sequence[Table] = (await session.scalars(due)).all()
    claimed = []
    for row in rows:
        claimed.append(Claimed(row, unsure=row.state == DeliveryState.CLAIMED))
        row.state, row.claimed_at = DeliveryState.CLAIMED, now
    return claimed


async def settle(
    session: AsyncSession,
    row: Delivery,
    state: DeliveryState,
    *,
    channel: str | None = None,
    ts: str | None = None,
) -> bool:
    """Record how a claimed delivery ended. False where it is not claimed by us any more."""
    table = type(row)
    result = await session.execute(
        update(table)
        .where(
            table.key == row.key,
            table.state == DeliveryState.CLAIMED,
            table.claimed_at == row.claimed_at,
        )
        .values(state=state, sent_channel=channel, sent_ts=ts)
        .returning(table.key)
    )
    return result.first() is not None
