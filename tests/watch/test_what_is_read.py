"""What is read and what is not: edits, deletions, bots, what was missed."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from running import Recorded, settings
from seen import DANA, DEAL, from_coach, next_from_coach, words
from sqlalchemy import make_url

from bot.clock import MovableClock
from bot.serving import local_workspace
from bot.workspace.standin import StandIn
from bot.workspace.state import ts_of

TRAP = "He says sign at the old rate today or never, take it or leave it, else they are gone."
STALE_BY = timedelta(hours=2)
PLAIN = "I have booked the small room for Thursday."


async def watch(slack: StandIn) -> None:
    await slack.command(DANA, DEAL, "/negotiate watch")
    await slack.until(lambda w: from_coach(w, DEAL))


async def deal(slack: StandIn) -> str:
    """What `/negotiate deal` says now."""
    before = len(from_coach(slack.workspace, DEAL))
    await slack.command(DANA, DEAL, "/negotiate deal")
    return words(await next_from_coach(slack, DEAL, after=before))


async def deal_when(slack: StandIn, *, shows_link: bool) -> str:
    """What it says, once it does or does not link a message."""
    while ("archives/" in (said := await deal(slack))) is not shows_link:
        pass
    return said


async def test_an_edited_message_is_read_anew(slack: StandIn, recorded: Recorded) -> None:
    await watch(slack)
    message = await slack.say(DANA, DEAL, PLAIN)
    await recorded(1)
    assert "archives/" not in await deal(slack)
    await slack.edit(DANA, message, TRAP)
    await deal_when(slack, shows_link=True)
    await slack.edit(DANA, slack.workspace.current(message) or message, PLAIN)
    await deal_when(slack, shows_link=False)


async def test_a_preview_of_a_link_is_no_edit(slack: StandIn, recorded: Recorded) -> None:
    await watch(slack)
    message = await slack.say(DANA, DEAL, TRAP)
    await recorded(1)
    before = await deal(slack)
    await slack.unfurl(message)
    assert await deal(slack) == before


async def test_a_deleted_message_is_forgotten_and_stays_so(
    slack: StandIn, recorded: Recorded
) -> None:
    await watch(slack)
    message = await slack.say(DANA, DEAL, TRAP)
    await recorded(1)
    await deal_when(slack, shows_link=True)
    await slack.delete(DANA, message)
    await deal_when(slack, shows_link=False)
    await slack.tell_again(message)
    assert "archives/" not in await deal(slack)


async def test_a_file_without_words_and_a_question_to_the_coach_show_nothing(
    slack: StandIn, recorded: Recorded
) -> None:
    await watch(slack)
    await slack.drop_file(DANA, DEAL, "draft.txt", b"take it or leave it", "text/plain")
    await slack.say(DANA, DEAL, f"@coach {TRAP} What should I say?")
    await recorded(2)
    assert "archives/" not in await deal(slack)


async def test_after_a_stop_it_reads_what_it_missed_and_answers_nothing_stale(
    sqlite_only: str, clock: MovableClock, recorded: Recorded
) -> None:
    async with local_workspace(settings(sqlite_only), clock) as slack:
        await watch(slack)
        first = await slack.say(DANA, DEAL, PLAIN)
        await recorded(1)
        workspace = slack.workspace
    missed = [
        workspace.post(first.channel, "U0DANA", text, clock.now())
        for text in (TRAP, "I gave them the discount to keep them sweet.", TRAP, PLAIN)
    ]
    clock.advance(STALE_BY)
    async with local_workspace(settings(sqlite_only), clock, workspace) as slack:
        await recorded(1 + len(missed))
        said = await deal_when(slack, shows_link=True)
        assert "tense" in said or "sour" in said or "strain" in said or "calm" in said
        assert not [m for m in from_coach(slack.workspace, DEAL) if m.thread_ts]


async def test_what_was_edited_while_it_was_away_is_read_anew(
    sqlite_only: str, clock: MovableClock, recorded: Recorded
) -> None:
    async with local_workspace(settings(sqlite_only), clock) as slack:
        await watch(slack)
        message = await slack.say(DANA, DEAL, PLAIN)
        await recorded(1)
        workspace = slack.workspace
    clock.advance(STALE_BY)
    workspace.put(replace(message, text=TRAP, edited=ts_of(clock.now())))
    async with local_workspace(settings(sqlite_only), clock, workspace) as slack:
        await deal_when(slack, shows_link=True)


async def test_what_it_missed_is_read_though_a_process_died_before_it_had_caught_up(
    sqlite_only: str, clock: MovableClock, recorded: Recorded
) -> None:
    """One process reads something new and dies before it has looked for what was missed."""
    async with local_workspace(settings(sqlite_only), clock) as slack:
        await watch(slack)
        first = await slack.say(DANA, DEAL, PLAIN)
        await recorded(1)
        workspace = slack.workspace
    workspace.post(first.channel, "U0DANA", TRAP, clock.now())
    clock.advance(STALE_BY)
    async with local_workspace(settings(sqlite_only), clock, workspace) as slack:
        slack.faults.next("conversations.history", error="fatal_error", times=1_000)
        await slack.say(DANA, DEAL, PLAIN)
        await recorded(2)
    clock.advance(STALE_BY)
    async with local_workspace(settings(sqlite_only), clock, workspace) as slack:
        await recorded(3)


async def test_what_it_did_not_hear_while_it_lived_is_read_at_the_next_start(
    sqlite_only: str, clock: MovableClock, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack cannot reach it for two hours, and it does not know that."""
    monkeypatch.setattr("bot.app.A_TICK", timedelta(seconds=0.2))
    async with local_workspace(settings(sqlite_only), clock) as slack:
        await watch(slack)
        first = await slack.say(DANA, DEAL, PLAIN)
        await recorded(1)
        workspace = slack.workspace
        workspace.post(first.channel, "U0DANA", TRAP, clock.now())
        clock.advance(STALE_BY)
        await marked(sqlite_only, clock.now())
    async with local_workspace(settings(sqlite_only), clock, workspace) as slack:
        await recorded(2)


async def marked(url: str, since: datetime) -> None:
    """Wait until the bot takes all that was written before then for read."""
    # Not by a unit of work: it would keep the bot from writing.
    marks = "select count(*) from watched_channels where read_until >= ?", (f"{since:%F %T.%f}",)
    async with asyncio.timeout(15):
        with closing(sqlite3.connect(make_url(url).database or "")) as looking:
            while looking.execute(*marks).fetchone() == (0,):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
