"""People writing in many deal channels at once, and what became of what they wrote."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle, islice
from typing import Any

import yaml
from processes import SECRET, TOKEN
from seen import DANA, from_coach
from sqlalchemy import select

from bot.clock import MovableClock
from bot.slack.gateway import METADATA
from bot.store.database import Database
from bot.store.models import CoachPost, DeliveryState, ObservedMessage
from bot.workspace import story, typed
from bot.workspace.delivery import Delivered, Delivery, Pace
from bot.workspace.standin import StandIn
from bot.workspace.state import Channel, Message, new_id
from coaching.climate import PostKind
from coaching.detection.corpus import FOLDER

PEOPLE = ("dana", "marcus", "priya", "tom")
SHUFFLED_WITHIN = 2.0
"""Seconds in which the copies of an event arrive, in any order."""
UNSAID = (DeliveryState.PENDING, DeliveryState.CLAIMED)


def deal_texts() -> list[str]:
    """What people wrote in the corpus' deals that turned sour, a conversation after another."""
    return [
        message["text"]
        for path in sorted(FOLDER.glob("d0*.yaml"))
        for conversation in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        if conversation.get("coach", {}).get("should_intervene")
        for message in conversation["messages"]
    ]


@asynccontextmanager
async def slack_with_deals(channels: int, pace: Pace | None = None) -> AsyncIterator[StandIn]:
    """A stand-in with so many deal channels more, and no app behind it yet."""
    clock = MovableClock()
    standin = StandIn(story.load("northwind", clock.now()), clock, pace=pace)
    members = [standin.workspace.user(name).id for name in (*PEOPLE, "coach")]
    for number in range(channels):
        place = f"C0DEAL{number}"
        standin.workspace.channels[place] = Channel(place, f"deal-{number}", "channel", members)
    await standin.start()
    standin.connect("", SECRET, TOKEN)
    yield standin
    await standin.stop()


class Stream:
    """Writes in every deal channel in turn, and tells the app: each event twice, shuffled."""

    def __init__(self, standin: StandIn, pace: Pace | None = None) -> None:
        self.standin = standin
        self.channels = [c for c in standin.workspace.channels if c.startswith("C0DEAL")]
        self.written: list[Message] = []
        self.deliveries: list[Delivered] = []
        self._pace = pace or Pace()
        self._doors: list[Delivery] = []
        self._texts = cycle(deal_texts())
        self.enough = asyncio.Event()

    @asynccontextmanager
    async def told_at(self, *urls: str) -> AsyncIterator[None]:
        """Events go to these addresses, a random one each time."""
        self._doors = [Delivery(self._pace, url, SECRET) for url in urls]
        for door in self._doors:
            door.start()
        yield
        for door in self._doors:
            await door.settled()
            await door.stop()

    async def watch_all(self, url: str) -> None:
        self.standin.connect(url, SECRET, TOKEN)
        for channel in self.channels:
            await self.standin.command(DANA, channel, "/negotiate watch Acme")
            await self.standin.until(lambda w, at=channel: from_coach(w, at), timeout=30)

    async def write(self, count: int, a_second: float) -> None:
        """Write so many messages at an even pace, or until `enough`.

        Back when all copies were delivered.
        """
        loop = asyncio.get_running_loop()
        begun = loop.time()
        async with asyncio.TaskGroup() as copies:
            for number, text in enumerate(islice(self._texts, count)):
                await asyncio.sleep(begun + number / a_second - loop.time())
                if self.enough.is_set():
                    return
                event, event_id = self._say(text), new_id("Ev")
                for _ in range(2):
                    copies.create_task(self._deliver(event, event_id))

    def _say(self, text: str) -> dict[str, Any]:
        """Every fifth is a reply to what was written last in its channel."""
        number = len(self.written)
        before = self.written[-len(self.channels) :]
        parent = before[0] if number % 5 == 4 and len(before) == len(self.channels) else None
        message = self.standin.workspace.post(
            self.channels[number % len(self.channels)],
            self.standin.workspace.user(PEOPLE[number % len(PEOPLE)]).id,
            typed.as_message(self.standin.workspace, text),
            self.standin.clock.now(),
            thread_ts=parent and (parent.thread_ts or parent.ts),
        )
        self.written.append(message)
        return self.standin._events.said(message)

    async def _deliver(self, event: dict[str, Any], event_id: str) -> None:
        await asyncio.sleep(random.uniform(0, SHUFFLED_WITHIN))
        door = random.choice(self._doors)
        envelope = self.standin._events.enveloped(event, event_id)
        delivered = await door.event(envelope)
        self.deliveries.append(delivered)
        if not delivered.ok:
            door.retry_later(envelope, delivered)

    def coach_keys(self) -> list[str]:
        """The key of each coaching post that stands in Slack."""
        said = [message for c in self.channels for message in from_coach(self.standin.workspace, c)]
        marked = [m.metadata for m in said if m.metadata and m.metadata["event_type"] == METADATA]
        return [metadata["event_payload"]["key"] for metadata in marked]


async def settled(
    database_url: str, written: Sequence[Message], seconds: float
) -> Sequence[CoachPost]:
    """The coach's posts, once all that was written is recorded and all is said.

    Raises TimeoutError where that takes longer.
    """
    database = Database(database_url)
    try:
        async with asyncio.timeout(seconds):
            while True:
                async with database.unit_of_work() as session:
                    recorded = (await session.scalars(select(ObservedMessage.ts))).all()
                    posts = (await session.scalars(select(CoachPost))).all()
                if len(recorded) >= len(written) and not any(p.state in UNSAID for p in posts):
                    break
                await asyncio.sleep(0.2)
    finally:
        await database.close()
    assert sorted(recorded) == sorted(message.ts for message in written), "each of them once"
    return posts


def assert_said_once(stream: Stream, posts: Sequence[CoachPost]) -> None:
    """Every deal turned sour: one opening in each channel, and Slack has each post once."""
    openings = Counter(post.channel_id for post in posts if post.kind == PostKind.OPENING)
    assert openings == dict.fromkeys(stream.channels, 1)
    assert all(post.state == DeliveryState.SENT for post in posts)
    assert sorted(stream.coach_keys()) == sorted(post.key for post in posts)


def percentiles(seconds: Sequence[float]) -> Iterator[float]:
    """The 50th, 95th and 99th, in milliseconds."""
    ordered = sorted(seconds)
    for share in (0.50, 0.95, 0.99):
        yield 1000 * ordered[int(share * (len(ordered) - 1))]
