"""Meetings as people plan them in the stand-in, and how long until what is due has come."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from seen import DANA, DEAL, from_coach

from bot.clock import MovableClock
from bot.workspace.standin import StandIn
from bot.workspace.state import Message, View

LONDON = ZoneInfo("Europe/London")
DIRECT = "dana"
"""Dana's direct message with the coach, by its name, once it is open."""


async def filled_form(slack: StandIn, line: str, place: str = DEAL, user: str = DANA) -> View:
    """The form that `/negotiate meeting …` opens, once it is filled in."""
    await slack.command(user, place, f"/negotiate meeting {line}")
    return await slack.until(lambda w: (m := w.modal(user)) and m.content.get("submit") and m)


async def plan(
    slack: StandIn, line: str, place: str = DEAL, user: str = DANA, **values: Any
) -> Message:
    """Plan a meeting as its form proposes, but for `values`; the coach's answer."""
    view = await filled_form(slack, line, place, user)
    before = len(from_coach(slack.workspace, place))
    await slack.submit(user, view, {field: {field: value} for field, value in values.items()})
    said = await slack.until(lambda w: from_coach(w, place)[before:])
    return said[-1]


def wednesday(clock: MovableClock, hour: int, weeks: int = 1) -> datetime:
    """A Wednesday to come at that hour in London: the days before and after it are working days."""
    day = clock.now().astimezone(LONDON) + timedelta(days=2)
    while day.weekday() != 2:
        day += timedelta(days=1)
    day += timedelta(weeks=weeks - 1)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def typed(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d at %H:%M}"


def direct(slack: StandIn, user: str = DANA) -> list[Message]:
    """What the coach wrote to a person directly."""
    channel = slack.workspace.direct(slack.workspace.user(user).id)
    return [m for m in slack.workspace.messages_in(channel.id) if m.user == slack.workspace.bot.id]
