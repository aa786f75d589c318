"""Insert unless it is there already: in one statement, so that two at once cannot both win."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Base


async def insert_once(session: AsyncSession, table: type[Base], **values: Any) -> bool:
    """True where the row was inserted, False where a unique constraint says it is there."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    result = await session.execute(
        insert(table).values(**values).on_conflict_do_nothing().returning(table.__table__.c.id)
    )
    return result.first() is not None
