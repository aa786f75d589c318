"""The times of day and the lengths named in a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.meetings.phrases.line import NUMBERS, Line, named

DAY = 24 * 60
NEXT_DAYS = (0, DAY, 2 * DAY)
"""In minutes; "24:00" is the next day already."""
WAKING = range(8 * 60, 19 * 60)
"""Minutes of the day. Where only one reading of a time falls in them, nobody means the other."""

WORD = "|".join(NUMBERS)
NUMBER = rf"(?:[0-9]{{1,3}}(?:[.,][0-9]{{1,2}})?|an?|{WORD})"
LENGTH = (
    r"(?<![\w.:/-])(?P<length>(?:a\s+)?half(?:\s+an)?[\s-]hour"
    rf"|{NUMBER}(?:\s+and\s+a\s+half)?\s*-?h(?:ours?|rs?)?(?:\s+and\s+a\s+half|[0-9]{{2}}"
    rf"|\s*(?:and\s+)?[0-9]{{1,2}}\s*m(?:in(?:ute)?s?)?)?|{NUMBER}\s*-?min(?:ute)?s?)(?!\w|:[0-9])"
)
SHORT = rf"|\bfor\s+(?:(?P<minutes>[0-9]{{1,3}})\s?m\b|(?P<days>{NUMBER}\s+days?)\b)"
""""45m" alone may be money."""

PART = r"(?P<part>morning|afternoon|evening|night)\b"
HALF = r"[ap]\.?m\b\.?"
HOUR = rf"(?:[0-9]{{1,2}}|{WORD})"
SURE = (
    rf"(?:(?:[0-9]{{1,2}}(?:[:.][0-9]{{2}})?\s*{HALF}|[0-9]{{1,2}}:[0-9]{{2}}(?:h\b)?(?!:[0-9]|(?!Z\b)\w)"
    r"|noon\b|midday\b|midnight\b|(?:1[3-9]|2[0-3])h(?:[0-9]{2})?\b"
    rf"|(?:(?:half|quarter|five|ten|twenty(?:[\s-]five)?|[0-9]{{1,2}})\s+past"
    rf"|(?:quarter|five|ten|twenty(?:[\s-]five)?)\s+to)\s+{HOUR}\b(?!:)|{HOUR}\s*o'?\s?clock\b)"
    rf"(?:\s*{HALF})?)"
)
FOUR = r"(?:[01][0-9]|2[0-3])[0-5][0-9]"
LOOSE = rf"(?:{FOUR}|[0-9]{{1,2}}(?:\.[0-9]{{2}}|h(?:[0-9]{{2}})?)?|{WORD})(?![\w:%/])(?!\.[0-9])"
ZONE = (
    r"(?:\s*(?P<zone>(?-i:(?:UTC|GMT|BST|CES?T|EES?T|WES?T|[ECMPA][SD]?T|AE[SD]T|IST|JST|SGT|Z)\b)"
    r"|[+-][0-9]{2}:?[0-9]{2}\b|(?:their|your|local|(?-i:[A-Z])[a-z]+)\s+time\b))?"
)
START = r"(?<![\w.,:/$€£#+-])"
LED = rf"{START}(?:at|from|between|@)\s*"
TO = r"\s*(?:-|–|—|\bto\b|\buntil\b|\btill?\b|\band\b)\s*"
ANY = rf"(?:{SURE}|{LOOSE})"
SURELY = (
    rf"(?:{LED}|{START})(?P<start>{SURE}){TO}(?P<end>{ANY}){ZONE}",
    rf"(?:{LED}|{START})(?P<start>{LOOSE}){TO}(?P<end>{SURE}){ZONE}",
    rf"{START}(?:from|between)\s+(?P<start>{LOOSE}){TO}(?P<end>{LOOSE}){ZONE}",
    rf"(?:{LED}|{START})(?P<start>{SURE}){ZONE}",
)
PERHAPS = (
    rf"(?:{LED}|{START})(?!{WORD})(?P<start>{LOOSE})(?:\s*[-–—]\s*|\s+(?:to|until|till?)\s+)"
    rf"(?!{WORD})(?P<end>{LOOSE}){ZONE}",
    rf"{LED}(?P<start>{LOOSE})(?:\s*h(?:ou)?rs\b)?{ZONE}",
    rf"{START}(?P<start>{FOUR})\s*h(?:(?:ou)?rs)?\b{ZONE}",
    rf"{START}(?!19|20)(?P<start>(?:[01][0-9]|2[0-3])[0-5][05])\b(?![.,:%/-]?\w){ZONE}",
    rf"{START}(?P<start>[0-9]{{1,2}}\.[0-9]{{2}})\b(?![.,:%/-]?\w){ZONE}",
)
"""Times only where the line has none that is surely one."""


@dataclass(frozen=True)
class Clock:
    """What a time may mean: minutes since midnight, and the length to its end if one is told."""

    readings: tuple[tuple[int, timedelta | None], ...]
    zone: bool
    """A time zone was named with it."""


def take_clocks(line: Line, half: str) -> list[Clock]:
    """The times in `line`. `half`, "a" or "p", is the half of the day spoken of, "" for none."""

    def meaning(match: re.Match[str]) -> Clock | None:
        end = named(match, "end")
        readings = (
            span(match["start"].lower(), end, half)
            if end
            else [(minute, None) for minute in usual(every(match["start"].lower(), half))]
        )
        return Clock(tuple(readings), bool(match["zone"])) if readings else None

    def take(patterns: tuple[str, ...]) -> list[Clock]:
        return [clock for pattern in patterns for clock in line.take(pattern, meaning)]

    return take(SURELY) or take(PERHAPS)


def span(start: str, end: str, half: str) -> list[tuple[int, timedelta | None]]:
    """All that "9-10", "11 to 1pm" or "22:00 until 0:30" may mean."""
    starts, ends = every(start, half), every(end, half)
    if len(starts) == len(ends) == 1 or len(ends) > 1:
        starts = usual(starts)
    pairs = [
        (first, min(last + day for last in ends for day in NEXT_DAYS if last + day > first) - first)
        for first in starts
        if ends
    ]
    if len(ends) == 1:
        pairs = sorted(pairs, key=lambda pair: pair[1])[:1]
    return [(first, timedelta(minutes=long)) for first, long in pairs if start != end]


def usual(readings: tuple[int, ...]) -> tuple[int, ...]:
    """Of 3 and 15 o'clock the latter, of 9 and 21 the former, of 7 and 19 both."""
    return tuple(minute for minute in readings if minute in WAKING) or readings


def every(words: str, half: str) -> tuple[int, ...]:
    """All minutes since midnight that a time may be, none where there is no such time."""
    if words.startswith(("noon", "midday")):
        return (DAY // 2,)
    if words.startswith("midnight"):
        return (0, DAY)  # the one the day begins with, and the one it ends with
    told = re.search(rf"{HALF}$", words)
    hour, minute = hour_and_minute(words)
    if hour > 24 or minute > 59 or (hour == 24 and minute) or minute < -59:
        return ()
    at = hour * 60 + minute
    half = told[0][0] if told else half
    if hour > 12 or hour == 0 or (words.startswith("0") and not told):
        return () if told and told[0][0] == "a" and hour > 12 else (at,)
    morning = at % (DAY // 2)
    return {"a": (morning,), "p": (morning + DAY // 2,)}.get(half, (morning, morning + DAY // 2))


def hour_and_minute(words: str) -> tuple[int, int]:
    numbers = {**NUMBERS, "quarter": 15, "half": 30, "twenty": 20}
    found = [
        int(n) if n.isdigit() else numbers[n]
        for n in re.findall(rf"[0-9]+|{'|'.join(numbers)}", words)
    ]
    if re.fullmatch(FOUR, words):
        return divmod(found[0], 100)
    if "past" in words or " to " in words:
        *minutes, hour = found
        return hour, sum(minutes) * (1 if "past" in words else -1)
    return found[0], (found[1] if len(found) > 1 else 0)


def take_lengths(line: Line, before: str) -> Iterator[timedelta]:
    """The lengths in `line` that follow the words `before`."""
    pattern = rf"{before}{LENGTH}" + (SHORT if "for" in before else "")
    return line.take(pattern, length)


def length(match: re.Match[str]) -> timedelta:
    """How long "45 min", "1h30" or "an hour and a half" is."""
    if named(match, "days"):
        return timedelta(days=1)  # longer than any meeting, however many
    words = named(match, "length") or named(match, "minutes")
    if "half" in words and "and" not in words:
        return timedelta(minutes=30)
    amounts = [
        {"a": 1.0, "an": 1.0, **NUMBERS}.get(word) or float(word.replace(",", "."))
        for word in re.findall(rf"[0-9]+(?:[.,][0-9]+)?|\b(?:an?|{WORD})\b", words)
    ]
    if "and a half" in words:
        amounts[-1] = 30  # the "a" of it
    hours = amounts.pop(0) if "h" in words else 0
    return timedelta(hours=hours, minutes=sum(amounts))
