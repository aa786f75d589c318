"""Reads what was written while the coach was away. Nothing of it is answered if it is stale.

It asks Slack for the history of watched channels once after a start, and again where messages could
not be recorded; never otherwise. Slack docs, conversations.history: apps of one's own workspace
may ask often enough for that, and the rate is honoured.
"""

import asyncio
import logging
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError

from bot.services import Services
from bot.slack.events import WrittenMessage, moment, of_a_person
from bot.slack.gateway import may_pass
from bot.store import watching
from bot.store.watching import ChannelRef
from bot.watch.reading import Reading

log = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=10)
"""Messages are acknowledged before they are recorded, so one may be missing before the last."""
BETWEEN_MARKS = timedelta(minutes=5)
FARTHEST = timedelta(days=7)
"""How far back it reads at most."""
MOST_PAGES = 50
"""10,000 messages a channel."""


class CatchingUp:
    def __init__(self, services: Services, reading: Reading) -> None:
        self._services = services
        self._reading = reading
        self._started = False
        self._awake_since = services.clock.now()
        self._marked_at: datetime | None = None

    async def catch_up(self) -> None:
        """Read what is missing; after that there is nothing to do until something is missed."""
        now = self._services.clock.now()
        if not self._started:
            async with self._services.database.unit_of_work() as session:
                for channel in await watching.all_watched(session):
                    # A process that Slack cannot reach misses messages and does not know it.
                    last = await watching.last_observed(session, channel, self._awake_since)
                    since = min(channel.read_until or channel.started_at, last)
                    self._reading.miss(watching.place_of(channel), since)
            self._started = True
        for place, since in list(self._reading.missed.items()):
            # Taken out first: what is missed meanwhile is another matter.
            del self._reading.missed[place]
            try:
                await self._read(place, since)
            except Exception:
                self._reading.miss(place, since)
                raise
        if not self._reading.missed:
            await self._mark(now)

    async def _mark(self, now: datetime) -> None:
        """Remember now and then that nothing is missing: a process that dies tells nobody."""
        if self._marked_at and now - self._marked_at < BETWEEN_MARKS:
            return
        async with self._services.database.unit_of_work() as session:
            await watching.mark_read(session, now)
        self._marked_at = now

    async def _read(self, place: ChannelRef, since: datetime) -> None:
        async with self._services.database.unit_of_work() as session:
            channel = await watching.watched(session, place)
        if channel is None:
            return
        earliest = max(since - OVERLAP, channel.started_at, self._services.clock.now() - FARTHEST)
        try:
            written, edited = await self._history(place, earliest)
        except SlackApiError as error:
            if may_pass(error):
                raise
            log.warning("a channel's history cannot be read: %s", error.response.get("error"))
            return
        async with self._services.database.unit_of_work() as session:
            unread = await watching.unread(session, place, [message.ts for message in written])
        await asyncio.gather(
            *(self._reading.take(message) for message in written if message.ts in unread),
            *(self._reading.edited(message) for message in edited if message.ts not in unread),
        )

    async def _history(
        self, place: ChannelRef, earliest: datetime
    ) -> tuple[list[WrittenMessage], list[WrittenMessage]]:
        """What was written since then, and what was edited: a channel's own messages and, of
        threads that went on since then, the replies."""
        gateway, channel = self._services.gateway, place.channel_id
        back = earliest - FARTHEST
        raw = [message async for message in gateway.messages(channel, back, pages=MOST_PAGES)]
        for parent in [m for m in raw if moment(m.get("latest_reply", "0")) >= earliest]:
            raw += [reply async for reply in gateway.messages(channel, earliest, parent["ts"])]
        by_people = [
            message for each in raw if (message := of_a_person(each, place.team_id, channel))
        ]
        written = [message for message in by_people if message.at >= earliest]
        edited = [
            message
            for message in by_people
            if message.edited_ts and moment(message.edited_ts) >= earliest
        ]
        return sorted(written, key=lambda message: message.ts), edited
