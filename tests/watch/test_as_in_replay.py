"""Played through the real app, a conversation gets what replay says it would get."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from running import Recorded, settings
from seen import DANA, DEAL, from_coach
from sqlalchemy import select

from bot.clock import MovableClock
from bot.replay.conversations import Conversation
from bot.replay.playing import interventions, observed, side_by_side
from bot.serving import local_workspace
from bot.store.database import Database
from bot.store.models import CoachPost
from coaching import Coach
from coaching.climate import Manner, PostKind
from coaching.detection.corpus import FOLDER

PEOPLE = ("dana", "marcus", "priya", "tom")


def conversations(path: Path) -> list[Conversation]:
    told: list[dict[str, Any]] = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return [Conversation.model_validate(entry) for entry in told]


def chosen() -> list[Conversation]:
    """Some that need a word and some that do not; without mentions, which Slack would rewrite."""
    found = [
        one
        for author in ("d01", "d04")
        for one in conversations(FOLDER / f"{author}.yaml")
        if not one.shared and not any(c in m.text for m in one.messages for c in "@#<>&*_~`")
    ]
    return found[:6]


@pytest.mark.parametrize("conversation", chosen(), ids=lambda one: str(one.id))
async def test_live_as_in_replay(
    conversation: Conversation, sqlite_only: str, recorded: Recorded
) -> None:
    with side_by_side() as readers:
        seen = list(observed(Coach.default(), conversation, readers))
    expected = [
        (one.message.n, one.decision.kind, {sign.sign for sign in one.decision.signs})
        for one in interventions(seen, Manner())
    ]
    clock = MovableClock()
    messages = list(conversation.in_order())
    clock.offset = messages[0].at - datetime.now(UTC)
    async with local_workspace(settings(sqlite_only), clock) as slack:
        await slack.command(DANA, DEAL, "/negotiate watch")
        await slack.until(lambda w: from_coach(w, DEAL))
        number, ts = {}, {}
        users = list(dict.fromkeys(message.user for message in messages))
        for count, message in enumerate(messages, 1):
            clock.offset = max(clock.offset, message.at - datetime.now(UTC))
            who = PEOPLE[users.index(message.user) % len(PEOPLE)]
            parent = ts.get(message.thread_of)
            said = await slack.say(who, DEAL, message.text, parent)
            number[said.ts], ts[message.n] = message.n, parent or said.ts
            await recorded(count)
    database = Database(sqlite_only)
    async with database.unit_of_work() as session:
        posts = (await session.scalars(select(CoachPost).order_by(CoachPost.id))).all()
    await database.close()
    assert [
        (number[p.answers_ts], PostKind(p.kind), {seen["sign"] for seen in p.signs}) for p in posts
    ] == expected
    assert all(post.state == "sent" for post in posts)
