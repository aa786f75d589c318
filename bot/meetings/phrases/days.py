"""The days named in a line, each with all the dates it may be.

Names of months and "in two weeks" are dateparser's to understand, a phrase at a time. Its
search_dates is not used: in titles it takes "May" for a month, "16h" for sixteen hours from now
and "9-10" for the tenth of September. Nor are its numeric dates: it takes 02/30 for November 2030.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

import dateparser

from bot.meetings.phrases.clocks import PART, WORD
from bot.meetings.phrases.line import Line, named

WEEK = timedelta(weeks=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)(?!['\w]|\.\w)"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
YEAR = r"(?:,?\s+20[0-9]{2}\b(?!:[0-9]))?"
COUNT = rf"(?:[0-9]{{1,3}}|an?|{WORD})"
ON = r"(?<![\w.'/$€£#-])(?:on\s+)?"
LATER = r"(?P<later>(?:a|1|one)\s+week\s+(?:from\s+|on\s+)?)?"
IN_PART = rf"(?:\s+{PART})?"


@dataclass(frozen=True)
class Day:
    dates: tuple[date, ...]
    """None where there is no such day."""
    half: str
    """"a" for "Friday morning", "p" for its other parts, "" where none is told."""


@dataclass(frozen=True)
class Reader:
    today: date
    month_first: bool

    def parse(self, words: str, back: timedelta = timedelta(0)) -> date | None:
        base = datetime.combine(self.today, time()) - back
        settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "future"}
        found = dateparser.parse(words, languages=["en"], settings=settings)
        return found.date() if found else None

    def coming(self, month: int, day: int) -> date | None:
        """The first such day from today on."""
        years = range(self.today.year, self.today.year + 9)
        days = (found for year in years for found in exact(year, month, day))
        return next((found for found in days if found >= self.today), None)


def take_days(line: Line, today: date, month_first: bool) -> list[Day]:
    reader = Reader(today, month_first)

    def day(meaning: Meaning, match: re.Match[str]) -> Day:
        return Day(tuple(meaning(match, reader)), half(match))

    return [
        found for pattern, meaning in DAYS for found in line.take(pattern, partial(day, meaning))
    ]


def half(match: re.Match[str]) -> str:
    """The half of the day that a part of it names."""
    part = named(match, "part") or ("night" if named(match, "word") == "tonight" else "")
    return {"": "", "morning": "a"}.get(part, "p")


def exact(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return


def iso(match: re.Match[str], _: Reader) -> Iterator[date]:
    return exact(int(match["year"]), int(match["month"]), int(match["day"]))


def by_name(match: re.Match[str], reader: Reader) -> Iterator[date]:
    """ "Sat 5th of December 2026"; nothing where that is another weekday."""
    # the future is what comes after the moment before today: "18 Nov" may be today
    found = reader.parse(match["date"], back=timedelta(seconds=1))
    weekday = named(match, "weekday")[:3]
    if found and weekday in ("", WEEKDAYS[found.weekday()]):
        yield found


def numeric(match: re.Match[str], reader: Reader) -> Iterator[date]:
    """ "12/11" in the reader's order, and in the other where that is sooner by half a year."""
    numbers = int(match["first"]), int(match["second"])
    turned = numbers[::-1]
    ours, theirs = (numbers, turned) if reader.month_first else (turned, numbers)
    if match["year"]:
        year = int(match["year"]) % 100 + 2000
        return iter(list(exact(year, *ours)) or list(exact(year, *theirs)))
    first, second = reader.coming(*ours), reader.coming(*theirs)
    if first and second and first - second > timedelta(days=180):
        return iter((second, first))
    return (day for day in [first or second] if day)


def dotted(match: re.Match[str], reader: Reader) -> Iterator[date]:
    """ "5.12." or "5.12.2026": the day is first everywhere."""
    day, month, year = int(match["day"]), int(match["month"]), match["year"]
    if year:
        return exact(int(year) % 100 + 2000, month, day)
    found = reader.coming(month, day)
    return iter([found] if found else [])


def monthday(match: re.Match[str], reader: Reader) -> Iterator[date]:
    """ "on the 5th": the next fifth."""
    days = (reader.coming(month, int(match["day"])) for month in range(1, 13))
    return iter(sorted(day for day in days if day)[:1])


def relative(match: re.Match[str], reader: Reader) -> Iterator[date]:
    """ "in two weeks"."""
    found = reader.parse(f"in {match['span']}")
    if found:
        yield found


def spoken(match: re.Match[str], reader: Reader) -> Iterator[date]:
    """ "today", "tomorrow", "this afternoon", "a week today"."""
    word = named(match, "word")
    ahead = {"yesterday": -1, "today": 0, "tonight": 0, "this": 0}.get(word, 1)
    later = WEEK if named(match, "later") or named(match, "week") else timedelta(0)
    yield reader.today + timedelta(ahead + ("after" in word)) + later


def weekday(match: re.Match[str], reader: Reader) -> Iterator[date]:
    """A weekday, and both where people differ: "Friday" on a Friday, "next Friday" on a Monday."""
    number = WEEKDAYS.index(named(match, "weekday")[:3])
    which, week = named(match, "which"), named(match, "week")
    monday = reader.today - timedelta(reader.today.weekday())
    this = monday + timedelta(number)
    ahead = this if this >= reader.today else this + WEEK
    if "last" in which:
        return iter((ahead - WEEK,))
    if which == "this" or "this" in week:
        return iter((this,))
    if "next" in week and "after" not in week:
        return iter((this + WEEK,))
    if week == "week" or named(match, "later"):
        return iter((ahead + WEEK,))
    later = WEEK if "after" in week else timedelta(0)
    if which == "next" or later:
        sooner = () if ahead == reader.today else (ahead,)
        other = (ahead + WEEK,) if ahead == this else ()
        return (day + later for day in sooner + other)
    return iter((ahead, ahead + WEEK) if ahead == reader.today else (ahead,))


Meaning = Callable[[re.Match[str], Reader], Iterator[date]]

DAYS: tuple[tuple[str, Meaning], ...] = (
    (rf"{ON}(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})(?:T(?=[0-9])|\b)", iso),
    (
        rf"{ON}(?:{WEEKDAY},?\s+)?(?:the\s+)?(?P<date>[0-9]{{1,2}}(?:st|nd|rd|th|\.)?(?:\s+of)?\s*"
        rf"{MONTH}{YEAR}){IN_PART}",
        by_name,
    ),
    (
        rf"{ON}(?:{WEEKDAY},?\s+)?(?P<date>{MONTH}\s+(?:the\s+)?[0-9]{{1,2}}(?:st|nd|rd|th)?\b"
        rf"(?![:.][0-9]|\s*[ap]\.?m\b|-[0-9]){YEAR}){IN_PART}",
        by_name,
    ),
    (
        rf"{ON}(?!24/7)(?P<first>[0-9]{{1,2}})/(?P<second>[0-9]{{1,2}})"
        r"(?:/(?P<year>20[0-9]{2}|[0-9]{2}))?(?![\w/%])",
        numeric,
    ),
    (
        rf"{ON}(?P<first>[0-9]{{1,2}})-(?P<second>[0-9]{{1,2}})-(?P<year>20[0-9]{{2}})(?![\w-])",
        numeric,
    ),
    (
        rf"{ON}(?P<day>[0-9]{{1,2}})\.(?P<month>[0-9]{{1,2}})\.(?P<year>20[0-9]{{2}}|[0-9]{{2}})?"
        r"(?![\w.])",
        dotted,
    ),
    (r"\bon\s+the\s+(?P<day>[0-9]{1,2})(?:st|nd|rd|th)\b", monthday),
    (rf"\bin\s+(?P<span>{COUNT}\s+(?:day|week|month|fortnight)s?)\b", relative),
    (rf"\b(?P<span>{COUNT}\s+(?:day|week|month)s?)\s+from\s+(?:now|today)\b", relative),
    (
        rf"{ON}{LATER}(?P<word>(?:the\s+)?day\s+after\s+tomorrow|today|tonight|tomorrow|tmrw"
        rf"|yesterday)\b(?P<week>\s+week\b)?{IN_PART}",
        spoken,
    ),
    (rf"\b(?P<word>this)\s+{PART}", spoken),
    (rf"\b(?P<week>(?:next|this)\s+week)\s+(?:on\s+)?{WEEKDAY}{IN_PART}", weekday),
    (
        rf"{ON}{LATER}(?:(?P<which>this\s+coming|coming|this|next|last)\s+)?\b{WEEKDAY}{IN_PART}"
        r"(?:\s+(?P<week>week\b|after\s+next\b|(?:of\s+)?(?:next|this)\s+week\b))?",
        weekday,
    ),
)
"""What each phrase for a day means. The longer come first: what is found leaves the line."""
