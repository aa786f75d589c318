"""What is to be sent exactly once, whatever crashes.

A delivery is pending, then claimed by the process that sends it, then sent. A claim expires, since
a process may die with it; then nobody knows whether the message went out, and whoever claims it
next must find out (`Claimed.unsure`) before sending again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Delivery, DeliveryState

CLAIM = timedelta(minutes=7)
"""After how long the process that claimed something counts as dead: longer than sending ever takes
and clocks of two processes are apart together, or both would send. So late comes what a process
left behind that died."""

Table = TypeVar("Table", bound=Delivery)


@dataclass(frozen=True, slots=True)
class Claimed(Generic[Table]):
    row: Table
    unsure: bool
    """It was claimed before, and may have been sent."""


async def claim_due(
    session: AsyncSession, table: type[Table], now: datetime, resting: Collection[str] = ()
) -> Claimed[Table] | None:
    """Take on what is due, the most urgent first; no other process gets the same row.

    Nothing is taken that is for one of the places in `resting`.
    """
    for due in _due(table, now):
        free = due.where(table.place().not_in(resting)) if resting else due
        row = await session.scalar(
            free.order_by(*table.urgency()).limit(1).with_for_update(skip_locked=True)
        )
        if row:
            unsure = row.state == DeliveryState.CLAIMED
            row.state, row.claimed_at = DeliveryState.CLAIMED, now
            return Claimed(row, unsure)
    return None


async def is_any_due(session: AsyncSession, table: type[Delivery], now: datetime) -> bool:
    for due in _due(table, now):
        if await session.scalar(due.limit(1)) is not None:
            return True
    return False


async def settle(session: AsyncSession, row: Delivery, state: DeliveryState, **also: Any) -> bool:
    """Record how a delivery ended, with other columns in `also`.

    False where its claim has passed to another process: then that one records it.
    """
    table = type(row)
    settled = await session.execute(
        update(table)
        .where(
            table.key == row.key,
            table.state == DeliveryState.CLAIMED,
            table.claimed_at == row.claimed_at,
        )
        .values(state=state, **also)
        .returning(table.key)
    )
    return settled.first() is not None


def _due(table: type[Table], now: datetime) -> tuple[Select[Table], Select[Table]]:
    """What a process that died left behind, and then what nobody has begun.

    Apart, so that an index on the state gives either in its order: with both at once, all that is
    due would be sorted for each single claim.
    """
    due = select(table).where(table.due_at <= now)
    left = due.where(table.state == DeliveryState.CLAIMED, table.claimed_at < now - CLAIM)
    return left, due.where(table.state == DeliveryState.PENDING)
