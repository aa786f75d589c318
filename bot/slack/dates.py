"""Moments as each reader sees them, in their own zone and language, or as a zone's clocks do."""

from datetime import datetime
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


def time_of(zone: str) -> str:
    """A zone as people call it: "Europe/London" is "London time"."""
    return f"{zone.rpartition('/')[2].replace('_', ' ')} time"
