"""The bot with a clock that ticks quickly, and what it sends before and after a meeting."""

from datetime import datetime, timedelta
from typing import Any

from planned import direct, plan, typed
from seen import DANA, words

from bot.clock import MovableClock
from bot.workspace.standin import StandIn
from bot.workspace.state import Json, Message, View

A_TICK = timedelta(seconds=0.2)


async def comes(slack: StandIn, said: str, user: str = DANA) -> Message:
    """The newest direct message that says it."""
    found = await slack.until(lambda _: [m for m in direct(slack, user) if said in words(m)])
    return found[-1]


async def form(slack: StandIn, user: str = DANA) -> View:
    return await slack.until(lambda w: (m := w.modal(user)) and m.content.get("submit") and m)


def until(clock: MovableClock, moment: datetime) -> None:
    clock.advance(moment - clock.now())


async def checklist(slack: StandIn, clock: MovableClock, start: datetime, **values: Any) -> Message:
    """Dana's, of a meeting that starts then, once it has come."""
    await plan(slack, f"Harbour renewal {typed(start)}", **values)
    until(clock, start - timedelta(hours=24))
    return await comes(slack, "The checklist")


def boxes(message: Message) -> dict[str, Json]:
    """The blocks with a checkbox, by their text."""
    return {
        element["options"][0]["text"]["text"]: block
        for block in message.blocks or []
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "checkboxes"
    }


def ticked(message: Message) -> list[str]:
    return [text for text, block in boxes(message).items() if "initial_options" in str(block)]


async def tick(slack: StandIn, message: Message, text: str, user: str, *, on: bool = True) -> None:
    block = boxes(message)[text]
    value = block["elements"][0]["options"][0]["value"]
    chosen = [value] if on else []
    await slack.click(user, message, "meetings.tick", block_id=block["block_id"], chosen=chosen)


async def add(slack: StandIn, message: Message, said: str, kind: str, user: str = DANA) -> None:
    await slack.click(user, message, "meetings.add_item")
    view = await form(slack, user)
    await slack.submit(user, view, {"words": {"words": said}, "kind": {"kind": kind}})
