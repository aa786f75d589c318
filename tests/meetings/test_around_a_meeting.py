"""A meeting is planned, a checklist comes before it, a question after it, and it all comes back."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from planned import direct, plan, typed, wednesday
from running import settings
from seen import DANA, DEAL, buttons, from_coach, words

from bot.clock import MovableClock
from bot.serving import local_workspace
from bot.workspace.standin import StandIn
from bot.workspace.state import Message


@pytest.fixture
async def slack(
    sqlite_only: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StandIn]:
    """The bot, with a clock that ticks quickly."""
    monkeypatch.setattr("bot.app.A_TICK", timedelta(seconds=0.2))
    async with local_workspace(settings(sqlite_only), clock) as standin:
        yield standin


async def comes(slack: StandIn, said: str, user: str = DANA) -> Message:
    found = await slack.until(lambda w: [m for m in direct(slack, user) if said in words(m)])
    return found[-1]


async def test_from_plan_to_next_checklist(slack: StandIn, clock: MovableClock) -> None:
    start = wednesday(clock, 15)
    answer = await plan(
        slack,
        f"Harbour renewal {typed(start)} for 45 min",
        counterpart="Harbour Foods",
        channel="C0HARBOUR",
    )
    assert "Harbour renewal" in words(answer)
    assert "15:00 to 15:45 London time" in words(answer)
    assert "Checklist" in words(answer)

    clock.advance(start - timedelta(hours=24) - clock.now())
    checklist = await comes(slack, "The checklist")
    assert "0 of 12 ready" in words(checklist)
    box = next(b for b in checklist.blocks or [] if b["type"] == "actions")
    value = box["elements"][0]["options"][0]["value"]
    await slack.click(DANA, checklist, "meetings.tick", block_id=box["block_id"], chosen=[value])
    await comes(slack, "1 of 12 ready")

    clock.advance(start - timedelta(hours=1) - clock.now())
    form = await comes(slack, "The two-minute form")
    assert "of 5 ready" in words(form)

    clock.advance(start + timedelta(minutes=76) - clock.now())
    prompt = await comes(slack, "How did it go?")
    assert buttons(prompt) == ["Reflect", "Later", "Skip"]
    await slack.click(DANA, prompt, "meetings.reflect")
    view = await slack.until(lambda w: (m := w.modal(DANA)) and m.content.get("submit") and m)
    await slack.submit(
        DANA,
        view,
        {
            "what_happened": {"what_happened": "We traded the second depot."},
            "sign": {"sign": "ultimatum"},
            "next_step": {"next_step": "Send the depot figures"},
        },
    )
    saved = await comes(slack, "Saved: your reflection")
    assert buttons(saved) == ["Read or change it", "Share with the channel"]

    await slack.command(DANA, DEAL, "/negotiate watch Harbour Foods")
    await slack.until(lambda w: "I read along" in words(from_coach(w, DEAL)[-1]))
    await slack.command(DANA, DEAL, "/negotiate deal")
    await slack.until(
        lambda w: "Still open: Send the depot figures" in words(from_coach(w, DEAL)[-1])
    )

    later = wednesday(clock, 11)
    await plan(
        slack, f"Harbour again {typed(later)}", counterpart="Harbour Foods", channel="C0HARBOUR"
    )
    clock.advance(later - timedelta(hours=24) - clock.now())
    checklist = await comes(slack, "Still open: Send the depot figures")
    assert "Harbour again" in words(checklist)
