"""Keeps what was planned: a meeting with its reminders, in one transaction."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.meetings.form import Draft
from bot.meetings.timing import Times, due, kept
from bot.services import Services
from bot.slack.failures import described
from bot.store import meetings, reflections
from bot.store.meetings import Wanted
from bot.store.models import LISTS, Meeting, ReminderKind

log = logging.getLogger(__name__)

Zones = Mapping[str, ZoneInfo]
"""By user id."""


class Plans:
    def __init__(self, services: Services) -> None:
        self._services = services

    async def keep(self, team: str, draft: Draft) -> Meeting | None:
        """Plan a new meeting, or change the one of the draft's key; None where that is gone."""
        values = self.values(draft)
        zones = await self.zones({draft.asker.user, *draft.people})
        async with self._services.database.unit_of_work() as session:
            if draft.key is None:
                meeting = await meetings.add_meeting(
                    session, team_id=team, organizer=draft.asker.user, **values
                )
            elif found := await self._own(session, team, draft.key, draft.asker.user):
                meeting = found
                if meeting.channel_id != draft.channel:
                    await reflections.unshare(session, meeting)
                for name, value in values.items():
                    setattr(meeting, name, value)
            else:
                return None
            await self.set_reminders(session, meeting, zones)
        return meeting

    async def cancel(self, team: str, key: str, by: str) -> Meeting | None:
        """None where there is no such meeting of theirs."""
        async with self._services.database.unit_of_work() as session:
            meeting = await self._own(session, team, key, by)
            if meeting:
                meeting.cancelled = True
                meeting.event_sequence = meetings.LAST_WORD
                await meetings.set_reminders(session, meeting, ())
        return meeting

    async def set_reminders(self, session: AsyncSession, meeting: Meeting, zones: Zones) -> None:
        """Let the reminders fit the meeting as it is now; `zones` has all who are told."""
        now = self._services.clock.now()
        await meetings.set_reminders(session, meeting, _wanted(meeting, zones, now))

    async def zones(self, people: set[str]) -> Zones:
        async def zone(person: str) -> tuple[str, ZoneInfo]:
            return person, await self._services.gateway.time_zone(person)

        return dict(await asyncio.gather(*(zone(person) for person in sorted(people))))

    async def keep_wall_times(self) -> None:
        """Where a zone's rules have changed, what clocks show holds and the instant moves.

        One meeting that fails holds up no other. Raises the first error once all were looked at.
        """
        failed: list[Exception] = []
        async with self._services.database.unit_of_work() as session:
            planned = await meetings.all_upcoming(session, self._services.clock.now())
        for meeting in planned:
            try:
                await self._keep_wall_time(meeting)
            except Exception as error:  # noqa: BLE001 - raised below
                log.error("a meeting's wall time is not kept: %s", described(error))
                failed.append(error)
        if failed:
            raise failed[0]

    async def _keep_wall_time(self, meeting: Meeting) -> None:
        start = kept(
            datetime.fromisoformat(meeting.wall), ZoneInfo(meeting.zone), meeting.starts_at
        )
        if start != meeting.starts_at:
            await self._move(meeting, start)

    async def _move(self, meeting: Meeting, start: datetime) -> None:
        zones = await self.zones({meeting.organizer, *meeting.people})
        async with self._services.database.unit_of_work() as session:
            current = await meetings.meeting_by_key(
                session, team_id=meeting.team_id, key=meeting.key, to_change=True
            )
            if current and current.wall == meeting.wall:
                current.starts_at = start
                await self.set_reminders(session, current, zones)

    async def _own(self, session: AsyncSession, team: str, key: str, person: str) -> Meeting | None:
        meeting = await meetings.meeting_by_key(session, team_id=team, key=key, to_change=True)
        if meeting is None or meeting.organizer != person or meeting.cancelled:
            return None
        return meeting

    def values(self, draft: Draft) -> dict[str, Any]:
        if draft.start is None:
            raise ValueError("a meeting without a start")
        local = draft.start.astimezone(ZoneInfo(draft.zone))
        return {
            "title": self._services.vault.sealed(draft.title),
            "counterpart": draft.counterpart,
            "channel_id": draft.channel,
            "in_channel": draft.in_channel,
            "people": [person for person in draft.people if person != draft.asker.user],
            "starts_at": draft.start.astimezone(UTC),
            "minutes": draft.minutes,
            "zone": draft.zone,
            "wall": local.replace(tzinfo=None).isoformat(),
            "checklist_before": draft.checklist_before,
            "form_before": draft.form_before,
            "reflect": draft.reflect,
        }


def receives(meeting: Meeting, kind: str) -> list[str]:
    """Who is sent what is of that kind, by user or channel id: reflections are asked in private."""
    if kind in LISTS and meeting.in_channel and meeting.channel_id:
        return [meeting.channel_id]
    return [meeting.organizer, *meeting.people]


def times(meeting: Meeting) -> Times:
    return Times(
        start=meeting.starts_at,
        length=timedelta(minutes=meeting.minutes),
        checklist_before=_lead(meeting.checklist_before),
        form_before=_lead(meeting.form_before),
        reflect=meeting.reflect,
    )


def _lead(minutes: int | None) -> timedelta | None:
    return timedelta(minutes=minutes) if minutes else None


def _wanted(meeting: Meeting, zones: Zones, now: datetime) -> Iterator[Wanted]:
    """A channel keeps the hours of the organizer."""
    everybody = [to for kind in ReminderKind for to in receives(meeting, kind)]
    for to in dict.fromkeys(everybody):
        for each in due(times(meeting), zones.get(to, zones[meeting.organizer]), now):
            if to in receives(meeting, each.kind):
                yield Wanted(to, each.kind, each.at, each.expires)
