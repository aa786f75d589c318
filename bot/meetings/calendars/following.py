"""Reads calendars, makes meetings of what stands in them, and keeps those up to date."""

import asyncio
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.meetings.calendars import changes as differences
from bot.meetings.calendars import reading, views
from bot.meetings.calendars.changes import Changes, Content, changes
from bot.meetings.calendars.events import BYTES, CalendarError, Event
from bot.meetings.calendars.links import Fetched, Links
from bot.meetings.calendars.matching import WINDOW, Counterpart, EventKey, Match, match, met
from bot.meetings.form import Draft
from bot.meetings.plans import Plans, Zones
from bot.services import Services
from bot.slack.failures import described
from bot.slack.gateway import OUR_OWN_FAULT, Gateway, may_pass
from bot.slack.messages import Whereabouts
from bot.store import followed_calendars, meetings, watching
from bot.store.models import FollowedCalendar, Meeting
from bot.store.vault import VaultError

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
AT_LEAST = timedelta(days=1)
"""How often a calendar is read that cannot be had."""
ENOUGH_FAILURES = 8
"""One after the other, which takes four days: then nobody waits for it any more."""
AT_ONCE = 2
"""Calendars read side by side: reading uses a whole core each."""
LONGEST_ROUND = 20.0
"""Seconds after which what is due waits for the next tick."""
LONGEST_UPDATE = 35.0
"""Seconds for one calendar, so that the clock is seen to tick."""
THE_CALENDARS = ("title", "starts_at", "minutes", "zone", "wall")
"""What the calendar has the last word on; all else is as people set it."""
LONGEST_VALIDATOR = 255
"""Characters of an ETag that is kept."""


@dataclass(frozen=True)
class Owner:
    """Whose calendar it is, and whom they meet beside the counterparts of their channels."""

    team: str
    user: str
    domains: tuple[str, ...] = ()

    @classmethod
    def of(cls, calendar: FollowedCalendar) -> "Owner":
        return cls(calendar.team_id, calendar.user_id, tuple(calendar.domains))


class Following:
    def __init__(self, services: Services, plans: Plans, links: Links) -> None:
        self._services = services
        self._plans = plans
        self._links = links
        self._readers = asyncio.Semaphore(AT_ONCE)
        """For what people ask for: it takes no time from what is followed."""

    # Asked for by a person. All raise CalendarError or FileError for what cannot be had.

    async def of_link(self, owner: Owner, link: str) -> Content:
        return (await self._fetched(owner, link))[1]

    async def of_file(self, owner: Owner, file_id: str, gateway: Gateway) -> Content:
        written = await gateway.download(await gateway.file(file_id), BYTES)
        async with self._readers:
            return await self._content(owner, written)

    async def preview(self, owner: Owner, content: Content) -> Changes:
        async with self._services.database.unit_of_work() as session:
            return await self._changes(session, owner, content)

    async def plan(self, owner: Owner, content: Content) -> Changes:
        zones = await self._zones(owner)
        async with self._services.database.unit_of_work() as session:
            return await self._keep(session, owner, content, zones)

    async def follow(self, calendar: FollowedCalendar) -> Changes | None:
        """Plan what is in it, and keep it up to date from now on; None where it is gone."""
        owner, link = Owner.of(calendar), self._services.vault.opened(calendar.link)
        fetched, content = await self._fetched(owner, link)
        zones = await self._zones(owner)
        async with self._services.database.unit_of_work() as session:
            current = await self._current(session, calendar)
            if current is None:
                return None
            await self._replace(session, current, link)
            current.is_followed = True
            current.read_next_at = self._services.clock.now() + EVERY
            _note(current, fetched)
            return await self._keep(session, owner, content, zones, current)

    # By itself.

    async def keep_up(self) -> None:
        """Read the calendars whose time has come; one that cannot be read holds up no other."""
        ends = asyncio.get_running_loop().time() + LONGEST_ROUND
        ended = await asyncio.gather(
            *(self._work(ends) for _ in range(AT_ONCE)), return_exceptions=True
        )
        for error in ended:
            if error:
                raise error

    async def _work(self, ends: float) -> None:
        while asyncio.get_running_loop().time() < ends:
            async with self._services.database.unit_of_work() as session:
                now = self._services.clock.now()
                calendar = await followed_calendars.claim_due(session, now, now + EVERY)
            if calendar is None:
                return
            await self._look_again(calendar, now)

    async def _look_again(self, calendar: FollowedCalendar, now: datetime) -> None:
        limit = asyncio.timeout(LONGEST_UPDATE)
        try:
            async with limit:
                await self._update(calendar, now)
        except CalendarError:
            await self._failed(calendar, now)
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001 - one calendar must not hold up the others
            if limit.expired():
                await self._failed(calendar, now)
                return
            # Slack's fault or ours, and not the calendar's: it is read again in an hour.
            reference = secrets.token_hex(4)
            log.error("a calendar waits: %s, reference %s", described(error), reference)

    async def _update(self, calendar: FollowedCalendar, now: datetime) -> None:
        owner, link = Owner.of(calendar), self._services.vault.opened(calendar.link)
        # Twice a day it is read though it has not changed: what lies ahead comes nearer.
        anew = calendar.failures > 0 or (now - 2 * EVERY).date() != now.date()
        known = (None, None) if anew else (calendar.etag, calendar.last_modified)
        fetched, seconds = await self._fetch(link, *known)
        content = None
        if fetched.content is not None:
            content = await self._content(owner, fetched.content, seconds)
        zones = await self._zones(owner)
        async with self._services.database.unit_of_work() as session:
            current = await self._current(session, calendar)
            if current and current.is_followed:
                _note(current, fetched)
                if content:
                    await self._keep(session, owner, content, zones, current)

    async def _failed(self, calendar: FollowedCalendar, now: datetime) -> None:
        async with self._services.database.unit_of_work() as session:
            current = await self._current(session, calendar)
            if current is None:
                return
            current.failures += 1
            current.read_next_at = now + min(EVERY * 2**current.failures, AT_LEAST)
        if current.failures >= ENOUGH_FAILURES:
            await self._give_up(current)

    async def _give_up(self, calendar: FollowedCalendar) -> None:
        """Told first: where it cannot be told now, it is told at the next failure."""
        try:
            link = self._services.vault.opened(calendar.link)
            await self._services.gateway.tell(calendar.user_id, views.given_up(link))
        except SlackApiError as error:
            if may_pass(error) or error.response.get("error") in OUR_OWN_FAULT:
                return
        except (aiohttp.ClientError, TimeoutError, OSError, VaultError) as error:
            log.warning("it cannot be told yet that a calendar is given up: %s", described(error))
            return
        async with self._services.database.unit_of_work() as session:
            if current := await self._current(session, calendar):
                await session.delete(current)

    # What both have in common.

    async def _fetched(self, owner: Owner, link: str) -> tuple[Fetched, Content]:
        fetched, seconds = await self._fetch(link)
        async with self._readers:
            return fetched, await self._content(owner, fetched.content or b"", seconds)

    async def _fetch(self, link: str, *known: str | None) -> tuple[Fetched, float]:
        """With the seconds that are left for reading it."""
        time = asyncio.get_running_loop().time
        began = time()
        fetched = await self._links.fetch(link, *known)
        return fetched, reading.SECONDS - (time() - began)

    async def _content(
        self, owner: Owner, written: bytes, seconds: float = reading.SECONDS
    ) -> Content:
        now = self._services.clock.now()
        zone = await self._services.gateway.time_zone(owner.user)
        events = await reading.read(written, now, now + WINDOW, zone, seconds)
        matches = match(events, await self._counterparts(owner, events, now), owner.domains, now)
        return Content(events, matches, now, now + WINDOW)

    async def _counterparts(
        self, owner: Owner, events: tuple[Event, ...], now: datetime
    ) -> list[Counterpart]:
        """Those the events are about, of channels that the owner is in: what the coach saw in a
        channel is for its members."""
        async with self._services.database.unit_of_work() as session:
            watched = await watching.all_watched(session)
        known = [
            Counterpart(each.counterpart, each.channel_id)
            for each in watched
            if each.counterpart and each.team_id == owner.team
        ]
        return [
            each
            for each in met(events, known, now)
            if await self._services.gateway.is_in(each.channel_id, owner.user)
        ]

    async def _zones(self, owner: Owner) -> Zones:
        async with self._services.database.unit_of_work() as session:
            known = await self._known(session, owner)
        return await self._plans.zones({owner.user, *(p for each in known for p in each.people)})

    async def _known(self, session: AsyncSession, owner: Owner) -> list[Meeting]:
        return list(
            await meetings.event_meetings(session, team_id=owner.team, organizer=owner.user)
        )

    async def _changes(
        self,
        session: AsyncSession,
        owner: Owner,
        content: Content,
        calendar: FollowedCalendar | None = None,
    ) -> Changes:
        known = await self._known(session, owner)
        opened = self._services.vault.opened
        return changes(content, known, opened, calendar.id if calendar else None)

    async def _keep(
        self,
        session: AsyncSession,
        owner: Owner,
        content: Content,
        zones: Zones,
        calendar: FollowedCalendar | None = None,
    ) -> Changes:
        """Let the meetings be what the calendar says."""
        found = await self._changes(session, owner, content, calendar)
        for meeting, event in (*found.moved_by_hand, *found.changed):
            key = EventKey.of(event)
            meeting.event_uid, meeting.event_recurrence = key.uid, key.recurrence
        for meeting, event in found.changed:
            values = self._values(owner, event)
            for name in THE_CALENDARS:
                setattr(meeting, name, values[name])
            meeting.cancelled = False
            await self._plans.set_reminders(session, meeting, zones)
        for meeting in found.cancelled:
            meeting.cancelled = True
            await meetings.set_reminders(session, meeting, ())
        await self._adopt(session, owner, content, calendar)
        # In an order that is the same for all who write at once: none waits for the other.
        for each in sorted(found.new, key=lambda each: str(EventKey.of(each.event))):
            added = await self._add(session, owner, each, calendar)
            if added:
                await self._plans.set_reminders(session, added, zones)
        return found

    async def _adopt(
        self,
        session: AsyncSession,
        owner: Owner,
        content: Content,
        calendar: FollowedCalendar | None,
    ) -> None:
        """Note how far each event has got, and that it stands in this calendar."""
        events = {EventKey.of(event): event for event in content.events}
        for meeting in await self._known(session, owner):
            event = events.get(differences.key_of(meeting))
            if event is None:
                continue
            meeting.event_sequence = max(meeting.event_sequence, differences.sequence(event))
            if calendar:
                meeting.calendar_id = calendar.id

    async def _add(
        self, session: AsyncSession, owner: Owner, each: Match, calendar: FollowedCalendar | None
    ) -> Meeting | None:
        key = EventKey.of(each.event)
        return await meetings.add_event_meeting(
            session,
            **self._values(owner, each.event, each.counterpart, each.channel_id),
            team_id=owner.team,
            organizer=owner.user,
            event_uid=key.uid,
            event_recurrence=key.recurrence,
            event_sequence=differences.sequence(each.event),
            calendar_id=calendar.id if calendar else None,
        )

    def _values(
        self,
        owner: Owner,
        event: Event,
        counterpart: str | None = None,
        channel: str | None = None,
    ) -> dict[str, Any]:
        """As if the event had been put into the form."""
        return self._plans.values(
            Draft(
                asker=Whereabouts(user=owner.user),
                zone=event.zone,
                title=differences.title(event),
                start=differences.start(event),
                minutes=differences.minutes(event),
                counterpart=counterpart,
                channel=channel,
            )
        )

    async def _current(
        self, session: AsyncSession, calendar: FollowedCalendar
    ) -> FollowedCalendar | None:
        """As it is now, changed by no other process until the end; None where it is gone."""
        return await followed_calendars.calendar_by_key(
            session, team_id=calendar.team_id, user_id=calendar.user_id, key=calendar.key
        )

    async def _replace(self, session: AsyncSession, calendar: FollowedCalendar, link: str) -> None:
        """A link that is named again is followed once, with the domains named last."""
        for each in await followed_calendars.followed_by(
            session, team_id=calendar.team_id, user_id=calendar.user_id
        ):
            if each.id != calendar.id and self._services.vault.opened(each.link) == link:
                await followed_calendars.take_the_place(session, calendar, each)


def _note(calendar: FollowedCalendar, fetched: Fetched) -> None:
    """It could be had, and this says which state of it."""
    calendar.failures = 0
    calendar.etag, calendar.last_modified = (
        value if value and len(value) <= LONGEST_VALIDATOR else None
        for value in (fetched.etag, fetched.last_modified)
    )
