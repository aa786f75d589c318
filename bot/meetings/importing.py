"""Which events of a calendar are meetings with a counterpart. Pure.

A counterpart is known by the words of its name in the title, or by the domain of somebody invited.
Words that many companies bear say nothing, and neither do a name's few letters within a longer one.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise

from bot.meetings.calendars import Event
from bot.meetings.planning import LONGEST

WINDOW = timedelta(days=90)
"""How far ahead events are read."""
PLANNED = 50
"""Meetings that one calendar may bring at a time, the soonest."""
LONGEST_UID = 255
LAST_SEQUENCE = 2**31 - 2
"""The largest that the database takes, but for the one that nothing comes after."""
ENOUGH_LETTERS = 4
LEGAL_FORMS = frozenset(
    "ag bv co company corp corporation gmbh inc incorporated kg limited llc llp ltd nv oy plc sa"
    " sarl se spa srl the".split()
)
WORD = re.compile(r"[^\W_]+")
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


@dataclass(frozen=True)
class Counterpart:
    """Who is across the table in a watched channel."""

    name: str
    channel_id: str


@dataclass(frozen=True)
class EventKey:
    """What a calendar knows an event by, as it is stored."""

    uid: str
    recurrence: str
    """Of a recurring event: when this instance was to start, in UTC. "" for any other."""

    @classmethod
    def of(cls, event: Event) -> "EventKey":
        uid = event.uid
        if len(uid) > LONGEST_UID or not uid.isprintable():
            uid = sha256(uid.encode()).hexdigest()
        return cls(uid, event.recurrence.isoformat() if event.recurrence else "")


@dataclass(frozen=True)
class Match:
    event: Event
    counterpart: str
    channel_id: str | None
    """The deal's channel; None where only the domain was named."""


def match(
    events: Iterable[Event],
    counterparts: Sequence[Counterpart],
    domains: Collection[str],
    now: datetime,
) -> tuple[Match, ...]:
    """The meetings to come with a counterpart, sooner first."""
    meetings = [event for event in events if _counts(event, now)]
    found = (_matched(event, counterparts, domains) for event in meetings)
    return tuple(sorted((each for each in found if each), key=lambda each: each.event.start))


def domain(word: str) -> str | None:
    """The domain that somebody typed, perhaps as "@acme.com"; None where it is none."""
    bare = word.strip("@,;<>").lower()
    return bare if len(bare) <= LONGEST_UID and DOMAIN.fullmatch(bare) else None


def _counts(event: Event, now: datetime) -> bool:
    """What takes longer than a day's work is a journey or a fair."""
    ahead = now < event.start <= now + WINDOW
    return ahead and event.is_meeting and event.end - event.start <= LONGEST


def _matched(
    event: Event, counterparts: Sequence[Counterpart], domains: Collection[str]
) -> Match | None:
    people = [event.organizer, *event.attendees]
    hosts = list(dict.fromkeys(person.rpartition("@")[2] for person in people if person))
    title = [word.casefold() for word in WORD.findall(event.title)]
    for each in counterparts:
        name = _words(each.name)
        if name and (set(name) <= set(title) or any(_is_of(host, name) for host in hosts)):
            return Match(event, each.name, each.channel_id)
    for host in hosts:
        if any(host == own or host.endswith(f".{own}") for own in domains):
            return Match(event, host, None)
    return None


def _words(name: str) -> list[str]:
    """A name's words, without its legal form where it has more than that."""
    words = [word.casefold() for word in WORD.findall(name)]
    return [word for word in words if word not in LEGAL_FORMS] or words


def _is_of(host: str, name: Sequence[str]) -> bool:
    """Whether a domain is the name's; its last label is a country or a kind, and nobody's."""
    joined = "".join(name)
    labels = (label.replace("-", "") for label, _ in pairwise(host.split(".")))
    return any(
        joined == label or (len(joined) >= ENOUGH_LETTERS and joined in label) for label in labels
    )
