"""What people type after `/negotiate meeting`: a title, a day, a time, perhaps a length.

Everything a line can mean is worked out, and it is understood only where that is one moment to
come. Anything else is asked back, with the moments it may be. Times are those of the reader's zone.
A time without am or pm is the one from 8:00 to 18:59, as people say it; 7 is asked.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import product
from zoneinfo import ZoneInfo

from bot.meetings.phrases.clocks import DAY, PART, Clock, take_clocks, take_lengths
from bot.meetings.phrases.days import WEEKDAY, Day, half, take_days
from bot.meetings.phrases.line import Line

AT_MOST = 300
"""Characters that are read."""
USUALLY = timedelta(hours=1)
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=12)
AHEAD = timedelta(days=366)
CHOICES = 6
UNNAMED = "Meeting"
IN_PART = rf"\b(?:in\s+the|at(?=\s+night))\s+{PART}"
REPEATED = rf"\b(?:every|each)\s+(?:other\s+)?(?:day|week(?:day)?|month|{WEEKDAY})\b"


class Why(StrEnum):
    """What keeps a line from being understood, as a sentence to ask back."""

    LONG = "That is too long for me. What is the meeting called, and when is it?"
    NOTHING = "On what day is it, and at what time?"
    NO_DAY = "On what day is it?"
    NO_TIME = "At what time is it?"
    NO_SUCH_DAY = "There is no such day. On what day is it?"
    SEVERAL = "That can mean more than one time. Which do you mean?"
    PAST = "That is already over. When is it?"
    FAR = "That is more than a year away. Plan it when it is nearer, or tell me another day."
    SKIPPED = "The clocks go forward then, and that time is left out. Which do you mean?"
    TWICE = "The clocks go back then, and that time comes twice. Which do you mean?"
    ZONE = "I only know your own time zone. What time is it there?"
    REPEATS = "I plan one meeting at a time. When is the next one?"
    LENGTH = "How long is it? I plan meetings of 5 minutes to 12 hours."


@dataclass(frozen=True)
class Planned:
    title: str
    start: datetime
    """To come, and in the reader's zone."""
    length: timedelta


@dataclass(frozen=True)
class Unclear:
    title: str
    reason: Why
    choices: tuple[datetime, ...] = ()
    """The moments to come that it may mean, in the reader's zone, sooner first."""


@dataclass(frozen=True)
class Heard:
    """The phrases of a line, and what is left of it."""

    title: str
    days: tuple[Day, ...]
    clocks: tuple[Clock, ...]
    after: frozenset[timedelta]
    """ "in 2 hours": from now on."""
    lengths: frozenset[timedelta]
    repeats: bool
    vague: bool
    """A week or a month is named."""


def plan(text: str, now: datetime, zone: ZoneInfo, locale: str) -> Planned | Unclear:
    """What `text` plans, read at `now` in `zone`. `locale`, such as en_GB, says what 12/11 is."""
    if len(text) > AT_MOST:
        return Unclear(UNNAMED, Why.LONG)
    today = now.astimezone(zone).date()
    heard = hear(text, today, month_first=locale.replace("-", "_") == "en_US")
    lacks = lacking(heard)
    if lacks and lacks is not Why.NO_DAY:
        return Unclear(heard.title, lacks)
    walls = on_days(heard, today)
    moments = {(now + after).replace(second=0, microsecond=0) for after in heard.after}
    moments |= {moment for wall in walls for moment in instants(wall, zone)}
    # Sorted before they are in one zone: there, two that clocks show alike count as the same.
    near = [moment.astimezone(zone) for moment in sorted(moments) if now < moment <= now + AHEAD]
    why = lacks or doubt(walls, near, zone) or (None if near else nowhere(moments, now))
    if why:
        return Unclear(heard.title, why, tuple(near[:CHOICES]))
    return with_length(heard, near[0])


def hear(text: str, today: date, month_first: bool) -> Heard:
    line = Line(text)
    repeats = any(line.take(REPEATED, bool))
    lengths = [*take_lengths(line, r"\bfor\s+")]
    after = [*take_lengths(line, r"\bin\s+")]
    halves = [*line.take(IN_PART, half)]
    days = take_days(line, today, month_first)
    halves += [day.half for day in days if day.half]
    vague = any(line.take(r"\b(?:next|this)\s+(?:week|month)\b", bool))
    clocks = take_clocks(line, next(iter(halves), ""))
    lengths += take_lengths(line, "")
    return Heard(
        line.title() or UNNAMED,
        tuple(days),
        tuple(clocks),
        frozenset(after),
        frozenset(lengths),
        repeats,
        vague,
    )


def lacking(heard: Heard) -> Why | None:
    """What has to be asked before there is any moment to speak of."""
    if heard.repeats:
        return Why.REPEATS
    if any(clock.zone for clock in heard.clocks):
        return Why.ZONE
    if heard.after:
        return Why.SEVERAL if heard.days or heard.clocks else None
    if any(not day.dates for day in heard.days):
        return Why.NO_SUCH_DAY
    if heard.days:
        return None if heard.clocks else Why.NO_TIME
    return Why.NO_DAY if heard.clocks and not heard.vague else Why.NOTHING


def on_days(heard: Heard, today: date) -> set[datetime]:
    """All that the clocks on the wall may show then: the times on each of the days."""
    named = [set(day.dates) for day in heard.days] or [{today, today + timedelta(days=1)}]
    days = set.intersection(*named) or set.union(*named)
    minutes = {minute for clock in heard.clocks for minute, _ in clock.readings}
    return {
        datetime.combine(day, time()) + timedelta(minutes=minute)
        for day, minute in product(days, minutes)
    }


def instants(wall: datetime, zone: ZoneInfo) -> set[datetime]:
    """When clocks in `zone` show `wall`; where they skip it, the moments it is as if they had not.

    PEP 495: `fold` picks either reading of a repeated time, and either side of a skipped one.
    """
    return {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}


def doubt(walls: set[datetime], near: list[datetime], zone: ZoneInfo) -> Why | None:
    """What makes of a line more than one moment, or of its only moment another than it says."""
    if len(walls) == 1 and near:
        shown = {moment.replace(tzinfo=None, fold=0) for moment in near}
        if shown != walls:
            return Why.SKIPPED
        return Why.TWICE if len(near) > 1 else None
    return Why.SEVERAL if len(near) > 1 else None


def nowhere(moments: set[datetime], now: datetime) -> Why:
    return Why.FAR if any(moment > now for moment in moments) else Why.PAST


def with_length(heard: Heard, start: datetime) -> Planned | Unclear:
    minute = start.hour * 60 + start.minute
    to_an_end = {
        length
        for clock in heard.clocks
        for begins, length in clock.readings
        if length and begins % DAY == minute
    }
    lengths = heard.lengths | to_an_end or {USUALLY}
    length = next(iter(lengths))
    if len(lengths) > 1 or not SHORTEST <= length <= LONGEST:
        return Unclear(heard.title, Why.LENGTH)
    return Planned(heard.title, start, length)
