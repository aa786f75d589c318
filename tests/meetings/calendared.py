"""Calendars as Dana drops and follows them in the stand-in, and what becomes of them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from planned import DIRECT, LONDON
from running import settings
from seen import DANA, DEAL, from_coach, next_from_coach, words
from sites import Site, links

from bot.clock import MovableClock
from bot.serving import local_workspace
from bot.workspace.standin import StandIn
from bot.workspace.state import Message, View

PLAN, FOLLOW, DROP = (
    "meetings.plan_from_file",
    "meetings.follow_calendar",
    "meetings.drop_calendar",
)
VOSS = "ATTENDEE;CN=Voss:mailto:voss@harbour-foods.co.uk"
LONDON_ZONE = "Europe/London"


@asynccontextmanager
async def slack_with_a_deal(url: str, clock: MovableClock) -> AsyncIterator[StandIn]:
    """The bot in the afternoon, with a deal that it watches."""
    clock.advance(timedelta(hours=(13 - clock.now().hour) % 24))
    async with local_workspace(settings(url), clock, links=links()) as standin:
        await standin.command(DANA, DEAL, "/negotiate watch Harbour Foods")
        await next_from_coach(standin, DEAL, after=1)
        standin.workspace.direct(DANA)
        yield standin


def at(moment: datetime) -> str:
    return f":{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def in_zone(moment: datetime) -> str:
    return f";TZID={LONDON_ZONE}:{moment.astimezone(LONDON):%Y%m%dT%H%M%S}"


def told(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%b}, {moment:%H:%M}"


async def answer(slack: StandIn, ask: Callable[[], Awaitable[Any]]) -> Message:
    """The coach's answer in Dana's direct message."""
    before = len(from_coach(slack.workspace, DIRECT))
    await ask()
    found = await slack.until(lambda w: from_coach(w, DIRECT)[before:], timeout=20)
    return found[-1]


async def asked(slack: StandIn, line: str) -> Message:
    return await answer(slack, lambda: slack.command(DANA, DIRECT, line))


async def dropped(
    slack: StandIn, content: bytes, name: str = "a.ics", kind: str = "text/calendar"
) -> Message:
    return await answer(slack, lambda: slack.drop_file(DANA, DIRECT, name, content, kind))


async def replaced(slack: StandIn, message: Message, action: str) -> str:
    """What stands in the place of a message once its button was used."""
    await slack.click(DANA, message, action)
    now = await slack.until(
        lambda w: (m := w.current(message)) and m.blocks != message.blocks and m, timeout=20
    )
    return words(now)


async def followed(slack: StandIn, site: Site) -> str:
    return await replaced(slack, await asked(slack, f"/negotiate calendar {site.link}"), FOLLOW)


async def planned(slack: StandIn) -> str:
    return words(await asked(slack, "/negotiate meetings"))


async def becomes(slack: StandIn, *present: str, absent: tuple[str, ...] = ()) -> Message:
    """The list of meetings, once it says that and no longer this."""
    async with asyncio.timeout(20):
        while True:
            listed = await asked(slack, "/negotiate meetings")
            text = words(listed)
            if all(p in text for p in present) and not any(a in text for a in absent):
                return listed


async def later(slack: StandIn, clock: MovableClock, site: Site, hours: float = 1.1) -> None:
    """The calendar was read once more."""
    before = len(site.asked)
    clock.advance(timedelta(hours=hours))
    async with asyncio.timeout(20):
        while len(site.asked) == before:  # noqa: ASYNC110
            await asyncio.sleep(0)


async def form(slack: StandIn, listed: Message) -> View:
    first = next(b["block_id"] for b in listed.blocks or [] if b["type"] == "actions")
    await slack.click(DANA, listed, "meetings.edit", block_id=first)
    return await slack.until(lambda w: (m := w.modal(DANA)) and m.content.get("submit") and m)


async def set_lead(slack: StandIn, listed: Message, minutes: str) -> None:
    view = await form(slack, listed)
    lead = {"checklist_before": {"checklist_before": minutes}}
    await answer(slack, lambda: slack.submit(DANA, view, lead))


async def lead(slack: StandIn, listed: Message) -> str:
    view = await form(slack, listed)
    block = next(b for b in view.blocks if b["block_id"] == "checklist_before")
    await slack.close(DANA, view)
    return str(block["element"]["initial_option"]["value"])
