"""Reads what was written while the coach was away. Nothing of it is answered if it is stale.

It asks Slack for the history of watched channels once after a start, and again where messages could
not be recorded; never otherwise. Slack docs, conversations.history: apps of one's own workspace
may ask often enough for that, and the rate is honoured.
"""

import logging
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError

from bot.services import Services
from bot.slack.events import moment, of_a_person
from bot.store import watching
from bot.store.models import WatchedChannel
from bot.watch.reading import Reading

log = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=10)
"""Messages are acknowledged before they are recorded, so one may be missing before the last."""
FARTHEST = timedelta(days=7)
"""How far back it reads at most."""


class CatchingUp:
    def __init__(self, services: Services, reading: Reading) -> None:
        self._services = services
        self._reading = reading
        self._started = False

    async def catch_up(self) -> None:
        """Read what is missing; after that there is nothing to do until something is missed."""
        if not self._started:
            async with self._services.database.unit_of_work() as session:
                for channel in await watching.all_watched(session):
                    last = await watching.last_observed(session, channel)
                    self._reading.missed.setdefault(watching.place_of(channel), last)
            self._started = True
        for place, since in list(self._reading.missed.items()):
            async with self._services.database.unit_of_work() as session:
                found = await watching.watched(session, place)
            if found:
                await self._read(found, since)
            self._reading.missed.pop(place, None)

    async def _read(self, channel: WatchedChannel, since: datetime) -> None:
        earliest = max(since - OVERLAP, channel.started_at, self._services.clock.now() - FARTHEST)
        try:
            await self._history(channel, earliest)
        except SlackApiError as error:
            log.warning("a channel's history cannot be read: %s", error.response.get("error"))

    async def _history(self, channel: WatchedChannel, earliest: datetime) -> None:
        """A channel's own messages and, of threads that went on since then, the replies."""
        gateway, place = self._services.gateway, channel.channel_id
        raw = [message async for message in gateway.messages(place, earliest - FARTHEST)]
        for parent in [m for m in raw if moment(m.get("latest_reply", "0")) >= earliest]:
            raw += [reply async for reply in gateway.messages(place, earliest, parent["ts"])]
        for message in sorted(raw, key=lambda message: str(message["ts"])):
            written = of_a_person(message, channel.team_id, place)
            if written and written.at >= earliest:
                await self._reading.take(written)
