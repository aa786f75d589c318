"""What comes before a meeting: to whom and when, and what is done with it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from planned import direct, plan, typed, wednesday
from quickly import A_TICK, add, boxes, checklist, comes, form, tick, ticked, until
from running import settings
from seen import DANA, words

from bot.clock import MovableClock
from bot.serving import local_workspace
from bot.workspace.standin import StandIn

MARCUS = "marcus"
TOKYO, AUCKLAND = "Asia/Tokyo", "Pacific/Auckland"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def ticks_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.A_TICK", A_TICK)


@pytest.fixture
async def slack(sqlite_only: str, clock: MovableClock) -> AsyncIterator[StandIn]:
    async with local_workspace(settings(sqlite_only), clock) as standin:
        yield standin


def travels(slack: StandIn, zone: str, user: str = "U0DANA") -> None:
    slack.workspace.users[user] = replace(slack.workspace.users[user], tz=zone)


# Ticks, on every copy.


async def test_two_people_tick_their_copies(slack: StandIn, clock: MovableClock) -> None:
    hers = await checklist(slack, clock, wednesday(clock, 15), people=["U0MARCUS"])
    his = await comes(slack, "The checklist", MARCUS)
    first, second, *_ = boxes(hers)
    await tick(slack, hers, first, DANA)
    await comes(slack, "1 of 12 ready", MARCUS)
    await tick(slack, his, second, MARCUS)
    for user in (DANA, MARCUS):
        assert ticked(await comes(slack, "2 of 12 ready", user)) == [first, second]
    await tick(slack, his, first, MARCUS, on=False)
    for user in (DANA, MARCUS):
        assert ticked(await comes(slack, "1 of 12 ready", user)) == [second]


async def test_ticks_outlive_the_bot(sqlite_only: str, clock: MovableClock) -> None:
    start = wednesday(clock, 15)
    async with local_workspace(settings(sqlite_only), clock) as slack:
        hers = await checklist(slack, clock, start)
        first, second, *_ = boxes(hers)
        await tick(slack, hers, first, DANA)
        await comes(slack, "1 of 12 ready")
        workspace = slack.workspace
    async with local_workspace(settings(sqlite_only), clock, workspace) as slack:
        await tick(slack, hers, second, DANA)
        assert ticked(await comes(slack, "2 of 12 ready")) == [first, second]
        until(clock, start - HOUR)
        await comes(slack, "The two-minute form")
        assert len(lists(slack)) == 1


async def test_of_two_ticks_close_together_the_slower_does_not_hide_the_other(
    slack: StandIn, clock: MovableClock
) -> None:
    hers = await checklist(slack, clock, wednesday(clock, 15), people=["U0MARCUS"])
    await comes(slack, "The checklist", MARCUS)
    first, second, *_ = boxes(hers)
    for delay in (0.0, 0.5):
        slack.faults.next("chat.update", delay=delay)
    await tick(slack, hers, first, DANA)
    await comes(slack, "1 of 12 ready")
    await tick(slack, hers, second, DANA)
    await slack.until(lambda _: len([c for c in slack.calls if c.method == "chat.update"]) == 4)
    for user in (DANA, MARCUS):
        assert ticked(await comes(slack, "The checklist", user)) == [first, second]


async def test_a_deleted_copy_does_not_keep_the_others_from_changing(
    slack: StandIn, clock: MovableClock
) -> None:
    hers = await checklist(slack, clock, wednesday(clock, 15), people=["U0MARCUS"])
    his = await comes(slack, "The checklist", MARCUS)
    slack.workspace.remove(his)
    await tick(slack, hers, next(iter(boxes(hers))), DANA)
    await comes(slack, "1 of 12 ready")


# Items that people add.


async def test_what_is_added_is_on_every_copy_and_on_the_form(
    slack: StandIn, clock: MovableClock
) -> None:
    start = wednesday(clock, 15)
    hers = await checklist(slack, clock, start, people=["U0MARCUS"])
    await add(slack, hers, "Bring  the depot figures", "todo")
    for user in (DANA, MARCUS):
        assert "Bring the depot figures" in boxes(await comes(slack, "0 of 13 ready", user))
    his = await comes(slack, "0 of 13 ready", MARCUS)
    await add(slack, his, "Who signs in Hull?", "question", MARCUS)
    for user in (DANA, MARCUS):
        assert "Find out: Who signs in Hull?" in boxes(await comes(slack, "0 of 14 ready", user))
    await tick(slack, his, "Bring the depot figures", MARCUS)
    until(clock, start - HOUR)
    short = await comes(slack, "The two-minute form")
    assert "1 of 7 ready" in words(short)
    assert "*Added*" not in words(short), "five questions need no headings"
    assert ticked(short) == ["Bring the depot figures"]
    assert "Find out: Who signs in Hull?" in boxes(short)


async def test_the_same_words_are_added_once(slack: StandIn, clock: MovableClock) -> None:
    start = wednesday(clock, 15)
    hers = await checklist(slack, clock, start)
    await add(slack, hers, "Who signs?", "question")
    await comes(slack, "0 of 13 ready")
    await add(slack, hers, "WHO signs", "todo")
    until(clock, start - HOUR)
    short = await comes(slack, "The two-minute form")
    assert list(boxes(short)).count("Find out: Who signs?") == 1
    assert "of 6 ready" in words(short)


async def test_no_words(slack: StandIn, clock: MovableClock) -> None:
    hers = await checklist(slack, clock, wednesday(clock, 15))
    await add(slack, hers, "🎉 …", "todo")
    view = await form(slack)
    assert view.errors == {"words": "Please write it in words."}


async def test_signs_in_items_neither_ping_nor_break(slack: StandIn, clock: MovableClock) -> None:
    nasty = "<!channel> <@U0MARCUS> & *b* " + "😀" * 30 + " word" * 12
    hers = await checklist(
        slack, clock, wednesday(clock, 15), title="<!here> & Co", counterpart="<@U0TOM> & {them}"
    )
    assert "&lt;!here&gt; &amp; Co" in words(hers)
    await add(slack, hers, nasty[:120], "question")
    await add(slack, hers, "x" * 120, "todo")
    now = await comes(slack, "0 of 14 ready")
    assert "x" * 75 in boxes(now)
    assert slack.workspace.pings == []


async def test_more_items_than_fit(slack: StandIn, clock: MovableClock) -> None:
    """Slack takes no message of more than 50 blocks."""
    hers = await checklist(slack, clock, wednesday(clock, 15))
    for number in range(22):
        await add(slack, hers, f"Item {number}", "question" if number % 2 else "todo")
    await comes(slack, "0 of 32 ready")


# When it comes.


async def test_somebody_who_travels_gets_it_when_they_are_awake_there(
    slack: StandIn, clock: MovableClock
) -> None:
    start = wednesday(clock, 15)
    await plan(slack, f"Harbour renewal {typed(start)}", people=["U0MARCUS"])
    travels(slack, TOKYO)
    calls = len(slack.calls)
    until(clock, start - DAY)
    await comes(slack, "The checklist", MARCUS)
    await looked_up(slack, calls)
    morning = datetime.combine(start.date(), time(8), ZoneInfo(TOKYO))
    until(clock, morning - timedelta(minutes=1))
    assert lists(slack) == []
    until(clock, morning)
    await comes(slack, "The checklist")


async def test_a_list_that_cannot_wait_comes_at_night(slack: StandIn, clock: MovableClock) -> None:
    """The meeting is in their night."""
    start = wednesday(clock, 17)
    await plan(slack, f"Harbour renewal {typed(start)}", checklist_before="0")
    travels(slack, TOKYO)
    until(clock, start - HOUR)
    await comes(slack, "The two-minute form")


async def test_a_question_waits_for_the_next_working_day_there(
    slack: StandIn, clock: MovableClock
) -> None:
    """On Friday evening in London it is Saturday in Auckland."""
    friday = wednesday(clock, 16) + 2 * DAY
    await plan(slack, f"Harbour renewal {typed(friday)}", people=["U0MARCUS"])
    travels(slack, AUCKLAND)
    calls = len(slack.calls)
    until(clock, friday + 1.5 * HOUR)
    await comes(slack, "How did it go?", MARCUS)
    await looked_up(slack, calls)
    monday = datetime.combine(friday.date() + 3 * DAY, time(8), ZoneInfo(AUCKLAND))
    until(clock, monday - timedelta(minutes=1))
    assert not [m for m in direct(slack) if "How did it go?" in words(m)]
    until(clock, monday)
    await comes(slack, "How did it go?")


async def looked_up(slack: StandIn, calls: int) -> None:
    """Wait until the bot has asked where Dana is, after so many calls."""
    await slack.until(
        lambda _: [
            call
            for call in slack.calls[calls:]
            if call.method == "users.info" and "U0DANA" in str(call.arguments)
        ]
    )


def lists(slack: StandIn) -> list[str]:
    return [words(m) for m in direct(slack) if "The checklist" in words(m)]
