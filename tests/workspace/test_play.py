"""A deal that plays: line by line, each at its time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from receiving import Receiver

from bot.clock import MovableClock
from bot.workspace.script import Line, Script
from bot.workspace.standin import StandIn
from bot.workspace.state import Workspace

ORCHARD = "C0ORCHARD"


@pytest.fixture
def script(workspace: Workspace) -> Script:
    tom, dana = workspace.user("tom").id, workspace.me.id
    script = Script(
        [
            Line(tom, "Hello @dana", timedelta(days=1)),
            Line(dana, "Hello", timedelta(minutes=5), is_reply=True),
            Line(tom, "Nice day", timedelta(hours=3)),
            Line(dana, "Very", timedelta(), is_reply=True),
        ]
    )
    workspace.scripts[ORCHARD] = script
    return script


async def test_a_line_is_said_at_its_time_by_its_person(
    standin: StandIn,
    receiver: Receiver,
    workspace: Workspace,
    clock: MovableClock,
    script: Script,
) -> None:
    heard: list[dict[str, Any]] = []

    async def listen(event: dict[str, Any]) -> None:
        heard.append(event)

    receiver.app.event("message")(listen)
    before = clock.now()
    message = await standin.play("deal-orchard-lease")
    assert message is not None
    assert (message.user, message.text) == (workspace.user("tom").id, "Hello <@U0DANA>")
    said = datetime.fromtimestamp(float(message.ts), UTC)
    assert timedelta(days=1) <= said - before < timedelta(days=1, minutes=1)
    assert [event["ts"] for event in heard] == [message.ts]
    assert len(script.lines) == 3


async def test_replies_stand_under_the_line_before_them(
    standin: StandIn, receiver: Receiver, script: Script
) -> None:
    first, reply, second, other = [await standin.play(ORCHARD) for _ in range(4)]
    assert first
    assert reply
    assert second
    assert other
    assert (first.thread_ts, reply.thread_ts) == (None, first.ts)
    assert (second.thread_ts, other.thread_ts) == (None, second.ts)


async def test_a_script_ends(
    standin: StandIn, receiver: Receiver, workspace: Workspace, script: Script
) -> None:
    del script.lines[1:]
    assert await standin.play(ORCHARD)
    offset = standin.clock.offset
    assert await standin.play(ORCHARD) is None
    assert await standin.play(workspace.direct("dana").id) is None, "it never had one"
    assert standin.clock.offset == offset
