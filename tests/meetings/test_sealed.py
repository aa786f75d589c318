"""What people saved about meetings, with a key set, without it, and with another."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from planned import direct, plan, typed, wednesday
from pydantic import SecretStr
from quickly import A_TICK, add, boxes, comes, form, tick, until
from running import settings
from seen import DANA, DEAL, from_coach, next_from_coach, words
from sqlalchemy import make_url

from bot.clock import MovableClock
from bot.serving import local_workspace
from bot.store.deliveries import CLAIM
from bot.workspace.standin import StandIn
from bot.workspace.state import Workspace

TITLE, ITEM, QUESTION, WRITTEN = "Xylographquartet", "Zitherkoffer", "Quokkapreis", "Yttriumdepot"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def ticks_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.A_TICK", A_TICK)


def new_key() -> str:
    return Fernet.generate_key().decode()


@asynccontextmanager
async def bot(
    url: str, clock: MovableClock, *keys: str, workspace: Workspace | None = None
) -> AsyncIterator[StandIn]:
    key = SecretStr(",".join(keys)) if keys else None
    own = settings(url).model_copy(update={"encryption_key": key})
    async with local_workspace(own, clock, workspace) as slack:
        yield slack


async def everything(slack: StandIn, clock: MovableClock) -> None:
    """A title, an item, a question and a reflection."""
    start = wednesday(clock, 15)
    await plan(slack, f"{TITLE} {typed(start)}")
    until(clock, start - 24 * HOUR)
    await add(slack, await comes(slack, "The checklist"), ITEM, "todo")
    await add(slack, await comes(slack, "0 of 13 ready"), QUESTION, "question")
    await comes(slack, "0 of 14 ready")
    until(clock, start + 1.5 * HOUR)
    await slack.click(DANA, await comes(slack, "How did it go?"), "meetings.reflect")
    await slack.submit(DANA, await form(slack), {"what_happened": {"what_happened": WRITTEN}})
    await comes(slack, "Saved: your reflection")


def bytes_of(url: str) -> bytes:
    """All that lies in the database's files."""
    file = Path(make_url(url).database or "")
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


def sealed(url: str) -> int:
    """How many sealed values there are."""
    with closing(sqlite3.connect(make_url(url).database or "")) as database:
        counts = [
            database.execute(f"select count({column}) from {table}").fetchone()[0]  # noqa: S608
            for table, column in (
                ("meetings", "title"),
                ("meeting_items", "words"),
                ("reflections", "words"),
            )
        ]
    return sum(counts)


@pytest.mark.parametrize("with_key", [True, False])
async def test_what_lies_on_the_disk(sqlite_only: str, clock: MovableClock, with_key: bool) -> None:
    async with bot(sqlite_only, clock, *([new_key()] if with_key else [])) as slack:
        await everything(slack, clock)
        found = bytes_of(sqlite_only)
    found += bytes_of(sqlite_only)
    assert sealed(sqlite_only) == 4
    for word in (TITLE, ITEM, QUESTION, WRITTEN):
        assert (word.encode() in found) is not with_key


async def test_without_the_key_people_are_told_what_to_do(
    sqlite_only: str, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with bot(sqlite_only, clock, key := new_key()) as slack:
        start = wednesday(clock, 15)
        answer = await plan(slack, f"{TITLE} {typed(start)}")
        workspace = slack.workspace
    async with bot(sqlite_only, clock, workspace=workspace) as slack:
        seen = len(from_coach(workspace, DEAL))
        await slack.command(DANA, DEAL, "/negotiate meetings")
        said = words(await next_from_coach(slack, DEAL, after=seen))
        assert "NEGOTIATE_ENCRYPTION_KEY is not set. Whoever looks after me must" in said
        until(clock, start - 24 * HOUR)
        with caplog.at_level(logging.ERROR):
            async with asyncio.timeout(10):
                while "waits: What was saved is encrypted" not in caplog.text:  # noqa: ASYNC110
                    await asyncio.sleep(0)
        assert direct(slack) == []
        workspace = slack.workspace
    async with bot(sqlite_only, clock, new_key(), workspace=workspace) as slack:
        await slack.click(DANA, answer, "meetings.edit")
        said = "a key that is not in NEGOTIATE_ENCRYPTION_KEY. Whoever looks after me must"
        await slack.until(lambda w: said in words(from_coach(w, DEAL)[-1]))
    clock.advance(CLAIM + timedelta(minutes=1))
    async with bot(sqlite_only, clock, key, workspace=workspace) as slack:
        assert TITLE in words(await comes(slack, "The checklist"))


async def test_a_key_is_replaced(sqlite_only: str, clock: MovableClock) -> None:
    old, new = new_key(), new_key()
    async with bot(sqlite_only, clock, old) as slack:
        start = wednesday(clock, 15)
        await plan(slack, f"{TITLE} {typed(start)}")
        workspace = slack.workspace
    async with bot(sqlite_only, clock, new, old, workspace=workspace) as slack:
        until(clock, start - 24 * HOUR)
        found = await comes(slack, "The checklist")
        assert TITLE in words(found)
        await tick(slack, found, next(iter(boxes(found))), DANA)
        await comes(slack, "1 of 12 ready")
