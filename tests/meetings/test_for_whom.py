"""What was seen in a deal's channel is for its members, and what comes directly for our people."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from planned import direct, plan, typed, wednesday
from quickly import A_TICK, comes, form, until
from running import settings
from seen import DANA, DEAL, from_coach, words

from bot.clock import MovableClock
from bot.serving import local_workspace
from bot.workspace.standin import StandIn

MARCUS, PRIYA, IRIS = "marcus", "priya", "iris"
"""Iris is of another company."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def slack(
    sqlite_only: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StandIn]:
    monkeypatch.setattr("bot.app.A_TICK", A_TICK)
    async with local_workspace(settings(sqlite_only), clock) as standin:
        yield standin


async def test_who_is_not_in_the_channel_learns_nothing_of_it(
    slack: StandIn, clock: MovableClock
) -> None:
    slack.workspace.channels["C0HARBOUR"].members.remove("U0MARCUS")
    start = wednesday(clock, 9)
    nothing_before = {"checklist_before": "0", "form_before": "0", "channel": "C0HARBOUR"}
    await plan(slack, f"Harbour renewal {typed(start)}", **nothing_before)
    until(clock, start + 1.5 * HOUR)
    await slack.click(DANA, await comes(slack, "How did it go?"), "meetings.reflect")
    answers = {"next_step": {"next_step": "Send the depot figures"}}
    await slack.submit(DANA, await form(slack), answers)
    saved = await comes(slack, "Saved: your reflection")
    await slack.click(DANA, saved, "meetings.share_reflection")
    await comes(slack, "You shared it")
    await slack.command(DANA, DEAL, "/negotiate watch Harbour Foods")
    await slack.until(lambda w: "I read along" in words(from_coach(w, DEAL)[-1]))

    again = wednesday(clock, 11)
    people = ["U0MARCUS", "U0PRIYA"]
    await plan(slack, f"Once more {typed(again)}", counterpart="", people=people)
    until(clock, again - DAY)
    hers = words(await comes(slack, "The checklist", PRIYA))
    assert "Still open: Send the depot figures" in hers
    assert "Harbour Foods" in hers
    his = words(await comes(slack, "The checklist", MARCUS))
    assert "depot figures" not in his
    assert "Harbour Foods" not in his

    until(clock, again + 1.5 * HOUR)
    for person, knows in ((PRIYA, True), (MARCUS, False)):
        question = await comes(slack, "How did it go?", person)
        await slack.click(person, question, "meetings.reflect")
        assert ("Harbour Foods" in str((await form(slack, person)).blocks)) == knows


async def test_people_from_outside_are_left_out(slack: StandIn, clock: MovableClock) -> None:
    start = wednesday(clock, 15)
    people = ["U0IRIS", "U0MARCUS"]
    answer = await plan(slack, f"Harbour renewal {typed(start)}", people=people)
    assert "Left out: <@U0IRIS>. I do not write to guests or to other companies." in words(answer)
    until(clock, start - DAY)
    await comes(slack, "The checklist", MARCUS)
    await comes(slack, "The checklist")
    assert direct(slack, IRIS) == []


async def test_another_companys_people_get_no_answer(slack: StandIn) -> None:
    for user in (IRIS, DANA):
        await slack.say(user, slack.workspace.direct(slack.workspace.user(user).id).id, "help")
    await slack.until(lambda _: direct(slack))
    assert direct(slack, IRIS) == []
