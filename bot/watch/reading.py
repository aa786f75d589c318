"""Reads what is written in watched channels: every message once, in order, a channel at a time.

Messages that arrive while a channel is being read are read together next: one transaction for all.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_delay,
    wait_random_exponential,
)

from bot.services import Services
from bot.slack.events import DeletedMessage, WrittenMessage, moment
from bot.store import coach_posts, watching
from bot.store.models import WatchedChannel
from bot.store.watching import ChannelRef
from coaching import Assessment
from coaching.climate import LOOKED_BACK, Observation, Post, PostKind, decide, observe

log = logging.getLogger(__name__)

STALE = timedelta(minutes=30)
"""A message older than this is recorded and never answered: the talk has moved on."""
MOST_TOGETHER = 50

PATIENCE: dict[str, Any] = {
    "retry": retry_if_exception_type((DBAPIError, PoolTimeout, OSError)),
    "wait": wait_random_exponential(multiplier=0.2, max=10),
    "stop": stop_after_delay(60),
    "reraise": True,
}
"""With a database that does not answer."""

After = Callable[[WrittenMessage, Assessment], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Waiting:
    message: WrittenMessage
    done: asyncio.Future[None]


@dataclass(frozen=True, slots=True)
class Read:
    """What came of reading some messages."""

    decided: bool
    """There is something to say."""
    fresh: Sequence[tuple[WrittenMessage, Assessment]]


NOTHING = Read(decided=False, fresh=())


class Reading:
    """Takes messages in. `after` is called for each message that was new and is still fresh."""

    def __init__(
        self, services: Services, deliver: Callable[[], Awaitable[None]], after: After
    ) -> None:
        self._services = services
        self._deliver = deliver
        self._after = after
        self._waiting: dict[ChannelRef, list[Waiting]] = defaultdict(list)
        self._locks: dict[ChannelRef, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.missed: dict[ChannelRef, datetime] = {}
        """Since when messages of a channel could not be recorded, for catching up."""

    def miss(self, place: ChannelRef, since: datetime) -> None:
        """Remember that messages since then are to be read again."""
        self.missed[place] = min(since, self.missed.get(place, since))

    async def take(self, message: WrittenMessage) -> None:
        """Read a message; back when it is recorded. A database that is gone is tried again.

        Raises the database's error in the end; the message then counts as missed.
        """
        place = ChannelRef(message.team, message.channel)
        waiting = Waiting(message, asyncio.get_running_loop().create_future())
        self._waiting[place].append(waiting)
        read = NOTHING
        async with self._locks[place]:
            together = self._waiting[place][:MOST_TOGETHER]
            del self._waiting[place][:MOST_TOGETHER]
            if together:
                read = await self._read_together(place, together)
        if read.decided:
            await self._deliver()
        for new, assessment in read.fresh:
            await self._after(new, assessment)
        await waiting.done

    async def edited(self, message: WrittenMessage) -> None:
        """Read an edited message anew. It is never answered."""
        place = ChannelRef(message.team, message.channel)
        async with self._services.database.unit_of_work() as session:
            channel = await watching.watched(session, place)
        if channel is None or message.edited_ts is None:
            return
        _, observation = await self._observed(message)
        async for attempt in AsyncRetrying(**PATIENCE):
            with attempt:
                async with self._services.database.unit_of_work() as session:
                    await watching.record_edit(session, place, observation, message.edited_ts)

    async def deleted(self, message: DeletedMessage) -> None:
        place = ChannelRef(message.team, message.channel)
        async for attempt in AsyncRetrying(**PATIENCE):
            with attempt:
                async with self._services.database.unit_of_work() as session:
                    if await watching.watched(session, place):
                        await watching.forget_message(
                            session, place, message.ts, moment(message.ts)
                        )

    async def _read_together(self, place: ChannelRef, together: Sequence[Waiting]) -> Read:
        messages = {waiting.message.ts: waiting.message for waiting in together}
        in_order = [messages[ts] for ts in sorted(messages)]
        try:
            async for attempt in AsyncRetrying(**PATIENCE):
                with attempt:
                    read = await self._read(place, in_order)
        except Exception as error:  # noqa: BLE001 - raised again by each who waits
            self.miss(place, in_order[0].at)
            for waiting in together:
                waiting.done.set_exception(error)
            return NOTHING
        for waiting in together:
            waiting.done.set_result(None)
        return read

    async def _read(self, place: ChannelRef, messages: Sequence[WrittenMessage]) -> Read:
        async with self._services.database.unit_of_work() as session:
            if await watching.watched(session, place) is None:
                return NOTHING
            unread = await watching.unread(session, place, [message.ts for message in messages])
        new = [message for message in messages if message.ts in unread]
        if not new:
            return NOTHING
        seen = list(zip(new, await asyncio.gather(*map(self._observed, new)), strict=True))
        async with self._services.database.unit_of_work() as session:
            channel = await watching.watched(session, place, to_decide=True)
            if channel is None:
                return NOTHING
            recorded = await watching.record(
                session, place, [(observation, m.thread_ts) for m, (_, observation) in seen]
            )
            now = self._services.clock.now()
            fresh = [each for each in seen if each[0].ts in recorded and now - each[0].at <= STALE]
            decided = not watching.is_silent(channel, now) and await self._decide(
                session, channel, [observation for _, (_, observation) in fresh]
            )
        return Read(
            decided, [(message, assessment) for message, (assessment, _) in fresh if assessment]
        )

    async def _observed(self, message: WrittenMessage) -> tuple[Assessment | None, Observation]:
        """What a message shows; nothing where it is no part of the talk but asks the coach."""
        if self._services.bot_user in message.mentions or not message.text:
            return None, Observation(message.ts, message.at)
        assessment = await self._services.assess(message.text, "message", message.side)
        return assessment, observe(assessment, message.ts, message.at)

    async def _decide(
        self, session: AsyncSession, channel: WatchedChannel, fresh: Sequence[Observation]
    ) -> bool:
        """Decide after each message that could change anything; True where something is to say.

        What came before a message may arrive after it: then its decision is made anew.
        """
        telling = [
            observation for observation in fresh if observation.sightings or observation.moves
        ]
        if not telling:
            return False
        place = watching.place_of(channel)
        since = telling[0].at - LOOKED_BACK
        known = await watching.telling_observations(session, place, since)
        posts = await coach_posts.posts(session, place, since)
        manner = await coach_posts.manner(session, channel, self._services.clock.now())
        first = next(n for n, seen in enumerate(known) if seen.ref == telling[0].ref)
        decided = False
        for number, newest in enumerate(known[first:], first + 1):
            decision = decide(known[:number], posts, manner)
            if decision is None:
                continue
            decided = True
            thread_ts = await self._thread(session, place, decision.kind, newest.ref)
            signs = tuple(seen.sign for seen in decision.signs)
            post = Post(decision.kind, newest.ref, newest.at, signs)
            posts.append(post)
            expires_at = newest.at + STALE
            await coach_posts.plan_post(
                session, place, decision, post, thread_ts=thread_ts, expires_at=expires_at
            )
        return decided

    async def _thread(
        self, session: AsyncSession, place: ChannelRef, kind: PostKind, ts: str
    ) -> str:
        """An opening answers its message; what follows stands below the opening."""
        if kind is not PostKind.OPENING:
            opened = await coach_posts.thread_of_episode(session, place)
            if opened:
                return opened
        return await watching.thread_of(session, place, ts)
