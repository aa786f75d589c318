"""Writes what is sent before and after a meeting, as things stand when it is sent."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.meetings import views
from bot.meetings.plans import receives
from bot.meetings.timing import ASKED_WITHIN, next_waking
from bot.meetings.views import Line, Planned
from bot.scheduling.delivering import Later, UndeliverableError
from bot.services import Services
from bot.slack.messages import Address, Letter, Message, sentence
from bot.store import meetings, reflections
from bot.store.deals import deal_so_far
from bot.store.models import LISTS, Meeting, MeetingItem, Reminder, ReminderKind
from coaching import Checklist, Item, prepare
from coaching.preparation import question_item

A_NOTE_LASTS = timedelta(days=2)


class Reminding:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._vault = services.vault

    async def compose(self, row: Reminder) -> Letter | Later | None:
        """The letter; None where the meeting was moved, called off, or reflected on meanwhile.

        Looked at once more after Slack was asked, which may take a while.
        """
        async with self._services.database.unit_of_work() as session:
            meeting = await self._wanted(session, row)
        if meeting is None:
            return None
        if row.kind == ReminderKind.NOTE:
            title = self._vault.opened(meeting.title)
            return Letter(Address(row.to), sentence(views.undeliverable(title, row.about)))
        public = row.to == meeting.channel_id and await self._is_ours_alone(row.to)
        if later := await self._asleep(row, _reader(row, meeting)):
            return later
        channel = meeting.channel_id
        is_in = channel if public else await self.seen_by(_reader(row, meeting), channel)
        async with self._services.database.unit_of_work() as session:
            meeting = await self._wanted(session, row)
            if meeting is None:
                return None
            return await self._letter(session, row, meeting, public=public, is_in=is_in)

    async def seen_by(self, person: str, channel: str | None) -> str | None:
        """The channel, where the person is in it."""
        is_in = channel and await self._services.gateway.is_in(channel, person)
        return channel if is_in else None

    async def addresses(self, row: Reminder) -> Sequence[Address]:
        async with self._services.database.unit_of_work() as session:
            meeting = await meetings.meeting_of(session, row)
        own = [Address(row.to)]
        # What is for a channel, also one that is the meeting's no more, may have gone aside.
        return [*own, Address(meeting.organizer)] if row.to.startswith(("C", "G")) else own

    async def given_up(self, session: AsyncSession, row: Reminder) -> None:
        if row.kind != ReminderKind.NOTE and (
            meeting := await meetings.meeting_to_change(session, row)
        ):
            await self.end(session, meeting, row.to)

    async def end(self, session: AsyncSession, meeting: Meeting, to: str) -> None:
        """Nothing more goes there about the meeting, and the organizer is told."""
        now = self._services.clock.now()
        await meetings.end_reminders(session, meeting, to, now, now + A_NOTE_LASTS)

    async def _wanted(self, session: AsyncSession, row: Reminder) -> Meeting | None:
        """The meeting, where `row` still has something to say about it."""
        meeting = await meetings.meeting_of(session, row)
        if row.kind == ReminderKind.NOTE:
            return meeting
        if (
            meeting.cancelled
            or meeting.starts_at != row.starts_at
            or row.to not in receives(meeting, row.kind)
        ):
            return None
        if row.kind not in LISTS and await reflections.reflected(session, [meeting.id], row.to):
            return None
        return meeting

    async def _is_ours_alone(self, channel: str) -> bool:
        company = await self._services.gateway.company(channel)
        if company is None:
            raise UndeliverableError("the channel cannot be seen any more")
        return company.is_ours_alone

    async def _letter(
        self,
        session: AsyncSession,
        row: Reminder,
        meeting: Meeting,
        *,
        public: bool,
        is_in: str | None,
    ) -> Letter:
        if row.kind not in LISTS:
            again = row.kind == ReminderKind.REFLECTION_AGAIN
            return Letter(Address(row.to), views.prompt(self.planned(meeting), again=again))
        reader = _reader(row, meeting)
        viewer = None if public else reader
        message = await self._list(session, row, meeting, viewer, is_in)
        if public or reader == row.to:
            return Letter(Address(row.to), message)
        return Letter(Address(reader), views.in_private(row.to, message))

    async def _list(
        self,
        session: AsyncSession,
        row: Reminder,
        meeting: Meeting,
        viewer: str | None,
        is_in: str | None,
    ) -> Message:
        """As `viewer` may see it; None stands for all who are in the channel."""
        now = self._services.clock.now()
        deal = await deal_so_far(session, self._vault, meeting, viewer, now, is_in=is_in)
        short = row.kind == ReminderKind.FORM
        fitted = prepare(self._services.coach.playbook, deal, "short" if short else "full")
        await meetings.keep_content(session, row, self._vault.sealed(_written(fitted)))
        return self._drawn(row, meeting, fitted, await meetings.items(session, meeting))

    async def _asleep(self, row: Reminder, person: str) -> Later | None:
        """People travel: their zone is looked up again, and their night is respected.

        A question can wait for the next working day, a list only for as long as it is of use.
        """
        zone = await self._services.gateway.time_zone(person)
        now = self._services.clock.now()
        waking = next_waking(now, zone)
        expires = row.expires_at if row.kind in LISTS else waking + ASKED_WITHIN
        return Later(waking, expires) if now < waking < expires else None

    def redrawn(self, row: Reminder, meeting: Meeting, items: Sequence[MeetingItem]) -> Message:
        """A list that was sent, with the ticks of now."""
        fitted = _read(self._vault.opened(row.content or b"p[]"))
        message = self._drawn(row, meeting, fitted, items)
        moved_aside = row.to == meeting.channel_id and row.sent_channel != row.to
        return views.in_private(row.to, message) if moved_aside else message

    def planned(self, meeting: Meeting) -> Planned:
        return Planned(
            key=meeting.key,
            title=self._vault.opened(meeting.title),
            start=meeting.starts_at,
            minutes=meeting.minutes,
            zone=meeting.zone,
            counterpart=meeting.counterpart,
            channel=meeting.channel_id,
            in_channel=meeting.in_channel,
            several=meeting.in_channel or bool(meeting.people),
        )

    def _drawn(
        self, row: Reminder, meeting: Meeting, fitted: Checklist, items: Sequence[MeetingItem]
    ) -> Message:
        ticked = {item.item_id for item in items if item.ticked_at}
        added = [self._added(item) for item in items if item.words]
        listed = views.lines(fitted, added, ticked)
        short = row.kind == ReminderKind.FORM
        return views.checklist(self.planned(meeting), listed, short=short)

    def _added(self, item: MeetingItem) -> Line:
        words = self._vault.opened(item.words or b"p")
        text = words
        if item.is_question:
            text = question_item(self._services.coach.playbook, words).text
        return Line(item.item_id, text, "", item.ticked_at is not None, "added")


def _reader(row: Reminder, meeting: Meeting) -> str:
    """Whose hours count, and who gets what a channel may not."""
    return meeting.organizer if row.to == meeting.channel_id else row.to


def _written(checklist: Checklist) -> str:
    return json.dumps([asdict(item) for item in checklist.items])


def _read(written: str) -> Checklist:
    return Checklist(tuple(Item(**item) for item in json.loads(written)))
