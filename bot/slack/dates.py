"""Moments as each reader sees them, in their own zone and language."""

from datetime import datetime
from zoneinfo import ZoneInfo


def shown(
    moment: datetime, *, link: str | None = None, form: str = "{date_short_pretty}, {time}"
) -> str:
    """mrkdwn for `moment`, linked to `link`. Slack docs, "Formatting text", "Date formatting"."""
    fallback = f"{moment.astimezone(ZoneInfo('UTC')):%d %b %H:%M} UTC"
    target = f"^{link}" if link else ""
    return f"<!date^{int(moment.timestamp())}^{form}{target}|{fallback}>"
