"""What time it is, for everything in the bot that needs to know."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The current instant, aware, in UTC."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class MovableClock:
    """The system clock plus an offset that only grows, for skipping ahead in the workspace."""

    offset: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def advance(self, by: timedelta) -> None:
        """Skip ahead. Raises ValueError for a step back: what was sent cannot be unsent."""
        if by < timedelta(0):
            raise ValueError("the clock only moves forward")
        self.offset += by
