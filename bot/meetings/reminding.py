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
from bot.store.models import Meeting, MeetingItem, Reminder, ReminderKind
from coaching import Checklist, Item, prepare
from coaching.preparation import question_item

A_NOTE_LASTS = timedelta(days=2)
LISTS = (ReminderKind.CHECKLIST, ReminderKind.FORM)


class Reminding:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._vault = services.vault

    async def compose(self, row: Reminder) -> Letter | Later | None:
        """The letter; None where the meeting was moved, called off, or reflected on meanwhile."""
        async with self._services.database.unit_of_work() as session:
            meeting = await meetings.meeting_of(session, row)
            done = await reflections.reflected(session, [meeting.id], row.to)
        if row.kind == ReminderKind.NOTE:
            return Letter(Address(row.to), sentence(self._vault.opened(row.content or b"p")))
        if (
            meeting.cancelled
            or meeting.starts_at != row.starts_at
            or row.to not in receives(meeting, row.kind)
        ):
            return None
        if row.kind not in LISTS:
            if done:
                return None
            if later := await self._asleep(row, row.to):
                return later
            again = row.kind == ReminderKind.REFLECTION_AGAIN
            return Letter(Address(row.to), views.prompt(self.planned(meeting), again=again))
        return await self._list(row, meeting)

    async def addresses(self, row: Reminder) -> Sequence[Address]:
        async with self._services.database.unit_of_work() as session:
            meeting = await meetings.meeting_of(session, row)
        own = [Address(row.to)]
        return own if row.to != meeting.channel_id else [*own, Address(meeting.organizer)]

    async def given_up(self, session: AsyncSession, row: Reminder) -> None:
        meeting = await meetings.meeting_of(session, row)
        if row.kind == ReminderKind.NOTE:
            return
        await self.end(session, meeting, row.to)

    async def end(self, session: AsyncSession, meeting: Meeting, to: str) -> None:
        """Nothing more goes there about the meeting, and the organizer is told."""
        now = self._services.clock.now()
        note = views.undeliverable(self._vault.opened(meeting.title), to)
        await meetings.end_reminders(
            session, meeting, to, self._vault.sealed(note), now, now + A_NOTE_LASTS
        )

    async def _list(self, row: Reminder, meeting: Meeting) -> Letter | Later | None:
        """Whether people from outside read the channel is asked at this last moment."""
        in_channel = row.to == meeting.channel_id
        private = not in_channel
        if in_channel:
            company = await self._services.gateway.company(row.to)
            if company is None:
                raise UndeliverableError("the channel cannot be seen any more")
            private = not company.is_ours_alone
        if later := await self._asleep(row, meeting.organizer if in_channel else row.to):
            return later
        viewer = None if not private else meeting.organizer if in_channel else row.to
        async with self._services.database.unit_of_work() as session:
            now = self._services.clock.now()
            deal = await deal_so_far(session, self._vault, meeting, viewer, now)
            short = row.kind == ReminderKind.FORM
            fitted = prepare(self._services.coach.playbook, deal, "short" if short else "full")
            await meetings.keep_content(session, row, self._vault.sealed(_written(fitted)))
            message = self._drawn(row, meeting, fitted, await meetings.items(session, meeting))
        if in_channel and private:
            return Letter(Address(meeting.organizer), views.in_private(row.to, message))
        return Letter(Address(row.to), message)

    async def _asleep(self, row: Reminder, person: str) -> Later | None:
        """People travel: their zone is looked up again, and their night is respected. A question
        can wait for the morning however long that is, a list only while it is of use."""
        zone = await self._services.gateway.time_zone(person)
        now = self._services.clock.now()
        waking = next_waking(now, zone)
        until = row.expires_at if row.kind in LISTS else waking + ASKED_WITHIN
        return Later(waking, until) if now < waking < until else None

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


def _written(checklist: Checklist) -> str:
    return json.dumps([asdict(item) for item in checklist.items])


def _read(written: str) -> Checklist:
    return Checklist(tuple(Item(**item) for item in json.loads(written)))
