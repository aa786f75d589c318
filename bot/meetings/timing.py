"""When what comes before and after a meeting is sent. Pure.

All is reckoned in the zone of whoever gets it, and nothing comes in their quiet hours or at the
weekend: it moves to their next waking moment if that still leaves time to use it, else to the last
one before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.store.models import ReminderKind

MORNING, EVENING = time(8), time(19)
"""Between them people are awake and at work."""
A_DAY = timedelta(days=1)
BEFORE_EVENING = timedelta(minutes=30)
"""What moves to the evening before comes this long before the quiet begins."""
ENOUGH_FOR_FORM = timedelta(minutes=5)
"""The two-minute form is of use this long before the meeting, and no later."""
ENOUGH_FOR_CHECKLIST = timedelta(minutes=15)
AFTER_THE_END = timedelta(minutes=30)
ASKED_WITHIN = timedelta(days=1)
"""How long after its time a reflection is still asked for, and when it is asked for again."""


@dataclass(frozen=True, slots=True)
class Times:
    """When a meeting is, and what is wanted around it."""

    start: datetime
    length: timedelta
    checklist_before: timedelta | None = timedelta(days=1)
    form_before: timedelta | None = timedelta(hours=1)
    reflect: bool = True

    @property
    def end(self) -> datetime:
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be sent, when, and until when it is of use."""

    kind: ReminderKind
    at: datetime
    expires: datetime


def due(times: Times, zone: ZoneInfo, now: datetime) -> list[Due]:
    """What is still to be sent about a meeting to someone in `zone`.

    What should have come before `now` comes as soon as they are awake, or now where the meeting
    would have begun by then; of a checklist and a form that would come at once, only the one that
    there is time for.
    """
    return [*_before(times, zone, now), *_after(times, zone, now)]


def _before(times: Times, zone: ZoneInfo, now: datetime) -> Iterator[Due]:
    useless = times.start - ENOUGH_FOR_FORM
    soonest = now if useless <= next_waking(now, zone) else next_waking(now, zone)
    form = checklist = None
    if times.form_before:
        form = max(_moved(times.start, times.form_before, ENOUGH_FOR_FORM, zone), soonest)
    if times.checklist_before:
        least = max(times.checklist_before / 2, ENOUGH_FOR_CHECKLIST)
        checklist = max(_moved(times.start, times.checklist_before, least, zone), soonest)
    if form and checklist and form <= checklist:
        too_late = times.start - checklist < 2 * (times.form_before or ENOUGH_FOR_FORM)
        form, checklist = (form, None) if too_late else (None, checklist)
    if checklist:
        expires = form or times.start - ENOUGH_FOR_CHECKLIST
        if checklist < expires:
            yield Due(ReminderKind.CHECKLIST, checklist, expires)
    if form and form < useless:
        yield Due(ReminderKind.FORM, form, useless)


def _after(times: Times, zone: ZoneInfo, now: datetime) -> Iterator[Due]:
    if times.reflect:
        asked = next_waking(max(times.end + AFTER_THE_END, now), zone)
        again = next_waking(asked + ASKED_WITHIN, zone)
        yield Due(ReminderKind.REFLECTION, asked, asked + ASKED_WITHIN)
        yield Due(ReminderKind.REFLECTION_AGAIN, again, again + ASKED_WITHIN)


def _moved(start: datetime, before: timedelta, least: timedelta, zone: ZoneInfo) -> datetime:
    """`before` the start, in waking hours, where there are any that leave `least`."""
    waking = next_waking(start - before, zone)
    return waking if waking <= start - least else last_waking(start - before, zone)


def next_waking(moment: datetime, zone: ZoneInfo) -> datetime:
    """The first moment from then on at which someone in `zone` is awake and at work, in UTC."""
    for day in range(8):
        begins, ends = _hours(moment, day, zone)
        if begins and moment < ends:
            return max(moment.astimezone(UTC), begins)
    raise AssertionError("a week has working days")


def last_waking(moment: datetime, zone: ZoneInfo) -> datetime:
    """The last moment until then at which someone in `zone` is awake and at work, in UTC."""
    for day in range(0, -8, -1):
        begins, ends = _hours(moment, day, zone)
        if begins and begins <= moment:
            return min(moment.astimezone(UTC), ends - BEFORE_EVENING)
    raise AssertionError("a week has working days")


def _hours(moment: datetime, days: int, zone: ZoneInfo) -> tuple[datetime | None, datetime]:
    """When a day of `zone` begins and ends that is so many days from that of `moment`; it begins
    never at the weekend."""
    day = moment.astimezone(zone).date() + days * A_DAY
    begins, ends = (
        datetime.combine(day, wall, tzinfo=zone).astimezone(UTC) for wall in (MORNING, EVENING)
    )
    return (None if day.weekday() >= 5 else begins), ends


def instants(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """When clocks in `zone` show `wall`, in UTC: once; twice where they go back; never where they
    go forward over it. PEP 495: `fold` picks either reading."""
    both = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(
        moment for moment in both if moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall
    )


def kept(wall: datetime, zone: ZoneInfo, planned: datetime) -> datetime:
    """The instant that a meeting is at, which was planned for that instant, by what clocks in
    `zone` show: another one only where the zone's rules have changed since."""
    found = instants(wall, zone)
    return planned if planned in found or not found else found[0]
