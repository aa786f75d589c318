"""What people wrote down after meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.meetings import Deal, ticked_in_deal
from bot.store.models import Meeting, SavedReflection
from bot.store.upserts import insert_once
from bot.store.vault import Vault
from coaching.preparation import NextStep, Reflection

NOT_TOLD = dict.fromkeys(("sign", "actor", "pivot_move", "pivot_worked", "trust")) | {
    "trust_evidence": ""
}
"""What of a reflection its author alone sees, also where it is shared."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A reflection as it was saved."""

    reflection: Reflection
    shared: bool


async def save(
    session: AsyncSession,
    vault: Vault,
    meeting: Meeting,
    *,
    user_id: str,
    reflection: Reflection,
    at: datetime,
) -> None:
    """Keep what a person wrote; it replaces what they wrote on the same meeting before, and is
    shared with nobody yet."""
    key = {"meeting_id": meeting.id, "user_id": user_id}
    written = {"words": vault.sealed(reflection.model_dump_json()), "saved_at": at}
    written |= {"shared_at": None}
    if not await insert_once(session, SavedReflection, team_id=meeting.team_id, **key, **written):
        await session.execute(update(SavedReflection).filter_by(**key).values(**written))


async def of_person(
    session: AsyncSession, vault: Vault, meeting: Meeting, user_id: str
) -> Kept | None:
    row = await session.scalar(
        select(SavedReflection).filter_by(meeting_id=meeting.id, user_id=user_id)
    )
    return Kept(_opened(vault, row), row.shared_at is not None) if row else None


async def mark_shared(session: AsyncSession, meeting: Meeting, user_id: str, at: datetime) -> bool:
    """True the first time."""
    marked = await session.execute(
        update(SavedReflection)
        .filter_by(meeting_id=meeting.id, user_id=user_id)
        .where(SavedReflection.shared_at.is_(None))
        .values(shared_at=at)
        .returning(SavedReflection.id)
    )
    return marked.first() is not None


async def unmark_shared(session: AsyncSession, meeting: Meeting, user_id: str) -> None:
    """It could not be posted after all."""
    await session.execute(
        update(SavedReflection)
        .filter_by(meeting_id=meeting.id, user_id=user_id)
        .values(shared_at=None)
    )


async def unshare(session: AsyncSession, meeting: Meeting) -> None:
    """What was shared with one channel does not follow its meeting to another."""
    await session.execute(
        update(SavedReflection).filter_by(meeting_id=meeting.id).values(shared_at=None)
    )


async def of_deal(
    session: AsyncSession,
    vault: Vault,
    deal: Deal,
    viewer: str | None,
    *,
    is_member: bool = True,
) -> list[Reflection]:
    """What `viewer` may see of what was written on a deal: their own words, and as a member of its
    channel what others shared there. None stands for everybody in the channel.

    A next step that was ticked on a later checklist is done.
    """
    done = await ticked_in_deal(session, deal)
    visible = SavedReflection.user_id == viewer
    if is_member:
        visible |= SavedReflection.shared_at.is_not(None)
    rows = await session.scalars(select(SavedReflection).join(Meeting).where(*deal, visible))
    return [_with_step(_as_told(vault, row, viewer), done) for row in rows]


async def of_author(
    session: AsyncSession, vault: Vault, *, team_id: str, user_id: str
) -> list[Reflection]:
    """All that a person wrote."""
    rows = await session.scalars(
        select(SavedReflection).filter_by(team_id=team_id, user_id=user_id)
    )
    return [_opened(vault, row) for row in rows]


async def forget_author(session: AsyncSession, *, team_id: str, user_id: str) -> None:
    await session.execute(delete(SavedReflection).filter_by(team_id=team_id, user_id=user_id))


async def reflected(session: AsyncSession, meeting_ids: Sequence[int], user_id: str) -> set[int]:
    """Those of the meetings that the person wrote about."""
    found = await session.scalars(
        select(SavedReflection.meeting_id)
        .filter_by(user_id=user_id)
        .where(SavedReflection.meeting_id.in_(meeting_ids))
    )
    return set(found)


def _opened(vault: Vault, row: SavedReflection) -> Reflection:
    return Reflection.model_validate_json(vault.opened(row.words))


def _as_told(vault: Vault, row: SavedReflection, viewer: str | None) -> Reflection:
    """To others, without what speaks of people: that is not shared."""
    reflection = _opened(vault, row)
    return reflection if row.user_id == viewer else reflection.model_copy(update=NOT_TOLD)


def _with_step(reflection: Reflection, done: set[str]) -> Reflection:
    if NextStep(reflection.next_step).item_id not in done:
        return reflection
    return reflection.model_copy(update={"step_done": True})
