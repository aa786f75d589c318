"""When things come around a meeting, in every kind of zone.

Half and quarter hours, both hemispheres, no summer time, one of half an hour, the far ends of the
date line, and a month of winter time for Ramadan.
"""

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.meetings.timing import Due, Times, due, instants, kept, last_waking, next_waking
from bot.store.models import ReminderKind

ZONES = """
UTC Europe/London Europe/Dublin America/New_York America/St_Johns America/Sao_Paulo
America/Los_Angeles America/Santiago Australia/Sydney Australia/Adelaide Australia/Lord_Howe
Asia/Kolkata Asia/Kathmandu Asia/Tehran Asia/Tokyo Africa/Casablanca Pacific/Apia
Pacific/Chatham Pacific/Kiritimati Pacific/Pago_Pago
""".split()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CHECKLIST, FORM = ReminderKind.CHECKLIST, ReminderKind.FORM
LISTS = {CHECKLIST, FORM}

zones = st.sampled_from(ZONES).map(ZoneInfo)
EARLY, LATE = (datetime(year, 1, 1) for year in (2020, 2036))  # noqa: DTZ001 - hypothesis' way
moments = st.datetimes(EARLY, LATE, timezones=st.just(UTC))
leads = st.one_of(st.none(), st.integers(15, 7 * 24 * 60).map(lambda n: n * MINUTE))
"""More than the form offers; under a quarter of an hour neither list would be of use."""
times = st.builds(
    Times,
    start=moments,
    length=st.integers(5, 720).map(lambda n: n * MINUTE),
    checklist_before=leads,
    form_before=leads,
)
as_offered = st.builds(
    Times,
    start=moments,
    length=st.just(HOUR),
    checklist_before=st.sampled_from([None, 4 * HOUR, DAY, 2 * DAY]),
    form_before=st.sampled_from([30 * MINUTE, HOUR, 2 * HOUR]),
)
notice = st.one_of(st.integers(-5 * 1440, 300), st.integers(-300, 12 * 1440)).map(
    lambda n: n * MINUTE
)
"""How long before a meeting it is planned; some are changed while they go on, or after."""


def is_awake(moment: datetime, zone: ZoneInfo) -> bool:
    local = moment.astimezone(zone)
    return local.weekday() < 5 and time(8) <= local.time() < time(19)


def before(found: list[Due]) -> dict[ReminderKind, Due]:
    return {each.kind: each for each in found if each.kind in LISTS}


# Waking hours.


@settings(max_examples=300, deadline=None)
@given(moments, moments, zones)
def test_next_waking(moment: datetime, other: datetime, zone: ZoneInfo) -> None:
    found = next_waking(moment, zone)
    assert is_awake(found, zone)
    assert moment <= found < moment + 3 * DAY
    assert found.tzinfo is UTC
    assert next_waking(found, zone) == found
    assert next_waking(moment.astimezone(zone), zone) == found
    assert found == moment or not is_awake(found - MINUTE, zone)
    steps = int((found - moment) / (30 * MINUTE))
    assert not any(is_awake(moment + step * 30 * MINUTE, zone) for step in range(steps))
    sooner, later = sorted((moment, other))
    assert next_waking(sooner, zone) <= next_waking(later, zone)


@settings(max_examples=300, deadline=None)
@given(moments, moments, zones)
def test_last_waking(moment: datetime, other: datetime, zone: ZoneInfo) -> None:
    """Half an hour before the quiet begins at the latest."""
    found = last_waking(moment, zone)
    assert is_awake(found, zone)
    assert found.astimezone(zone).time() <= time(18, 30)
    assert moment - 3 * DAY < found <= moment
    assert found.tzinfo is UTC
    assert last_waking(found, zone) == found
    assert last_waking(moment.astimezone(zone), zone) == found
    steps = int((moment - found) / (30 * MINUTE))
    after = (moment - step * 30 * MINUTE for step in range(steps))
    assert not any(
        is_awake(at, zone) and at.astimezone(zone).time() <= time(18, 30) for at in after
    )
    sooner, later = sorted((moment, other))
    assert last_waking(sooner, zone) <= last_waking(later, zone)


def test_a_day_on_which_the_clocks_change() -> None:
    """The Sunday of a change is quiet as a whole, and Monday begins by the new time."""
    saturday = datetime(2027, 3, 27, 12, tzinfo=UTC)
    zone = ZoneInfo("Europe/London")
    assert next_waking(saturday, zone) == datetime(2027, 3, 29, 7, tzinfo=UTC)
    assert last_waking(saturday + 2 * DAY - 6 * HOUR, zone) == datetime(
        2027, 3, 26, 18, 30, tzinfo=UTC
    )


# Before a meeting.


@settings(max_examples=1000, deadline=None)
@given(times, notice, zones)
def test_nothing_comes_too_soon_or_too_late(
    meeting: Times, before_it: timedelta, zone: ZoneInfo
) -> None:
    now = meeting.start - before_it
    found = due(meeting, zone, now)
    assert all(now <= each.at < each.expires for each in found)
    assert len({each.kind for each in found}) == len(found)
    lists = before(found)
    assert all(each.expires <= meeting.start - 5 * MINUTE for each in lists.values())
    if set(lists) == LISTS:
        assert lists[CHECKLIST].at < lists[CHECKLIST].expires <= lists[FORM].at
    assert (CHECKLIST not in lists) or meeting.checklist_before
    assert (FORM not in lists) or meeting.form_before


@settings(max_examples=1000, deadline=None)
@given(times, notice, zones)
def test_quiet_hours_are_kept_unless_the_meeting_would_have_begun_by_then(
    meeting: Times, before_it: timedelta, zone: ZoneInfo
) -> None:
    """What comes in them comes at once, when no waking moment is left before the meeting."""
    now = meeting.start - before_it
    for each in due(meeting, zone, now):
        if not is_awake(each.at, zone):
            assert each.kind in LISTS
            assert each.at == now
            assert next_waking(now, zone) >= meeting.start - 5 * MINUTE


@settings(max_examples=500, deadline=None)
@given(as_offered, notice, zones)
def test_whoever_is_to_be_prepared_is_prepared_with_something(
    meeting: Times, before_it: timedelta, zone: ZoneInfo
) -> None:
    now = meeting.start - before_it
    assert bool(before(due(meeting, zone, now))) == (before_it > 5 * MINUTE)


@settings(max_examples=500, deadline=None)
@given(as_offered, st.integers(10, 20), zones)
def test_in_good_time_each_comes_at_its_time_or_moves_to_waking_hours(
    meeting: Times, days: int, zone: ZoneInfo
) -> None:
    """Later where that leaves time to use it, else to the evening before."""
    lists = before(due(meeting, zone, meeting.start - days * DAY))
    wanted = {CHECKLIST: meeting.checklist_before, FORM: meeting.form_before}
    for kind, each in lists.items():
        lead = wanted[kind] or HOUR
        meant = meeting.start - lead
        enough = max(lead / 2, 15 * MINUTE) if kind is CHECKLIST else 5 * MINUTE
        if is_awake(meant, zone):
            assert each.at == meant
        elif each.at > meant:
            assert each.at == next_waking(meant, zone) <= meeting.start - enough
        else:
            assert each.at == last_waking(meant, zone)
            assert next_waking(meant, zone) > meeting.start - enough


def at(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "start", "comes"),
    [
        ("Europe/London", "2026-11-18T15:00", ["Tue 15:00", "Wed 14:00"]),
        ("Europe/London", "2026-11-18T08:30", ["Tue 08:30", "Wed 08:00"]),
        ("Europe/London", "2026-11-16T15:00", ["Fri 18:30", "Mon 14:00"]),
        ("Europe/London", "2026-11-16T08:00", ["Fri 18:30"]),
        ("Asia/Kolkata", "2026-11-18T21:00", ["Wed 08:00", "Wed 18:30"]),
        ("Asia/Kathmandu", "2026-11-18T15:00", ["Tue 15:00", "Wed 14:00"]),
        ("Australia/Lord_Howe", "2026-10-05T15:00", ["Fri 18:30", "Mon 14:00"]),
        ("Pacific/Kiritimati", "2026-11-18T06:00", ["Tue 08:00", "Tue 18:30"]),
        ("Pacific/Apia", "2026-11-21T12:00", ["Fri 12:00", "Fri 18:30"]),
    ],
)
def test_as_people_see_it(zone: str, start: str, comes: list[str]) -> None:
    begins = at(start, zone)
    found = before(due(Times(begins, HOUR), ZoneInfo(zone), begins - 10 * DAY))
    told = [f"{each.at.astimezone(ZoneInfo(zone)):%a %H:%M}" for each in found.values()]
    assert told == comes


def test_planned_at_night_for_before_the_morning_it_comes_at_once() -> None:
    start = at("2026-11-19T07:30", "Europe/London")
    now = start - 9 * HOUR
    (only,) = before(due(Times(start, HOUR), ZoneInfo("Europe/London"), now)).values()
    assert (only.kind, only.at) == (CHECKLIST, now)


def test_planned_shortly_before_only_the_form_comes() -> None:
    start = at("2026-11-18T15:00", "Europe/London")
    now = start - 40 * MINUTE
    (only,) = before(due(Times(start, HOUR), ZoneInfo("Europe/London"), now)).values()
    assert (only.kind, only.at, only.expires) == (FORM, now, start - 5 * MINUTE)


# After it.


@settings(max_examples=500, deadline=None)
@given(times, notice, zones)
def test_a_question_comes_after_the_end_and_once_more_after_that(
    meeting: Times, before_it: timedelta, zone: ZoneInfo
) -> None:
    now = meeting.start - before_it
    first, second = (each for each in due(meeting, zone, now) if each.kind not in LISTS)
    assert (first.kind, second.kind) == (
        ReminderKind.REFLECTION,
        ReminderKind.REFLECTION_AGAIN,
    )
    soonest = max(now, meeting.start + meeting.length + 30 * MINUTE)
    assert soonest <= first.at < soonest + 3 * DAY
    assert first.expires <= second.at
    assert is_awake(first.at, zone)
    assert is_awake(second.at, zone)


@given(moments, notice, zones)
def test_no_question_where_none_is_wanted(
    start: datetime, before_it: timedelta, zone: ZoneInfo
) -> None:
    meeting = Times(start, HOUR, reflect=False)
    assert {each.kind for each in due(meeting, zone, start - before_it)} <= LISTS


def test_a_meeting_of_friday_evening_that_is_changed_at_the_weekend() -> None:
    start = at("2026-11-20T18:00", "Europe/London")
    now = start + DAY
    first, _ = due(Times(start, HOUR), ZoneInfo("Europe/London"), now)
    assert first.at == at("2026-11-23T08:00", "Europe/London")


# What clocks show.


def changes(zone: ZoneInfo) -> Iterator[datetime]:
    """To the minute, when the clocks of `zone` change from 2020 to 2035."""
    day, end = (year.replace(tzinfo=UTC) for year in (EARLY, LATE))
    while day < end:
        before_it, after_it = day, day + DAY
        offset = after_it.astimezone(zone).utcoffset()
        if before_it.astimezone(zone).utcoffset() != offset:
            while after_it - before_it > MINUTE:
                middle = before_it + (after_it - before_it) // (2 * MINUTE) * MINUTE
                if middle.astimezone(zone).utcoffset() == offset:
                    after_it = middle
                else:
                    before_it = middle
            yield after_it
        day += DAY


def test_there_are_changes_to_look_at() -> None:
    counts = {name: len(list(changes(ZoneInfo(name)))) for name in ZONES}
    assert counts["Europe/London"] == counts["Australia/Lord_Howe"] == 32
    assert counts["Asia/Kolkata"] == counts["Pacific/Kiritimati"] == 0
    assert counts["Africa/Casablanca"] > 25
    assert 2 <= counts["Pacific/Apia"] <= 4, "summer time was given up in 2021"


@pytest.mark.parametrize("name", ZONES)
def test_instants_are_all_those_at_which_clocks_show_it(name: str) -> None:
    """Against every minute around every change: none in a gap, two where clocks go back."""
    zone = ZoneInfo(name)
    for change in changes(zone):
        shown: dict[datetime, list[datetime]] = defaultdict(list)
        for minute in range(-400, 400):
            moment = change + minute * MINUTE
            shown[moment.astimezone(zone).replace(tzinfo=None, fold=0)].append(moment)
        middle = change.astimezone(zone).replace(tzinfo=None, fold=0)
        counts = set()
        for minute in range(-120, 120):
            wall = middle + minute * MINUTE
            found = instants(wall, zone)
            assert found == shown.get(wall, []), wall
            counts.add(len(found))
        assert counts in ({0, 1}, {1, 2})


@given(moments, zones)
def test_any_moment_is_among_the_instants_of_what_clocks_show(
    moment: datetime, zone: ZoneInfo
) -> None:
    wall = moment.astimezone(zone).replace(tzinfo=None, fold=0)
    found = instants(wall, zone)
    assert moment in found
    assert len(found) in (1, 2)
    assert found == sorted(found)
    assert all(each.tzinfo is UTC for each in found)


@given(moments, zones)
def test_under_the_same_rules_a_meeting_keeps_its_instant(moment: datetime, zone: ZoneInfo) -> None:
    """Either of two readings is kept, whichever was chosen."""
    assert kept(moment.astimezone(zone).replace(tzinfo=None, fold=0), zone, moment) == moment


@given(moments, zones, zones)
def test_under_other_rules_it_keeps_what_clocks_show(
    moment: datetime, planned_in: ZoneInfo, zone: ZoneInfo
) -> None:
    """`zone` stands for what `planned_in` has become."""
    wall = moment.astimezone(planned_in).replace(tzinfo=None, fold=0)
    now_at = kept(wall, zone, moment)
    if instants(wall, zone):
        assert now_at.astimezone(zone).replace(tzinfo=None, fold=0) == wall
    else:
        assert now_at == moment, "clocks skip it, and nobody can say what is meant"
    assert kept(wall, zone, now_at) == now_at


def test_summer_time_that_is_given_up_moves_a_meeting_by_an_hour() -> None:
    wall = datetime(2027, 7, 1, 15)  # noqa: DTZ001 - what a clock shows
    (planned,) = instants(wall, ZoneInfo("Europe/Paris"))
    assert kept(wall, ZoneInfo("Etc/GMT-1"), planned) == planned + HOUR


# The server's own zone.

ASKED = """
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo
from bot.meetings.timing import Times, due, instants, last_waking, next_waking
for name in {zones!r}:
    zone = ZoneInfo(name)
    for day in range(0, 400, 9):
        start = datetime(2026, 10, 20, 7, 15, tzinfo=UTC) + day * timedelta(hours=25)
        print(due(Times(start, timedelta(hours=1)), zone, start - timedelta(days=3)))
        print(next_waking(start, zone), last_waking(start, zone))
        print(instants(start.replace(tzinfo=None), zone))
"""


def test_the_zone_of_the_server_makes_no_difference() -> None:
    def told(own: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", ASKED.format(zones=ZONES)],
            env={**os.environ, "TZ": own, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    found = told("UTC")
    assert found.count("\n") == len(ZONES) * 45 * 3
    for own in ("America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe"):
        assert told(own) == found
