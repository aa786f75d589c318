"""Moments as each reader sees them, in their own zone and language, or as a zone's clocks do."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def shown(
    moment: datetime, *, link: str | None = None, form: str = "{date_short_pretty}, {time}"
) -> str:
    """mrkdwn for `moment`, linked to `link`. Slack docs, "Formatting text", "Date formatting"."""
    fallback = f"{moment.astimezone(ZoneInfo('UTC')):%d %b %H:%M} UTC"
    target = f"^{link}" if link else ""
    return f"<!date^{int(moment.timestamp())}^{form}{target}|{fallback}>"


def on_the_wall(moment: datetime, zone: ZoneInfo) -> str:
    """As a calendar and a clock in `zone` tell it; near enough to need no year."""
    local = moment.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def span(start: datetime, minutes: int, zone: str) -> str:
    """From when to when; on a day on which the clocks change, with what they are set to."""
    place = ZoneInfo(zone)
    # In UTC: clocks may change while it lasts.
    end = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(place)
    begins, ends = on_the_wall(start, place), f"{end:%H:%M}"
    if _clocks_change(start.astimezone(place), end):
        begins, ends = f"{begins} {set_to(start, place)}", f"{ends} {set_to(end, place)},"
    return f"{begins} to {ends} {time_of(zone)}"


def _clocks_change(start: datetime, end: datetime) -> bool:
    """Whether they do on the days of `start` and `end`, which are in the same zone."""
    midnight = datetime.combine(start, time(), start.tzinfo)
    after = datetime.combine(end + timedelta(days=1), time(), end.tzinfo)
    return midnight.utcoffset() != after.utcoffset()


def set_to(moment: datetime, zone: ZoneInfo) -> str:
    """What tells two readings of a clock apart: "BST", and "UTC+11" where that has no name."""
    name = f"{moment.astimezone(zone):%Z}"
    return name if name.isalpha() else f"UTC{name}"


def time_of(zone: str) -> str:
    """A zone as people call it: "Europe/London" is "London time"."""
    name = zone.rpartition("/")[2].replace("_", " ")
    return name if name == "UTC" else f"{name} time"
