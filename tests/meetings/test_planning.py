"""What people type to plan a meeting, and what it is taken for.

It is Wednesday, 18 November 2026, 10:07 in London, unless a test says otherwise.
"""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.meetings.phrases.planning import AT_MOST, Planned, Unclear, Why, plan

NOW = datetime(2026, 11, 18, 10, 7, 33, tzinfo=UTC)
GB, US = ("Europe/London", "en_GB"), ("America/New_York", "en_US")
ZONES = "UTC Europe/London America/New_York Australia/Sydney Australia/Lord_Howe Asia/Kolkata"
ZONES += " Asia/Kathmandu America/St_Johns Pacific/Apia Pacific/Kiritimati Africa/Casablanca"

UNDERSTOOD = """
Acme renewal tomorrow 3pm for 45 min        | Acme renewal           | Thu 19 Nov 15:00 | 45
call with Voss on 5 Dec at 14:30            | call with Voss         | Sat 05 Dec 14:30 | 60
Harbour pricing next Tuesday 9-10           | Harbour pricing        | Tue 24 Nov 09:00 | 60
Fri 16h Acme                                | Acme                   | Fri 20 Nov 16:00 | 60
in 2 hours Tidewater                        | Tidewater              | Wed 18 Nov 12:07 | 60
in half an hour: Acme                       | Acme                   | Wed 18 Nov 10:37 | 60
Acme in 90 minutes for 20 minutes           | Acme                   | Wed 18 Nov 11:37 | 20
Acme tomorrow noon                          | Acme                   | Thu 19 Nov 12:00 | 60
Acme tomorrow at midday                     | Acme                   | Thu 19 Nov 12:00 | 60
Acme tomorrow half past two                 | Acme                   | Thu 19 Nov 14:30 | 60
quarter to 5 on Friday, Acme (pricing)      | Acme (pricing)         | Fri 20 Nov 16:45 | 60
Acme ten past nine tomorrow                 | Acme                   | Thu 19 Nov 09:10 | 60
Acme half past 9 pm tomorrow                | Acme                   | Thu 19 Nov 21:30 | 60
tomorrow 3 o'clock Acme                     | Acme                   | Thu 19 Nov 15:00 | 60
tomorrow three o’clock Acme                 | Acme                   | Thu 19 Nov 15:00 | 60
Acme tomorrow 1500                          | Acme                   | Thu 19 Nov 15:00 | 60
Acme tomorrow 0930                          | Acme                   | Thu 19 Nov 09:30 | 60
Acme tomorrow 1347 hrs                      | Acme                   | Thu 19 Nov 13:47 | 60
Acme tomorrow at 2030                       | Acme                   | Thu 19 Nov 20:30 | 60
Acme tomorrow 3 PM                          | Acme                   | Thu 19 Nov 15:00 | 60
Acme tomorrow 3 p.m.                        | Acme                   | Thu 19 Nov 15:00 | 60
Acme tomorrow 3.15pm                        | Acme                   | Thu 19 Nov 15:15 | 60
Acme tomorrow 12am                          | Acme                   | Thu 19 Nov 00:00 | 60
Acme tomorrow 12pm                          | Acme                   | Thu 19 Nov 12:00 | 60
Acme tomorrow 12:30                         | Acme                   | Thu 19 Nov 12:30 | 60
Acme tomorrow 3:30                          | Acme                   | Thu 19 Nov 15:30 | 60
Acme tomorrow 03:30                         | Acme                   | Thu 19 Nov 03:30 | 60
Acme tomorrow 07:30                         | Acme                   | Thu 19 Nov 07:30 | 60
Acme tomorrow at 11                         | Acme                   | Thu 19 Nov 11:00 | 60
Acme tomorrow at three                      | Acme                   | Thu 19 Nov 15:00 | 60
Acme tomorrow @ 4                           | Acme                   | Thu 19 Nov 16:00 | 60
Acme tomorrow 16h30                         | Acme                   | Thu 19 Nov 16:30 | 60
Acme tomorrow at 9h                         | Acme                   | Thu 19 Nov 09:00 | 60
Acme tomorrow 14.30                         | Acme                   | Thu 19 Nov 14:30 | 60
Acme tomorrow 9 to 10:30                    | Acme                   | Thu 19 Nov 09:00 | 90
Acme tomorrow 9–10                          | Acme                   | Thu 19 Nov 09:00 | 60
Acme tomorrow 9am-10am                      | Acme                   | Thu 19 Nov 09:00 | 60
Acme tomorrow 3-4pm                         | Acme                   | Thu 19 Nov 15:00 | 60
Acme tomorrow 9-10pm                        | Acme                   | Thu 19 Nov 21:00 | 60
Acme tomorrow 11-1pm                        | Acme                   | Thu 19 Nov 11:00 | 120
Acme tomorrow 11-1                          | Acme                   | Thu 19 Nov 11:00 | 120
Acme tomorrow from 9 to 5                   | Acme                   | Thu 19 Nov 09:00 | 480
Acme tomorrow between 2 and 3               | Acme                   | Thu 19 Nov 14:00 | 60
Acme tomorrow from 22:00 until 0:30         | Acme                   | Thu 19 Nov 22:00 | 150
Acme tomorrow 10pm-midnight                 | Acme                   | Thu 19 Nov 22:00 | 120
Acme tomorrow 3pm for an hour               | Acme                   | Thu 19 Nov 15:00 | 60
Acme tomorrow 3pm for half an hour          | Acme                   | Thu 19 Nov 15:00 | 30
Acme tomorrow 3pm for an hour and a half    | Acme                   | Thu 19 Nov 15:00 | 90
Acme tomorrow 3pm for one and a half hours  | Acme                   | Thu 19 Nov 15:00 | 90
Acme tomorrow 3pm for 1 hour and 15 minutes | Acme                   | Thu 19 Nov 15:00 | 75
Acme tomorrow 3pm, 2h                       | Acme                   | Thu 19 Nov 15:00 | 120
Acme tomorrow 3pm 1h30                      | Acme                   | Thu 19 Nov 15:00 | 90
Acme tomorrow 3pm (1.5h)                    | Acme                   | Thu 19 Nov 15:00 | 90
Acme tomorrow 3pm for three hours           | Acme                   | Thu 19 Nov 15:00 | 180
Acme tomorrow 3pm for 45m                   | Acme                   | Thu 19 Nov 15:00 | 45
30 min intro with Acme tomorrow 3pm         | intro with Acme        | Thu 19 Nov 15:00 | 30
Acme tomorrow 3pm for 5 min                 | Acme                   | Thu 19 Nov 15:00 | 5
Acme tomorrow 9am for 12 hours              | Acme                   | Thu 19 Nov 09:00 | 720
Acme tomorrow 9-10 for an hour              | Acme                   | Thu 19 Nov 09:00 | 60
this afternoon at 3 Acme                    | Acme                   | Wed 18 Nov 15:00 | 60
tonight at 8 drinks                         | drinks                 | Wed 18 Nov 20:00 | 60
Acme tomorrow morning at 7                  | Acme                   | Thu 19 Nov 07:00 | 60
Acme tomorrow at 7 in the evening           | Acme                   | Thu 19 Nov 19:00 | 60
Acme Friday evening at 7:30                 | Acme                   | Fri 20 Nov 19:30 | 60
Acme the day after tomorrow 9am             | Acme                   | Fri 20 Nov 09:00 | 60
Acme in 3 days at 2pm                       | Acme                   | Sat 21 Nov 14:00 | 60
Acme in two weeks at ten                    | Acme                   | Wed 02 Dec 10:00 | 60
Acme a week from today at 3pm               | Acme                   | Wed 25 Nov 15:00 | 60
a week tomorrow 3pm Acme                    | Acme                   | Thu 26 Nov 15:00 | 60
Friday week 3pm Acme                        | Acme                   | Fri 27 Nov 15:00 | 60
Acme this Friday 3pm                        | Acme                   | Fri 20 Nov 15:00 | 60
Acme Tuesday next week 3pm                  | Acme                   | Tue 24 Nov 15:00 | 60
Acme next week Friday 3pm                   | Acme                   | Fri 27 Nov 15:00 | 60
Acme Wednesday 9am                          | Acme                   | Wed 25 Nov 09:00 | 60
Acme next Wednesday 3pm                     | Acme                   | Wed 25 Nov 15:00 | 60
Acme tomorrow (Thursday) 3pm                | Acme                   | Thu 19 Nov 15:00 | 60
Acme 18 Nov 3pm                             | Acme                   | Wed 18 Nov 15:00 | 60
Acme 17 Nov 3pm                             | Acme                   | Wed 17 Nov 15:00 2027 | 60
Acme Dec 5th 3pm                            | Acme                   | Sat 05 Dec 15:00 | 60
Acme 3pm, Saturday the 5th of December 2026 | Acme                   | Sat 05 Dec 15:00 | 60
Acme on the 5th at 3pm                      | Acme                   | Sat 05 Dec 15:00 | 60
Acme 2026-12-05 14:30                       | Acme                   | Sat 05 Dec 14:30 | 60
Acme 2026-12-05T14:30                       | Acme                   | Sat 05 Dec 14:30 | 60
Acme 5.12. 14:30                            | Acme                   | Sat 05 Dec 14:30 | 60
Acme 05.12.2026 14:30                       | Acme                   | Sat 05 Dec 14:30 | 60
Acme 5/12 3pm                               | Acme                   | Sat 05 Dec 15:00 | 60
Acme 05/12/26 3pm                           | Acme                   | Sat 05 Dec 15:00 | 60
Acme 12/31 3pm                              | Acme                   | Thu 31 Dec 15:00 | 60
tomorrow 3pm                                | Meeting                | Thu 19 Nov 15:00 | 60
with Voss, tomorrow at 3pm                  | Voss                   | Thu 19 Nov 15:00 | 60
TOMORROW 3PM ACME                           | ACME                   | Thu 19 Nov 15:00 | 60
Monday.com renewal Thursday 3pm             | Monday.com renewal     | Thu 19 Nov 15:00 | 60
May pricing Thursday noon                   | May pricing            | Thu 19 Nov 12:00 | 60
one to one with Ana tomorrow 3pm            | one to one with Ana    | Thu 19 Nov 15:00 | 60
1:1 with Ana tomorrow at 11                 | 1:1 with Ana           | Thu 19 Nov 11:00 | 60
24/7 support call tomorrow 3pm              | 24/7 support call      | Thu 19 Nov 15:00 | 60
$45m deal tomorrow 3pm                      | $45m deal              | Thu 19 Nov 15:00 | 60
Acme at 5 Main Street tomorrow 3pm          | Acme at 5 Main Street  | Thu 19 Nov 15:00 | 60
Project 1500 tomorrow 3pm                   | Project 1500           | Thu 19 Nov 15:00 | 60
Acme 2-1 win review tomorrow 3pm            | Acme 2-1 win review    | Thu 19 Nov 15:00 | 60
Müller & Söhne, Verhandlung tomorrow 3pm    | Müller & Söhne, Verhandlung | Thu 19 Nov 15:00 | 60
<@U123> and <#C1|deal> tomorrow 3pm         | <@U123> and <#C1|deal> | Thu 19 Nov 15:00 | 60
"""

ASKED = """
Acme                                 | Acme       | NOTHING     |
                                     | Meeting    | NOTHING     |
Acme next week 3pm                   | Acme       | NOTHING     |
Thursday                             | Meeting    | NO_TIME     |
Acme tomorrow morning                | Acme       | NO_TIME     |
Acme tomorrow 3                      | Acme 3     | NO_TIME     |
Acme tomorrow 25:00                  | Acme 25:00 | NO_TIME     |
Acme tomorrow 9h                     | Acme       | NO_TIME     |
noon                                 | Meeting    | NO_DAY      | Wed 18 Nov 12:00, Thu 19 Nov 12:00
Acme 3pm                             | Acme       | NO_DAY      | Wed 18 Nov 15:00, Thu 19 Nov 15:00
Acme 9am                             | Acme       | NO_DAY      | Thu 19 Nov 09:00
Acme tomorrow at 7                   | Acme       | SEVERAL     | Thu 19 Nov 07:00, Thu 19 Nov 19:00
Acme tomorrow 7-8                    | Acme       | SEVERAL     | Thu 19 Nov 07:00, Thu 19 Nov 19:00
Acme tomorrow midnight               | Acme       | SEVERAL     | Thu 19 Nov 00:00, Fri 20 Nov 00:00
Acme Wednesday 3pm                   | Acme       | SEVERAL     | Wed 18 Nov 15:00, Wed 25 Nov 15:00
Acme next Friday 3pm                 | Acme       | SEVERAL     | Fri 20 Nov 15:00, Fri 27 Nov 15:00
Acme Mon or Tue 3pm                  | Acme       | SEVERAL     | Mon 23 Nov 15:00, Tue 24 Nov 15:00
Acme tomorrow 3pm or 4pm             | Acme       | SEVERAL     | Thu 19 Nov 15:00, Thu 19 Nov 16:00
Acme 12/11 3pm                       | Acme       | SEVERAL     | Fri 11 Dec 15:00, Fri 12 Nov 15:00
Acme in 2 hours, tomorrow 3pm        | Acme       | SEVERAL     |
Acme today 9am                       | Acme       | PAST        |
Acme yesterday 3pm                   | Acme       | PAST        |
Acme last Friday 3pm                 | Acme       | PAST        |
Acme this Monday 3pm                 | Acme       | PAST        |
Acme 5 Dec 2025 3pm                  | Acme       | PAST        |
Acme 5 Dec 2028 3pm                  | Acme       | FAR         |
Acme in 99 weeks at 3pm              | Acme       | FAR         |
Acme 29 Feb 3pm                      | Acme       | FAR         |
Acme 31 Feb 3pm                      | Acme       | NO_SUCH_DAY |
Acme 31/4 3pm                        | Acme       | NO_SUCH_DAY |
Acme Fri 5 Dec 3pm                   | Acme       | NO_SUCH_DAY |
Acme tomorrow 3pm ET                 | Acme       | ZONE        |
Acme 2026-12-05T14:30Z               | Acme       | ZONE        |
Acme tomorrow 3pm Paris time         | Acme       | ZONE        |
Acme tomorrow 3pm their time         | Acme       | ZONE        |
Acme every Friday 3pm                | Acme       | REPEATS     |
Acme tomorrow 3pm for 2 minutes      | Acme       | LENGTH      |
Acme tomorrow 3pm for 13 hours       | Acme       | LENGTH      |
Acme tomorrow 3pm for 3 days         | Acme       | LENGTH      |
Acme tomorrow 15:00-14:00            | Acme       | LENGTH      |
Acme tomorrow 9-10 for 2 hours       | Acme       | LENGTH      |
"""

ELSEWHERE = """
Acme 12/11 3pm        | America/New_York    | en_US | 2026-12-11T15:00:00-05:00
Acme 17:30h 19 Nov    | Europe/Madrid       | es_ES | 2026-11-19T17:30:00+01:00
Acme 5/12 3pm         | America/New_York    | en-US | 2027-05-12T15:00:00-04:00
Acme 13/12 3pm        | America/New_York    | en_US | 2026-12-13T15:00:00-05:00
Acme 5.12.2026 3pm    | America/New_York    | en_US | 2026-12-05T15:00:00-05:00
Acme 2/3/27 3pm       | America/New_York    | en_US | 2027-02-03T15:00:00-05:00
Acme 2/3/27 3pm       | Australia/Sydney    | en_AU | 2027-03-02T15:00:00+11:00
Acme today 9am        | America/Los_Angeles | en_US | 2026-11-18T09:00:00-08:00
Acme tomorrow 9am     | Australia/Sydney    | de_DE | 2026-11-19T09:00:00+11:00
Acme tomorrow 9am     | Pacific/Kiritimati  | en_GB | 2026-11-20T09:00:00+14:00
Acme tomorrow 9am     | Asia/Kolkata        | hi_IN | 2026-11-19T09:00:00+05:30
Acme tomorrow 9am     | Australia/Lord_Howe | en_AU | 2026-11-19T09:00:00+11:00
Acme in 2 hours       | Asia/Kathmandu      | en_GB | 2026-11-18T17:52:00+05:45
Acme in 90 minutes    | Pacific/Chatham     | en_NZ | 2026-11-19T01:22:00+13:45
Acme tomorrow 9am     | America/St_Johns    | en_CA | 2026-11-19T09:00:00-03:30
Acme tomorrow 9am     | Pacific/Chatham     | en_NZ | 2026-11-19T09:00:00+13:45
Acme tomorrow 9am     | Pacific/Pago_Pago   | en_US | 2026-11-18T09:00:00-11:00
Acme Wednesday 3pm    | Pacific/Pago_Pago   | en_US | 2026-11-18T15:00:00-11:00
Acme Wednesday 3pm    | Pacific/Kiritimati  | en_GB | 2026-11-25T15:00:00+14:00
Acme today 11pm       | Asia/Tehran         | fa_IR | 2026-11-18T23:00:00+03:30
Acme 12/1/27 3pm      | America/Toronto     | en-CA | 2027-01-12T15:00:00-05:00
Acme 31/1 14h30       | Europe/Paris        | fr_FR | 2027-01-31T14:30:00+01:00
Acme 24.12. 9:00      | Europe/Helsinki     | fi_FI | 2026-12-24T09:00:00+02:00
Acme 2027-01-04 9:00  | Asia/Tokyo          | ja_JP | 2027-01-04T09:00:00+09:00
Acme 28 Feb 15:00     | Africa/Casablanca   | fr_MA | 2027-02-28T15:00:00+00:00
Acme 1 Jul 15:00      | Africa/Casablanca   | fr_MA | 2027-07-01T15:00:00+01:00
Acme 1 Jul 15:00      | Europe/Dublin       | en_IE | 2027-07-01T15:00:00+01:00
"""

CHANGES = """
Europe/London       | 2027-03-28 at 01:30 | 00:30+00:00 02:30+01:00
Europe/London       | 2027-10-31 at 01:30 | 01:30+01:00 01:30+00:00
America/New_York    | 2027-03-14 at 2:30am | 01:30-05:00 03:30-04:00
America/New_York    | 2027-11-07 at 1:30am | 01:30-04:00 01:30-05:00
Australia/Sydney    | 2027-10-03 at 02:30 | 01:30+10:00 03:30+11:00
Australia/Sydney    | 2027-04-04 at 02:30 | 02:30+11:00 02:30+10:00
Australia/Lord_Howe | 2027-10-03 at 02:15 | 01:45+10:30 02:45+11:00
Australia/Lord_Howe | 2027-04-04 at 01:45 | 01:45+11:00 01:45+10:30
America/St_Johns    | 2027-03-14 at 2:30am | 01:30-03:30 03:30-02:30
America/St_Johns    | 2027-11-07 at 1:30am | 01:30-02:30 01:30-03:30
Pacific/Chatham     | 2027-09-26 at 03:00 | 02:00+12:45 04:00+13:45
Pacific/Chatham     | 2027-04-04 at 03:00 | 03:00+13:45 03:00+12:45
America/Santiago    | 2027-09-05 at 00:30 | 23:30-04:00 01:30-03:00
America/Santiago    | 2027-04-03 at 23:30 | 23:30-03:00 23:30-04:00
Africa/Casablanca   | 2027-02-07 at 02:30 | 02:30+01:00 02:30+00:00
Africa/Casablanca   | 2027-03-14 at 02:30 | 01:30+00:00 03:30+01:00
Africa/Cairo        | 2027-04-30 at 00:30 | 23:30+02:00 01:30+03:00
"""


def rows(table: str) -> list[list[str]]:
    """The cells of each line: what stands between two signs that have a space on each side."""
    lines = [line for line in table.split("\n") if "|" in line]
    return [[cell.strip() for cell in f"{line} ".split("| ")] for line in lines]


def shown(moment: datetime) -> str:
    return f"{moment:%a %d %b %H:%M}"


@pytest.mark.parametrize(("text", "title", "start", "minutes"), rows(UNDERSTOOD))
def test_understood(text: str, title: str, start: str, minutes: str) -> None:
    found = plan(text, NOW, ZoneInfo("Europe/London"), "en_GB")
    assert isinstance(found, Planned), found
    year = f" {found.start.year}" if start.endswith("2027") else ""
    assert (found.title, shown(found.start) + year) == (title, start)
    assert found.length == timedelta(minutes=int(minutes))


@pytest.mark.parametrize(("text", "title", "why", "choices"), rows(ASKED))
def test_asked(text: str, title: str, why: str, choices: str) -> None:
    found = plan(text, NOW, ZoneInfo("Europe/London"), "en_GB")
    assert isinstance(found, Unclear), found
    assert (found.title, found.reason) == (title, Why[why])
    assert ", ".join(map(shown, found.choices)) == choices


@pytest.mark.parametrize(("text", "zone", "locale", "start"), rows(ELSEWHERE))
def test_elsewhere(text: str, zone: str, locale: str, start: str) -> None:
    found = plan(text, NOW, ZoneInfo(zone), locale)
    assert isinstance(found, Planned), found
    assert found.start.isoformat() == start
    assert found.start.tzinfo == ZoneInfo(zone)


def test_the_same_numbers_are_another_day_elsewhere() -> None:
    """12/11/26 is over where the day comes first, and to come where the month does."""
    read = {
        locale: plan("Acme 12/11/26 3pm", NOW, ZoneInfo("America/Sao_Paulo"), locale)
        for locale in ("pt_BR", "en_US")
    }
    assert read["pt_BR"] == Unclear("Acme", Why.PAST)
    assert isinstance(read["en_US"], Planned)
    assert shown(read["en_US"].start) == "Fri 11 Dec 15:00"


@pytest.mark.parametrize(("zone", "text", "choices"), rows(CHANGES))
def test_clocks_that_change(zone: str, text: str, choices: str) -> None:
    now = datetime(2027, 1, 5, tzinfo=UTC)
    found = plan(f"Acme {text}", now, ZoneInfo(zone), "en_GB")
    assert isinstance(found, Unclear)
    first, second = (
        choice.isoformat()[11:16] + choice.isoformat()[-6:] for choice in found.choices
    )
    assert f"{first} {second}" == choices
    assert found.reason is (Why.TWICE if first[:5] == second[:5] else Why.SKIPPED)


def test_the_second_of_two_is_all_that_is_left_between_them() -> None:
    now = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    found = plan("Acme today 01:30", now, ZoneInfo("Europe/London"), "en_GB")
    assert isinstance(found, Planned)
    assert found.start.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_in_some_hours_is_a_moment_whatever_the_clocks_do() -> None:
    now = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    found = plan("Acme in 2 hours", now, ZoneInfo("Europe/London"), "en_GB")
    assert isinstance(found, Planned)
    assert found.start.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


DAYS = {
    "2026-12-05": "{0:%Y-%m-%d}",
    "5 December 2026": "{0.day} {0:%B %Y}",
    "Dec 5, 2026": "{0:%b} {0.day}, {0.year}",
    "Sat 5th of Dec 2026": "{0:%a} {0.day}th of {0:%b} {0.year}",
    "5.12.2026": "{0.day}.{0.month}.{0.year}",
    "5/12/2026": "{0.day}/{0.month}/{0.year}",
}
TIMES = {
    "14:30": "{0:%H:%M}",
    "at 2:30 pm": "at {0:%I:%M %p}",
    "2.30pm": "{0:%I.%M%p}",
    "at 1430": "at {0:%H%M}",
}


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 361 * 24 * 60),
    st.sampled_from(list(DAYS.values())),
    st.sampled_from(list(TIMES.values())),
    st.sampled_from(ZONES.split()),
    st.sampled_from(["Acme {day} {time}", "{day}, {time} Acme", "{time} on {day}: Acme"]),
)
def test_any_moment_comes_back(minute: int, day: str, clock: str, zone: str, order: str) -> None:
    wall = datetime(2026, 11, 20) + timedelta(minutes=minute)  # noqa: DTZ001
    text = order.format(day=day.format(wall), time=clock.format(wall))
    found = plan(text, NOW, ZoneInfo(zone), "en_GB")
    assert found.title == "Acme"
    if isinstance(found, Planned):
        assert found.start.replace(tzinfo=None, fold=0) == wall
    else:
        assert found.reason in {Why.SKIPPED, Why.TWICE}
        assert len(found.choices) == 2


WORDS = st.lists(
    st.sampled_from(
        "Acme Voss tomorrow today tonight Friday next last this week in for at on from to until and"
        " 3 3pm 9-10 12/11 31/12 2026-12-05 5 Dec May 14:30 24:00 noon midnight half past quarter"
        " an a hour hours min 45 1h30 2 weeks days every the 5th am pm - , : . @ ET 0 99 1500 9999"
        " morning one o'clock 29 Feb 00:00 -1 1e9 ٣pm ½ h".split()
    ),
    max_size=40,
).map(" ".join)
EARLY, LATE = (datetime(year, 1, 1) for year in (2000, 2090))  # noqa: DTZ001
ANYTHING = st.one_of(st.text(max_size=AT_MOST + 10), WORDS)


@settings(max_examples=500, deadline=None)
@given(
    ANYTHING,
    st.datetimes(EARLY, LATE, timezones=st.just(UTC)),
    st.sampled_from(ZONES.split()),
)
def test_any_text_is_planned_to_come_or_asked_back(text: str, now: datetime, zone: str) -> None:
    found = plan(text, now, ZoneInfo(zone), "en_US")
    moments = found.choices if isinstance(found, Unclear) else (found.start,)
    assert all(now < moment <= now + timedelta(days=366) for moment in moments)
    assert all(moment.tzinfo == ZoneInfo(zone) for moment in moments)
    instants = [moment.astimezone(UTC) for moment in moments]
    assert instants == sorted(set(instants))
    assert found.title
    assert "\x00" not in found.title
    if isinstance(found, Planned):
        assert timedelta(minutes=5) <= found.length <= timedelta(hours=12)


@pytest.mark.parametrize(
    "piece",
    [
        "tomorrow 3pm ",
        "9-",
        "a",
        " ",
        "1 ",
        "12/",
        "5 Dec ",
        "for ",
        "in 2 ",
        "half past ",
        "-–—",
        "٣",
        "(",
        "1.",
        "Fri,",
        "on the ",
        "every ",
        "\x00",
        "a week from ",
        "Z",
        "😀",
        "two and a half ",
    ],
)
def test_in_bounded_time(piece: str) -> None:
    plan("Acme tomorrow 3pm", NOW, ZoneInfo("UTC"), "en_GB")
    began = time.process_time()
    plan((piece * AT_MOST)[:AT_MOST], NOW, ZoneInfo("UTC"), "en_GB")
    assert time.process_time() - began < 2


def test_too_long() -> None:
    assert plan("tomorrow 3pm " + "a" * AT_MOST, NOW, ZoneInfo("UTC"), "en_GB") == Unclear(
        "Meeting", Why.LONG
    )
