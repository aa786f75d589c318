"""Many reminders due at the same minute, coaching posts that come due meanwhile, and what came."""

import random
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select

from bot.clock import MovableClock
from bot.store import meetings, watching
from bot.store.database import Database
from bot.store.meetings import Wanted
from bot.store.models import CoachPost, DeliveryState, Reminder, ReminderKind
from bot.store.watching import ChannelRef
from coaching.climate import Observation, PostKind, Sighting
from coaching.vocabulary import Actor, Sign

SHORTEST = 0.9
"""Seconds between two messages to one place: less is too fast for Slack, give or take."""
SOONEST, LATEST = 30, 360
"""When the meetings begin, in minutes after the reminders are due."""


@dataclass(frozen=True)
class Arrival:
    """A message of the coach as it came to Slack."""

    key: str
    place: str
    """As it was addressed: a channel, or a person."""
    seconds: float
    at: datetime


def to_working_hours(clock: MovableClock) -> None:
    """To a Wednesday's noon, in UTC."""
    noon = clock.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while noon.weekday() != 2:
        noon += timedelta(days=1)
    clock.advance(noon - clock.now())


async def plan_reminders(
    database: Database, team: str, organizer: str, due: datetime, places: Sequence[str]
) -> dict[str, datetime]:
    """For each time a place is named, a reminder of a meeting of its own. The starts, by key."""
    chance = random.Random(1)
    async with database.unit_of_work() as session:
        for number, place in enumerate(places):
            start = due + timedelta(minutes=chance.randrange(SOONEST, LATEST))
            in_channel = place.startswith("C")
            meeting = await meetings.add_meeting(
                session,
                team_id=team,
                organizer=organizer if in_channel else place,
                title=f"pMeeting {number}".encode(),
                channel_id=place if in_channel else None,
                in_channel=in_channel,
                people=[],
                starts_at=start,
                minutes=45,
                zone="UTC",
                wall=f"{start:%Y-%m-%dT%H:%M}",
                reflect=False,
            )
            kind = chance.choice((ReminderKind.CHECKLIST, ReminderKind.FORM))
            wanted = Wanted(place, kind, due, start - timedelta(minutes=5))
            await meetings.set_reminders(session, meeting, [wanted])
        return {row.key: row.starts_at for row in await session.scalars(select(Reminder))}


async def watch(
    database: Database, team: str, channels: Sequence[str], by: str, at: datetime
) -> None:
    async with database.unit_of_work() as session:
        for channel in channels:
            place = ChannelRef(team, channel)
            await watching.start_watching(session, place, counterpart="Acme", by=by, at=at)


async def plan_coaching_post(
    database: Database, team: str, channel: str, ts: str, now: datetime
) -> str:
    """A post in answer to the message `ts`, due at once. Its key."""
    place, key = ChannelRef(team, channel), secrets.token_hex(12)
    seen = Observation(ts, now, (Sighting(Sign.ULTIMATUM, Actor.THEM, 0.9),))
    async with database.unit_of_work() as session:
        await watching.record_edit(session, place, seen, edited_ts=ts)
        session.add(
            CoachPost(
                **place.columns,
                kind=PostKind.OPENING,
                answers_ts=ts,
                thread_ts=ts,
                signs=[{"sign": Sign.ULTIMATUM, "actor": Actor.THEM, "confidence": 0.9}],
                refs=[ts],
                key=key,
                state=DeliveryState.PENDING,
                due_at=now,
                expires_at=now + timedelta(minutes=30),
            )
        )
    return key


def least_rest(arrivals: Sequence[Arrival]) -> float:
    """The fewest seconds between two messages to one place."""
    return min(
        other.seconds - one.seconds
        for came in _by_place(arrivals).values()
        for one, other in pairwise(came)
    )


def assert_in_order(arrivals: Sequence[Arrival], starts: dict[str, datetime]) -> None:
    """Of the reminders, those of the sooner meeting come first, place by place."""
    for place, came in _by_place([one for one in arrivals if one.key in starts]).items():
        began = [starts[each.key] for each in came]
        assert began == sorted(began), place


def _by_place(arrivals: Sequence[Arrival]) -> dict[str, list[Arrival]]:
    places = defaultdict(list)
    for arrival in sorted(arrivals, key=lambda arrival: arrival.seconds):
        places[arrival.place].append(arrival)
    return places
