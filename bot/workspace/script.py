"""A deal that plays: what people will say in a channel, told line by line."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Line:
    user: str
    text: str
    """As typed."""
    after: timedelta
    """How long after the line before it."""
    is_reply: bool = False
    """In the thread of the last line before it that is no reply."""


@dataclass
class Script:
    lines: list[Line]
    """What is left of it."""
    parent: str | None = None
    """The ts of the last line said that is no reply."""

    def said(self, ts: str) -> None:
        """The next line was said, at `ts`."""
        if not self.lines.pop(0).is_reply:
            self.parent = ts
