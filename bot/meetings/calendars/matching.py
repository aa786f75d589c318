"""Which events of a calendar are meetings with a counterpart. Pure.

A counterpart is known by the words of its name in the title, or by the domain of somebody invited.
Words that many companies bear say nothing, and neither do a name's few letters within a longer one.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from bot.meetings.calendars.events import Event
from bot.meetings.phrases.planning import LONGEST

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


@dataclass(frozen=True)
class Traces:
    """What of an event may tell with whom it is."""

    event: Event
    words: frozenset[str]
    hosts: tuple[str, ...]
    labels: str
    """Of the hosts, one a line; the last of each is a country or a kind, and nobody's."""

    @classmethod
    def of(cls, event: Event) -> "Traces":
        people = [event.organizer, *event.attendees]
        hosts = tuple(dict.fromkeys(each.rpartition("@")[2] for each in people if each))
        labels = (label for host in hosts for label in host.split(".")[:-1])
        named = "".join(f"\n{label.replace('-', '')}\n" for label in labels)
        return cls(event, frozenset(words(event.title)), hosts, named)


@dataclass(frozen=True)
class Name:
    """A counterpart's name, as titles and domains have it."""

    counterpart: Counterpart
    words: frozenset[str]
    label: str

    @classmethod
    def of(cls, counterpart: Counterpart) -> "Name":
        """Without its legal form, where it has more than that."""
        all_words = words(counterpart.name)
        own = [word for word in all_words if word not in LEGAL_FORMS] or all_words
        joined = "".join(own)
        return cls(
            counterpart,
            frozenset(own),
            joined if len(joined) >= ENOUGH_LETTERS else f"\n{joined}\n",
        )

    def is_in(self, traces: Traces) -> bool:
        return bool(self.words) and (self.words <= traces.words or self.label in traces.labels)


def match(
    events: Iterable[Event],
    counterparts: Sequence[Counterpart],
    domains: Collection[str],
    now: datetime,
) -> tuple[Match, ...]:
    """The meetings to come with a counterpart, sooner first."""
    names = [Name.of(each) for each in counterparts]
    found = (_matched(each, names, domains) for each in _traces(events, now))
    return tuple(sorted((each for each in found if each), key=lambda each: each.event.start))


def met(
    events: Iterable[Event], counterparts: Sequence[Counterpart], now: datetime
) -> list[Counterpart]:
    """Those of `counterparts` that any meeting to come is with."""
    meetings = _traces(events, now)
    names = [Name.of(each) for each in counterparts]
    return [name.counterpart for name in names if any(name.is_in(each) for each in meetings)]


def words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


def domain(word: str) -> str | None:
    """The domain that somebody typed, perhaps as "@acme.com"; None where it is none."""
    bare = word.strip("@,;<>").lower()
    return bare if len(bare) <= LONGEST_UID and DOMAIN.fullmatch(bare) else None


def _traces(events: Iterable[Event], now: datetime) -> list[Traces]:
    """Of meetings to come. What takes longer than a day's work is a journey or a fair."""
    return [
        Traces.of(event)
        for event in events
        if now < event.start <= now + WINDOW
        and event.is_meeting
        and event.end - event.start <= LONGEST
    ]


def _matched(traces: Traces, names: Sequence[Name], domains: Collection[str]) -> Match | None:
    for name in names:
        if name.is_in(traces):
            return Match(traces.event, name.counterpart.name, name.counterpart.channel_id)
    for host in traces.hosts:
        if any(host == own or host.endswith(f".{own}") for own in domains):
            return Match(traces.event, host, None)
    return None
