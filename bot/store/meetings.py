"""Meetings, the reminders about them, and what was ticked on their checklists."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate

from bot.store.models import (
    LISTS,
    DeliveryState,
    Meeting,
    MeetingItem,
    Reminder,
    ReminderKind,
    SavedReflection,
)
from bot.store.upserts import insert_once
from bot.store.watching import ChannelRef

KEPT = timedelta(days=180)
"""How long after it a meeting is kept on which nobody wrote a reflection."""
LAST_WORD = 2**31 - 1
"""In place of an event's SEQUENCE, later than any: its meeting was called off by hand."""

Deal = tuple[ColumnElement[bool], ...]
"""What holds of all meetings of one deal."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reminder that there is to be."""

    to: str
    kind: ReminderKind
    due_at: datetime
    expires_at: datetime


async def add_meeting(session: AsyncSession, **values: Any) -> Meeting:
    usual = {"cancelled": False, "event_sequence": 0}
    meeting = Meeting(key=secrets.token_hex(8), **(usual | values))
    session.add(meeting)
    await session.flush()
    return meeting


async def add_event_meeting(session: AsyncSession, **values: Any) -> Meeting | None:
    """None where another process has just planned the same event for the same person."""
    key = secrets.token_hex(8)
    if not await insert_once(session, Meeting, key=key, cancelled=False, **values):
        return None
    return await session.scalar(select(Meeting).filter_by(key=key).with_for_update())


async def event_meetings(
    session: AsyncSession, *, team_id: str, organizer: str
) -> Sequence[Meeting]:
    """What a person has from calendars, which no other process changes until the end."""
    found = await session.scalars(
        select(Meeting)
        .filter_by(team_id=team_id, organizer=organizer)
        .where(Meeting.event_uid.is_not(None))
        .order_by(Meeting.id)
        .with_for_update()
    )
    return found.all()


async def meeting_by_key(
    session: AsyncSession, *, team_id: str, key: str, to_change: bool = False
) -> Meeting | None:
    """With `to_change`, no other process changes it until the end."""
    query = select(Meeting).filter_by(team_id=team_id, key=key)
    return await session.scalar(query.with_for_update() if to_change else query)


async def upcoming(
    session: AsyncSession, *, team_id: str, organizer: str, now: datetime
) -> Sequence[Meeting]:
    """What a person has planned and has still to come, the soonest first."""
    found = await session.scalars(
        select(Meeting)
        .filter_by(team_id=team_id, organizer=organizer, cancelled=False)
        .where(Meeting.starts_at > now)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return found.all()


async def all_upcoming(session: AsyncSession, now: datetime) -> Sequence[Meeting]:
    found = select(Meeting).where(Meeting.starts_at > now, Meeting.cancelled.is_(False))
    return (await session.scalars(found)).all()


async def set_reminders(session: AsyncSession, meeting: Meeting, wanted: Iterable[Wanted]) -> None:
    """Let there be just these reminders of `meeting`, as part of what changes it.

    What was sent stays sent, and is not sent again for the same start; what is being sent just now
    is left to whoever sends it, who looks at the meeting once more. Once somebody was asked, when
    they are asked again is theirs to say, and whether.
    """
    rows = await session.scalars(
        select(Reminder).filter_by(meeting_id=meeting.id).order_by(Reminder.id).with_for_update()
    )
    there = {(row.to, row.kind, row.starts_at): row for row in rows}
    asked = {
        to
        for (to, kind, start), row in there.items()
        if kind == ReminderKind.REFLECTION
        and start == meeting.starts_at
        and row.state == DeliveryState.SENT
    }
    for each in wanted:
        row = there.pop((each.to, each.kind, meeting.starts_at), None)
        if row is None:
            session.add(_reminder(meeting, each))
        elif row.state == DeliveryState.PENDING and each.to in asked:
            continue
        elif row.state in (DeliveryState.PENDING, DeliveryState.CANCELLED, DeliveryState.EXPIRED):
            row.state = DeliveryState.PENDING
            row.due_at, row.expires_at = each.due_at, each.expires_at
    for row in there.values():
        if row.state == DeliveryState.PENDING and row.kind != ReminderKind.NOTE:
            row.state = DeliveryState.CANCELLED


def _reminder(meeting: Meeting, wanted: Wanted, about: str = "") -> Reminder:
    return Reminder(
        team_id=meeting.team_id,
        meeting_id=meeting.id,
        kind=wanted.kind,
        to=wanted.to,
        starts_at=meeting.starts_at,
        about=about,
        key=secrets.token_hex(12),
        state=DeliveryState.PENDING,
        due_at=wanted.due_at,
        expires_at=wanted.expires_at,
    )


async def pending(session: AsyncSession, meeting: Meeting) -> list[Reminder]:
    """What is still to be sent about a meeting."""
    found = select(Reminder).filter_by(meeting_id=meeting.id, state=DeliveryState.PENDING)
    return list(await session.scalars(found))


async def meeting_of(session: AsyncSession, reminder: Reminder) -> Meeting:
    meeting = await session.get(Meeting, reminder.meeting_id)
    if meeting is None:
        raise LookupError("a reminder of no meeting")
    return meeting


async def meeting_to_change(session: AsyncSession, reminder: Reminder) -> Meeting | None:
    """No other process changes it until the end; None where it was forgotten."""
    return await session.get(Meeting, reminder.meeting_id, with_for_update=True)


async def ask_again(
    session: AsyncSession, meeting: Meeting, user_id: str, at: datetime, until: datetime
) -> bool:
    """Ask for a reflection then, in place of when it was to be asked for again. False where it was
    asked for again already."""
    changed = await session.execute(
        _second_question(meeting, user_id).values(due_at=at, expires_at=until)
    )
    return changed.first() is not None


async def ask_no_more(session: AsyncSession, meeting: Meeting, user_id: str) -> None:
    await session.execute(_second_question(meeting, user_id).values(state=DeliveryState.SKIPPED))


def _second_question(meeting: Meeting, user_id: str) -> ReturningUpdate[tuple[int]]:
    return (
        update(Reminder)
        .where(
            Reminder.meeting_id == meeting.id,
            Reminder.to == user_id,
            Reminder.kind == ReminderKind.REFLECTION_AGAIN,
            Reminder.state == DeliveryState.PENDING,
        )
        .returning(Reminder.id)
    )


async def keep_content(session: AsyncSession, reminder: Reminder, content: bytes) -> None:
    await session.execute(
        update(Reminder).where(Reminder.id == reminder.id).values(content=content)
    )


async def end_reminders(
    session: AsyncSession, meeting: Meeting, to: str, now: datetime, until: datetime
) -> None:
    """Nothing can be sent to that person or channel any more: tell the organizer so, once.

    Where it is the organizer who cannot be told, there is nobody to tell. The meeting is locked by
    then: the note's reference to it would wait for whoever changes it and waits for a reminder.
    """
    await session.execute(
        update(Reminder)
        .where(
            Reminder.meeting_id == meeting.id,
            Reminder.to == to,
            Reminder.state == DeliveryState.PENDING,
        )
        .values(state=DeliveryState.CANCELLED)
    )
    if to != meeting.organizer:
        note = Wanted(meeting.organizer, ReminderKind.NOTE, now, until)
        row = _reminder(meeting, note, about=to)
        columns = {c.key: getattr(row, c.key) for c in Reminder.__table__.columns if c.key != "id"}
        await insert_once(session, Reminder, **columns)


async def meetings_in_channel(
    session: AsyncSession, *, team_id: str, channel_id: str
) -> Sequence[Meeting]:
    """Those whose checklists are still to go to a channel; no other process changes them until
    the end."""
    waiting = select(Reminder.meeting_id).where(
        Reminder.team_id == team_id,
        Reminder.to == channel_id,
        Reminder.state == DeliveryState.PENDING,
    )
    found = select(Meeting).where(Meeting.id.in_(waiting)).order_by(Meeting.id).with_for_update()
    return (await session.scalars(found)).all()


async def sent_checklists(session: AsyncSession, meeting: Meeting) -> Sequence[Reminder]:
    """The messages that show a checklist of the meeting as it is now, wherever they are."""
    found = await session.scalars(
        select(Reminder)
        .filter_by(meeting_id=meeting.id, starts_at=meeting.starts_at, state=DeliveryState.SENT)
        .where(Reminder.kind.in_(LISTS))
        .order_by(Reminder.id)
    )
    return found.all()


async def items(session: AsyncSession, meeting: Meeting) -> Sequence[MeetingItem]:
    """What was ticked or added, in the order of that."""
    found = select(MeetingItem).filter_by(meeting_id=meeting.id).order_by(MeetingItem.id)
    return (await session.scalars(found)).all()


async def add_item(
    session: AsyncSession, meeting: Meeting, item_id: str, words: bytes, *, is_question: bool
) -> None:
    """What is there already is not added again."""
    key = {"meeting_id": meeting.id, "item_id": item_id}
    new = {"words": words, "is_question": is_question}
    if not await insert_once(session, MeetingItem, team_id=meeting.team_id, **key, **new):
        await session.execute(
            update(MeetingItem).filter_by(**key).where(MeetingItem.words.is_(None)).values(**new)
        )


async def tick(
    session: AsyncSession, meeting: Meeting, item_id: str, *, by: str | None, at: datetime
) -> None:
    """Tick an item, or take its tick away where `by` is None."""
    key = {"meeting_id": meeting.id, "item_id": item_id}
    said = {"ticked_by": by, "ticked_at": at if by else None}
    if not await insert_once(
        session, MeetingItem, team_id=meeting.team_id, **key, is_question=False, **said
    ):
        await session.execute(update(MeetingItem).filter_by(**key).values(**said))


async def ticked_in_deal(session: AsyncSession, deal: Deal) -> set[str]:
    """Ids of all items that were ticked before any meeting of the deal."""
    found = await session.scalars(
        select(MeetingItem.item_id).join(Meeting).where(*deal, MeetingItem.ticked_at.is_not(None))
    )
    return set(found)


def deal_in(place: ChannelRef) -> Deal:
    """The meetings about a channel's deal."""
    return Meeting.team_id == place.team_id, Meeting.channel_id == place.channel_id


def deal_of(meeting: Meeting) -> Deal:
    """Meetings about one channel are one deal; without a channel, one person's meetings with one
    counterpart are; else a meeting is alone."""
    if meeting.channel_id:
        return deal_in(ChannelRef(meeting.team_id, meeting.channel_id))
    if meeting.counterpart:
        return (
            Meeting.team_id == meeting.team_id,
            Meeting.channel_id.is_(None),
            Meeting.organizer == meeting.organizer,
            Meeting.counterpart == meeting.counterpart,
        )
    return (Meeting.id == meeting.id,)


async def forget_before(session: AsyncSession, day: datetime) -> None:
    """Forget meetings before `day`, but for those that somebody reflected on."""
    reflected = select(SavedReflection.meeting_id)
    await session.execute(
        delete(Meeting).where(Meeting.starts_at < day, Meeting.id.not_in(reflected))
    )
    await session.execute(
        delete(Reminder).where(
            Reminder.due_at < day,
            or_(Reminder.state != DeliveryState.PENDING, Reminder.expires_at < day),
        )
    )
