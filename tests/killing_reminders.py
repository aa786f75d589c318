"""The bot killed in the midst of sending reminders, with a Slack that fails every fifth call."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from processes import SECRET, TOKEN, Process, bot_process, running
from sqlalchemy import (
    ColumnElement,
    Engine,
    column,
    create_engine,
    func,
    make_url,
    or_,
    select,
    text,
    update,
)

from bot.clock import MovableClock
from bot.meetings.plans import receives
from bot.slack.gateway import METADATA
from bot.store.database import Database, async_url
from bot.store.deliveries import CLAIM
from bot.store.meetings import Wanted, add_meeting, set_reminders
from bot.store.models import DeliveryState, Reminder, ReminderKind
from bot.store.vault import Vault
from bot.workspace import story
from bot.workspace.faults import SLOW, Share
from bot.workspace.standin import StandIn
from bot.workspace.state import Channel, User

FAILING = {
    "chat.postMessage",
    "conversations.history",
    "conversations.replies",
    "conversations.open",
    "users.info",
}
PEOPLE = [f"U0SELLER{number}" for number in range(40)]
DEALS = [f"C0DEAL{number}" for number in range(6)]
SOON = timedelta(seconds=2)
"""In it all reminders are due that are planned at once."""
LONGEST_SEND = 0.3
"""Seconds from seeing a claim to the kill, at most."""
LONGEST_LIFE = 3.0
"""As long, where enough processes were killed and all is to be sent."""
UNSENT = (DeliveryState.PENDING, DeliveryState.CLAIMED)
NAME = "bot{}"
NOTE_WHO_CLAIMS = {
    "sqlite": [f"alter table reminders add column claimed_by text default '{NAME.format(0)}'"],
    "postgresql": [
        "alter table reminders add column claimed_by text",
        "create function note_claimer() returns trigger language plpgsql as $$ begin "
        "new.claimed_by := current_setting('application_name'); return new; end $$",
        "create trigger note_claimer before update of claimed_at on reminders "
        "for each row execute function note_claimer()",
    ],
}
"""Only here: the bot has no use for it. On SQLite there is but one process."""


@dataclass(frozen=True)
class Outcome:
    kills: int
    """Right after a claim."""
    more_kills: int
    """Of all at once, with nothing left to claim but what they had claimed, until all was sent."""
    left: int
    """Claims of those who died."""
    left_sent: int
    """Of these, what stood in Slack already."""
    reminders: int


async def kill_while_reminding(
    database_url: str, folder: Path, *, kills: int, processes: int, due_soon: int
) -> Outcome:
    """In the end each reminder stands in Slack once. So many are `due_soon` at each kill."""
    chance, more, left = random.Random(7), 0, Counter[bool]()
    reminders = Reminders(database_url)
    async with slack_with_sellers() as standin, AsyncExitStack() as alive:
        standin.faults.share = Share(0.2, FAILING, chance)
        bots = [bot_process(standin, known_as(n, database_url), folder) for n in range(processes)]
        for bot in bots:
            await alive.enter_async_context(running(bot))
        for _ in range(kills):
            await plan_more(database_url, due_soon - reminders.unsent(), chance)
            number = await reminders.next_claimer(chance)
            await asyncio.sleep(chance.uniform(0, LONGEST_SEND))
            left += await die_and_live(bots[number], number, reminders, standin)
        while reminders.unsent():
            await reminders.all_claimed()
            await asyncio.sleep(chance.uniform(0, LONGEST_LIFE))
            all_die = (die_and_live(bot, n, reminders, standin) for n, bot in enumerate(bots))
            left += sum(await asyncio.gather(*all_die), Counter[bool]())
            more += processes
        planned = reminders.all()
        assert_each_sent_once(standin, planned)
    return Outcome(kills, more, left.total(), left[True], len(planned))


async def die_and_live(
    bot: Process, number: int, reminders: "Reminders", standin: StandIn
) -> Counter[bool]:
    """How many claims it left, by whether Slack had the message."""
    await bot.kill()
    died = datetime.now(UTC)
    # What it sent last may be on its way still: Slack has it long before a claim runs out.
    await asyncio.gather(bot.start(), asyncio.sleep(2 * SLOW))
    in_slack = {key for key, _, _ in posted(standin)}
    return Counter(key in in_slack for key in reminders.claims_run_out(number, died))


def assert_each_sent_once(standin: StandIn, reminders: Sequence[Any]) -> None:
    """Each is recorded as the one message that bears its key."""
    assert {row.state for row in reminders} == {DeliveryState.SENT}
    recorded = sorted((row.key, row.sent_channel, row.sent_ts) for row in reminders)
    assert sorted(posted(standin)) == recorded


def posted(standin: StandIn) -> list[tuple[str, str, str]]:
    """The key of each message that bears one, and where it stands."""
    return [
        (message.metadata["event_payload"]["key"], message.channel, message.ts)
        for channel in standin.workspace.messages.values()
        for message in channel.values()
        if message.metadata and message.metadata["event_type"] == METADATA
    ]


@dataclass
class Reminders:
    """What stands in the database, looked at from outside of the bot."""

    database_url: str
    _engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        # Not the bot's own: on SQLite its units of work keep others from writing.
        driver = async_url(self.database_url).drivername.removesuffix("+aiosqlite")
        self._engine = create_engine(make_url(self.database_url).set(drivername=driver))
        with self._engine.begin() as connection:
            for statement in NOTE_WHO_CLAIMS[self._engine.dialect.name]:
                connection.execute(text(statement))

    def all(self) -> Sequence[Any]:
        with self._engine.connect() as connection:
            return connection.execute(select(*Reminder.__table__.columns)).all()

    def unsent(self) -> int:
        return self._count(Reminder.state.in_(UNSENT))

    async def next_claimer(self, chance: random.Random) -> int:
        """Which process claims something from now on; a random one of several."""
        claimed = Reminder.state == DeliveryState.CLAIMED, Reminder.claimed_at > datetime.now(UTC)
        query = select(column("claimed_by")).select_from(Reminder).where(*claimed)
        while True:
            with self._engine.connect() as connection:
                if found := connection.execute(query).scalars().all():
                    return int(chance.choice(found).removeprefix(NAME.format("")))
            await asyncio.sleep(0.01)

    async def all_claimed(self) -> None:
        """Wait until nobody has anything left to claim."""
        ran_out = Reminder.claimed_at < datetime.now(UTC) - CLAIM
        pending, claimed = (Reminder.state == s for s in UNSENT)
        while self._count(or_(pending, claimed & ran_out)):  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    def _count(self, which: ColumnElement[bool]) -> int:
        with self._engine.connect() as connection:
            return connection.execute(select(func.count(Reminder.id)).where(which)).scalar_one()

    def claims_run_out(self, number: int, died: datetime) -> Sequence[str]:
        """As if seven minutes had passed since a process died; the keys of what it had claimed.

        Those of the living stay: they may be sending just now.
        """
        its_own = (
            Reminder.state == DeliveryState.CLAIMED,
            Reminder.claimed_at < died,
            column("claimed_by") == NAME.format(number),
        )
        run_out = update(Reminder).where(*its_own).values(claimed_at=died - 2 * CLAIM)
        with self._engine.begin() as connection:
            return connection.execute(run_out.returning(Reminder.key)).scalars().all()


@asynccontextmanager
async def slack_with_sellers() -> AsyncIterator[StandIn]:
    clock = MovableClock()
    standin = StandIn(story.load("northwind", clock.now()), clock)
    workspace = standin.workspace
    dana = workspace.user("dana")
    for person in PEOPLE:
        workspace.users[person] = User(
            person, person.lower(), person, dana.team, where_it_is_noon(), dana.color
        )
    for number, place in enumerate(DEALS):
        members = [*PEOPLE[number::20], workspace.bot.id]
        workspace.channels[place] = Channel(place, place.lower(), "channel", members)
    await standin.start()
    standin.connect("", SECRET, TOKEN)
    yield standin
    await standin.stop()


def where_it_is_noon() -> str:
    """Nobody is asleep, so nothing waits for the morning."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+}"


def known_as(number: int, database_url: str) -> str:
    """The URL by which PostgreSQL knows one process from another."""
    if database_url.startswith("sqlite"):
        return database_url
    named = make_url(database_url).update_query_dict({"application_name": NAME.format(number)})
    return named.render_as_string(hide_password=False)


async def plan_more(database_url: str, count: int, chance: random.Random) -> None:
    """Meetings with so many reminders, or a few more, that are due soon."""
    database, now = Database(database_url), datetime.now(UTC)
    async with database.unit_of_work() as session:
        while count > 0:
            meeting = await add_meeting(session, **a_meeting(now, chance))
            told = [
                Wanted(to, kind, now + chance.random() * SOON, now + timedelta(hours=4))
                for kind in ReminderKind
                if kind is not ReminderKind.NOTE
                for to in receives(meeting, kind)
            ]
            await set_reminders(session, meeting, told)
            count -= len(told)
    await database.close()


def a_meeting(now: datetime, chance: random.Random) -> dict[str, Any]:
    organizer, other = chance.sample(PEOPLE, 2)
    start = now.replace(second=0, microsecond=0) + timedelta(days=1)
    return {
        "team_id": "T0NORTHWIND",
        "organizer": organizer,
        "title": Vault().sealed("Renewal"),
        "counterpart": "Harbour Foods",
        "channel_id": chance.choice(DEALS),
        "in_channel": chance.random() < 0.3,
        "people": [other],
        "starts_at": start,
        "minutes": 45,
        "zone": "UTC",
        "wall": start.replace(tzinfo=None).isoformat(timespec="minutes"),
        "checklist_before": 24 * 60,
        "form_before": 60,
        "reflect": True,
    }
