"""Calendar files, as Google, Outlook and Apple write them (RFC 5545), read into events.

icalendar reads the file and recurring-ical-events works out what recurs. An event that neither can
read is left out, as is one that recurs within a day: no meeting does. Whoever can name a file can
make its rules run for hours, so `reading` beside this calls it in a process of its own.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import recurring_ical_events
from icalendar.timezone import tzp
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

BYTES = 5 * 1024 * 1024
COMPONENTS = 5_000
NESTING = 4
"""A calendar, an event and its alarm are three."""
INSTANCES = 500
TITLE = 300

FOLD = re.compile(rb"(?:\r?\n)+[ \t]")
BEGIN_OR_END = re.compile(rb"^(BEGIN|END)\b", re.IGNORECASE | re.MULTILINE)
DAILY_OR_LESS = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
WITHIN_A_DAY = {"BYHOUR", "BYMINUTE", "BYSECOND"}
UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, OSError)
"""What the two libraries raise over values that are none."""


class CalendarError(Exception):
    """A calendar that cannot be had. Its text is a plain sentence for whoever named it."""


@dataclass(frozen=True)
class Event:
    uid: str
    recurrence: datetime | None
    """Of a recurring event: when this instance was to start, in UTC. With `uid` it names it."""
    sequence: int
    title: str
    start: datetime
    end: datetime
    """Both aware, in `zone`. A whole day is from midnight to midnight in the reader's zone."""
    cancelled: bool
    all_day: bool
    attendees: tuple[str, ...]
    """E-mail addresses, in lower case."""
    organizer: str | None
    zone: str
    """The IANA name of the zone it is planned in; the reader's, where the file's zone has none."""

    @property
    def is_meeting(self) -> bool:
        return not self.cancelled and not self.all_day


def read(content: bytes, since: datetime, until: datetime, zone: ZoneInfo) -> tuple[Event, ...]:
    """What happens from `since` to `until`, sooner first; `zone` is the reader's.

    Raises CalendarError for what is no calendar file, is broken, or has more than the limits above.
    Not for two threads at once: icalendar keeps the zones of the file it reads for all to see.
    """
    events: list[Event] = []
    for calendar in parse(content):
        for group in by_uid(calendar):
            events += instances(group, since, until, zone)
            if len(events) > INSTANCES:
                raise CalendarError(f"That calendar has more than {INSTANCES} events in that time.")
    return tuple(sorted(events, key=lambda event: (event.start, event.uid)))


def parse(content: bytes) -> list[icalendar.Calendar]:
    check(content)
    tzp.use_default()  # else "Customized Time Zone" stays what the file before this one made of it
    try:
        calendars = icalendar.Calendar.from_ical(content, multiple=True)
        zones = [part for calendar in calendars for part in calendar.walk("VTIMEZONE")]
        endless = [rule for zone in zones for part in zone.walk() for rule in rules(part)]
    except UNREADABLE as error:
        raise CalendarError("That calendar file is broken.") from error
    if any(rule.get("FREQ") != ["YEARLY"] for rule in endless):
        raise CalendarError("That calendar has a time zone that no place has.")
    return [calendar for calendar in calendars if isinstance(calendar, icalendar.Calendar)]


def check(content: bytes) -> None:
    """Refuse what is no calendar file or is too much of one, before it costs anything."""
    if len(content) > BYTES:
        raise CalendarError("That calendar is larger than 5 MB.")
    lines = FOLD.sub(b"", content.removeprefix(b"\xef\xbb\xbf").lstrip())
    if not re.match(rb"BEGIN:VCALENDAR\s", lines, re.IGNORECASE):
        raise CalendarError("That is not a calendar file.")
    begun = depth = 0
    for mark in BEGIN_OR_END.finditer(lines):
        begins = mark[1].upper() == b"BEGIN"
        begun += begins
        depth += 1 if begins else -1
        if begun > COMPONENTS:
            raise CalendarError(f"That calendar has more than {COMPONENTS:,} entries.")
        if not 0 <= depth <= NESTING:
            raise CalendarError("That calendar file is broken.")
    if depth:
        raise CalendarError("That calendar file is broken: it stops in the middle.")


def by_uid(calendar: icalendar.Calendar) -> Iterator[icalendar.Calendar]:
    """Calendars of one event each, with its updates and exceptions, the latest update first."""
    groups: defaultdict[str, list[icalendar.Component]] = defaultdict(list)
    for event in calendar.walk("VEVENT"):
        groups[str(event.get("UID") or f"{event.get('DTSTART')} {event.get('SUMMARY')}")].append(
            event
        )
    for uid, events in groups.items():
        group = icalendar.Calendar()
        zone = str(first(calendar.get("X-WR-TIMEZONE", "")))
        if zone in zone_names():
            group["X-WR-TIMEZONE"] = zone
        group["METHOD"] = str(calendar.get("METHOD", "")).upper()
        group["UID"] = uid
        group.subcomponents = sorted(events, key=stamp, reverse=True)
        yield group


def stamp(event: icalendar.Component) -> bytes:
    written = event.get("DTSTAMP")
    return written.to_ical() if isinstance(written, icalendar.vDDDTypes) else b""


def instances(
    group: icalendar.Calendar, since: datetime, until: datetime, zone: ZoneInfo
) -> list[Event]:
    try:
        if any(not whole_days(rule) for event in group.subcomponents for rule in rules(event)):
            return []
        recurs = any(
            {"RRULE", "RDATE", "RECURRENCE-ID"} & set(event) for event in group.subcomponents
        )
        found = recurring_ical_events.of(group).between(
            since.astimezone(zone), until.astimezone(zone)
        )
        events = [event_of(part, group, recurs, zone) for part in found]
    except UNREADABLE:
        return []
    return [event for event in events if event.start < until and event.end >= since]


def rules(part: icalendar.Component) -> list[icalendar.vRecur]:
    found = part.get("RRULE", [])
    return found if isinstance(found, list) else [found]


def whole_days(rule: icalendar.vRecur) -> bool:
    return rule["FREQ"][0].upper() in DAILY_OR_LESS and not WITHIN_A_DAY & set(rule)


def event_of(
    part: icalendar.Component, group: icalendar.Calendar, recurs: bool, zone: ZoneInfo
) -> Event:
    starts, ends, planned = (when(part, name) for name in ("DTSTART", "DTEND", "RECURRENCE-ID"))
    place = (named_zone(starts.tzinfo) if isinstance(starts, datetime) else None) or zone
    # one exception for all that follow has the same name for each: name them by their own start
    if part["RECURRENCE-ID"].params.get("RANGE") == "THISANDFUTURE":
        planned = starts
    cancelled = str(part.get("STATUS", "")).upper() == "CANCELLED" or group["METHOD"] == "CANCEL"
    return Event(
        uid=str(group["UID"]),
        recurrence=aware(planned, zone).astimezone(UTC) if recurs else None,
        sequence=max(int(str(part.get("SEQUENCE", 0))), 0),
        title=" ".join(str(first(part.get("SUMMARY", ""))).split())[:TITLE],
        start=aware(starts, zone).astimezone(place),
        end=aware(ends, zone).astimezone(place),
        cancelled=cancelled,
        all_day=not isinstance(starts, datetime),
        attendees=addresses(part.get("ATTENDEE")),
        organizer=next(iter(addresses(part.get("ORGANIZER"))), None),
        zone=place.key,
    )


def when(part: icalendar.Component, name: str) -> date:
    """The date or time of a property. Raises TypeError where it has none."""
    found = getattr(part.get(name), "dt", None)
    if not isinstance(found, date):
        raise TypeError(f"{name} is no time")
    return found


def first(value: object) -> object:
    return value[0] if isinstance(value, list) else value


def aware(moment: date, zone: ZoneInfo) -> datetime:
    """The moment itself; a day's midnight and a time without a zone are the reader's."""
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


@cache
def zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def named_zone(zone: tzinfo | None) -> ZoneInfo | None:
    """The IANA zone of one that the file describes by itself and calls what Windows calls it,
    or a path with the IANA name at its end."""
    if zone is None or isinstance(zone, ZoneInfo):
        return zone
    called = str(getattr(zone, "_tzid", "")).strip("/")
    parts = called.split("/")
    names = {WINDOWS_TO_OLSON.get(called, ""), "/".join(parts[-2:]), "/".join(parts[-3:])}
    known = sorted(names & zone_names())
    return ZoneInfo(known[0]) if known else None


def addresses(people: object) -> tuple[str, ...]:
    """The e-mail addresses of one or more, each once: where the address is none, by its EMAIL."""
    listed = people if isinstance(people, list) else [people] if people else []
    found = [
        str(text).strip().lower().removeprefix("mailto:")
        for person in listed
        for text in (person, getattr(person, "params", {}).get("EMAIL", ""))
    ]
    return tuple(
        dict.fromkeys(address for address in found if re.fullmatch(r"[^\s@]+@[^\s@]+", address))
    )
