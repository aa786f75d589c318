"""Moments in words, as people type them. The words are dateparser's to understand."""

from datetime import datetime
from zoneinfo import ZoneInfo

import dateparser


def until(words: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment that "3d", "two weeks" or "until Friday 9am" ends at; None for no time to come."""
    bare = words.lower().removeprefix("until ").removeprefix("for ").strip()
    if not any(character.isalpha() for character in bare):
        return None
    found = dateparser.parse(
        bare,
        languages=["en"],
        settings={
            "RELATIVE_BASE": now.astimezone(zone).replace(tzinfo=None),
            "PREFER_DATES_FROM": "future",
            "TIMEZONE": zone.key,
            "RETURN_AS_TIMEZONE_AWARE": True,
        },
    )
    return found if found and found > now else None
