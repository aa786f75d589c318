"""Reminders that are due at the same minute; ten thousand are in tests/benchmarks."""

import random
from datetime import timedelta

import pytest
from running import settings
from rush import (
    SHORTEST,
    Arrival,
    assert_in_order,
    least_rest,
    plan_coaching_post,
    plan_reminders,
    to_working_hours,
    watch,
)

from bot.clock import MovableClock
from bot.serving import local_workspace
from bot.slack.events import moment
from bot.store.database import Database
from bot.workspace.state import Workspace

DANA, PLACES = "U0DANA", ["C0HARBOUR"] * 4 + ["U0DANA"] * 4 + ["U0TOM"] * 2 + ["U0PRIYA"]


def arrivals(workspace: Workspace) -> list[Arrival]:
    return [
        Arrival(m.metadata["event_payload"]["key"], channel, float(m.ts), moment(m.ts))
        for channel, messages in workspace.messages.items()
        for m in messages.values()
        if m.metadata
    ]


@pytest.fixture(autouse=True)
def hardly_any_rest() -> None:
    """The rest is as it is."""


async def test_all_are_sent_once_in_order_and_no_faster_than_slack_takes_them(
    database_url: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what the coach has to say about a deal waits for one turn, not for all of them."""
    monkeypatch.setattr("bot.app.A_TICK", timedelta(seconds=0.2))
    to_working_hours(clock)
    database = Database(database_url)
    async with local_workspace(settings(database_url), clock) as slack:
        team, now = slack.workspace.team.id, clock.now()
        said = await slack.say(DANA, "C0HARBOUR", "They are quiet since Monday.")
        await watch(database, team, ["C0HARBOUR"], DANA, now)
        places = random.Random(1).sample(PLACES, len(PLACES))
        due = now.replace(second=0, microsecond=0)
        starts = await plan_reminders(database, team, DANA, due, places)
        await slack.until(arrivals)
        planned = clock.now()
        post = await plan_coaching_post(database, team, "C0HARBOUR", said.ts, planned)
        everything = sorted([*starts, post])
        await slack.until(lambda w: len(arrivals(w)) >= len(everything), timeout=30)
        came = arrivals(slack.workspace)
    await database.close()
    assert sorted(arrival.key for arrival in came) == everything
    assert least_rest(came) >= SHORTEST
    assert_in_order(came, starts)
    (coaching,) = [arrival for arrival in came if arrival.key == post]
    assert coaching.at - planned < timedelta(seconds=3)
