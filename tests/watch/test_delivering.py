"""A post reaches Slack once, whatever Slack, the network or this process does."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from running import settings
from seen import DANA, DEAL, SHARED_DEAL, from_coach, words
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select
from watching import watch

from bot.clock import MovableClock
from bot.serving import local_workspace
from bot.slack.gateway import METADATA
from bot.store.database import Database
from bot.store.deliveries import CLAIM
from bot.store.models import CoachPost, DeliveryState
from bot.store.watching import place_of, record_edit
from bot.workspace.standin import StandIn
from bot.workspace.state import Message
from coaching.climate import Observation, PostKind, Sighting
from coaching.vocabulary import Actor, Sign

SOON = timedelta(seconds=0.2)
LONG_AFTER = CLAIM + timedelta(seconds=1)


@pytest.fixture
async def slack(
    sqlite_only: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StandIn]:
    """The bot, with a clock that ticks quickly."""
    monkeypatch.setattr("bot.app.A_TICK", SOON)
    async with local_workspace(settings(sqlite_only), clock) as standin:
        yield standin


@pytest.fixture
async def database(sqlite_only: str) -> AsyncIterator[Database]:
    database = Database(sqlite_only)
    yield database
    await database.close()


async def deal(slack: StandIn, channel: str = DEAL) -> Message:
    """A message in a watched channel."""
    await watch(slack, channel)
    return await slack.say(DANA, channel, "They are quiet since Monday.")


async def plan(slack: StandIn, database: Database, tipped: Message, **values: Any) -> CoachPost:
    """A post that was decided on, in answer to `tipped`; the ticker delivers it."""
    now = slack.clock.now()
    post = CoachPost(
        team_id=slack.workspace.team.id,
        channel_id=tipped.channel,
        kind=PostKind.OPENING,
        answers_ts=tipped.ts,
        thread_ts=tipped.ts,
        signs=[{"sign": "ultimatum", "actor": "them", "confidence": 0.9}],
        refs=[tipped.ts],
        key="0123456789abcdef",
        state=DeliveryState.PENDING,
        due_at=now,
        expires_at=now + timedelta(minutes=30),
    )
    for name, value in values.items():
        setattr(post, name, value)
    seen = Observation(tipped.ts, now, (Sighting(Sign.ULTIMATUM, Actor.THEM, 0.9),))
    async with database.unit_of_work() as session:
        await record_edit(session, place_of(post), seen, edited_ts=tipped.ts)
        session.add(post)
    return post


def coaching(slack: StandIn, channel: str = DEAL) -> list[Message]:
    return [m for m in from_coach(slack.workspace, channel) if m.metadata]


def asked(slack: StandIn, method: str) -> int:
    return len([call for call in slack.calls if call.method == method])


async def ended(database: Database, state: DeliveryState) -> CoachPost:
    """The one post, once it is in `state`."""
    # Not by a unit of work: it would keep the bot from writing.
    async with asyncio.timeout(10):
        with closing(sqlite3.connect(database.engine.url.database or "")) as looking:
            while looking.execute("select state from coach_posts").fetchone() != (state,):  # noqa: ASYNC110
                await asyncio.sleep(0)
    async with database.unit_of_work() as session:
        (post,) = await session.scalars(select(CoachPost))
    return post


async def sent(slack: StandIn, database: Database, channel: str = DEAL) -> None:
    """Wait until the bot knows the post as sent; Slack has it once."""
    await ended(database, DeliveryState.SENT)
    assert len(coaching(slack, channel)) == 1


@pytest.mark.parametrize("times", [1, 5])
async def test_when_slack_says_later(slack: StandIn, database: Database, times: int) -> None:
    """Five times is more than slack_sdk tries: then the next tick does."""
    tipped = await deal(slack)
    slack.faults.next("chat.postMessage", status=429, retry_after=0, times=times)
    await plan(slack, database, tipped)
    await sent(slack, database)
    assert asked(slack, "chat.postMessage") == 1 + times + 1, "the introduction too"


@pytest.mark.parametrize(
    "fault",
    [{"status": 500}, {"error": "internal_error"}, {"reset": True}, {"lost": True}],
    ids=["500", "internal error", "reset before", "reset after"],
)
async def test_when_it_is_not_known_whether_slack_took_it(
    slack: StandIn, database: Database, clock: MovableClock, fault: dict[str, Any]
) -> None:
    """Nothing more happens until the claim runs out; then the thread is looked at first."""
    tipped = await deal(slack)
    slack.faults.next("chat.postMessage", **fault)
    await plan(slack, database, tipped)
    await slack.until(lambda _: asked(slack, "chat.postMessage") == 2)
    await ended(database, DeliveryState.CLAIMED)
    assert asked(slack, "conversations.replies") == 0
    clock.advance(LONG_AFTER)
    await sent(slack, database)
    assert asked(slack, "conversations.replies") == 1


async def test_when_slack_is_too_slow(
    slack: StandIn, database: Database, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tipped = await deal(slack)
    monkeypatch.setattr("bot.slack.gateway.AsyncWebClient", partial(AsyncWebClient, timeout=1))
    slack.faults.next("chat.postMessage", delay=1.2)
    await plan(slack, database, tipped)
    await slack.until(lambda _: coaching(slack))
    clock.advance(LONG_AFTER)
    await sent(slack, database)
    assert asked(slack, "conversations.replies") == 1


async def test_when_the_thread_cannot_be_looked_at_nothing_is_sent_blindly(
    slack: StandIn, database: Database, clock: MovableClock
) -> None:
    tipped = await deal(slack)
    slack.faults.next("chat.postMessage", lost=True)
    slack.faults.next("conversations.replies", error="fatal_error")
    await plan(slack, database, tipped)
    await slack.until(lambda _: coaching(slack))
    for looked in (1, 2):
        clock.advance(LONG_AFTER)
        await slack.until(lambda _, n=looked: asked(slack, "conversations.replies") == n)
    await sent(slack, database)


async def test_what_slack_never_takes_is_given_up(slack: StandIn, database: Database) -> None:
    tipped = await deal(slack)
    slack.faults.next("chat.postMessage", error="msg_too_long")
    await plan(slack, database, tipped)
    await ended(database, DeliveryState.FAILED)
    assert coaching(slack) == []


async def test_what_comes_too_late_is_never_sent(slack: StandIn, database: Database) -> None:
    await plan(slack, database, await deal(slack), expires_at=slack.clock.now())
    await ended(database, DeliveryState.EXPIRED)
    assert coaching(slack) == []


async def test_what_nobody_wants_to_hear_any_more_is_not_sent(
    slack: StandIn, database: Database
) -> None:
    tipped = await deal(slack)
    await slack.command(DANA, DEAL, "/negotiate pause 1d")
    await slack.until(lambda w: "I say nothing here" in words(from_coach(w, DEAL)[-1]))
    await plan(slack, database, tipped)
    await ended(database, DeliveryState.CANCELLED)
    assert coaching(slack) == []


@pytest.mark.parametrize("channel", [DEAL, SHARED_DEAL])
@pytest.mark.parametrize("was_sent", [True, False])
async def test_a_claim_of_a_process_that_died(
    slack: StandIn, database: Database, clock: MovableClock, channel: str, was_sent: bool
) -> None:
    """It had sent the post, or had not: whoever comes next looks where it would stand."""
    claimed = {"state": DeliveryState.CLAIMED, "claimed_at": clock.now()}
    post = await plan(slack, database, await deal(slack, channel), **claimed)
    public = channel == DEAL
    there = channel if public else slack.workspace.direct(DANA).id
    if was_sent:
        slack.workspace.post(
            post.channel_id if public else there,
            slack.workspace.bot.id,
            "This deal is getting harder",
            clock.now(),
            thread_ts=post.thread_ts if public else None,
            metadata={"event_type": METADATA, "event_payload": {"key": post.key}},
        )
    clock.advance(LONG_AFTER)
    await sent(slack, database, there)
    (message,) = coaching(slack, there)
    assert (message.text == "This deal is getting harder") == was_sent
