"""Insert unless it is there already: in one statement, so that two at once cannot both win."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.store.models import Base


async def insert_once(session: AsyncSession, table: type[Base], **values: Any) -> bool:
    """True where the row was inserted, False where a unique constraint says it is there."""
    return bool(await insert_new(session, table, [values], table.__table__.c.id))


async def insert_new(
    session: AsyncSession,
    table: type[Base],
    rows: Sequence[dict[str, Any]],
    returning: ColumnElement[Any] | InstrumentedAttribute[Any],
) -> Sequence[Any]:
    """Insert those of `rows` that are not there yet; the column `returning` of each of these."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    new = insert(table).values(list(rows)).on_conflict_do_nothing().returning(returning)
    return (await session.scalars(new)).all()
