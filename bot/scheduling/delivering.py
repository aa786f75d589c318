"""Sends what is due, exactly once, whatever Slack, the database or this process does."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.clock import Clock
from bot.slack.gateway import TRY_LATER, Gateway, may_pass
from bot.slack.messages import Letter
from bot.store.database import Database
from bot.store.deliveries import Claimed, claim_due, settle
from bot.store.models import Delivery, DeliveryState

log = logging.getLogger(__name__)

AT_ONCE = 20
"""Deliveries claimed together."""

Table = TypeVar("Table", bound=Delivery)
Compose = Callable[[Table], Awaitable[Letter | None]]
"""What to send, as things stand at the last moment; None where it is no longer wanted."""


class Deliverer(Generic[Table]):
    """Sends the due rows of one table."""

    def __init__(
        self,
        table: type[Table],
        compose: Compose[Table],
        *,
        database: Database,
        clock: Clock,
        gateway: Gateway,
    ) -> None:
        self._table = table
        self._compose = compose
        self._database = database
        self._clock = clock
        self._gateway = gateway

    async def deliver_due(self) -> None:
        """Send all that is due now; what cannot be sent yet stays for the next time."""
        while claimed := await self._claim():
            for each in claimed:
                await self._deliver(each)
            if len(claimed) < AT_ONCE:
                return

    async def _claim(self) -> list[Claimed[Table]]:
        async with self._database.unit_of_work() as session:
            return await claim_due(session, self._table, self._clock.now(), AT_ONCE)

    async def _deliver(self, claimed: Claimed[Table]) -> None:
        try:
            await self._send(claimed)
        except SlackApiError as error:
            await self._refused(claimed.row, str(error.response.get("error")), error)
        except (aiohttp.ClientError, TimeoutError, OSError):
            # Whether it went out is not known: the claim runs out, and the next one finds out.
            log.warning("Slack could not be reached; %s is tried again", claimed.row.key)

    async def _send(self, claimed: Claimed[Table]) -> None:
        row = claimed.row
        letter = await self._compose(row)
        if letter is None:
            await self._settle(row, DeliveryState.CANCELLED)
            return
        sent = claimed.unsure and await self._gateway.find_sent(letter, row.key, row.due_at)
        if not sent and self._clock.now() > row.expires_at:
            await self._settle(row, DeliveryState.EXPIRED)
            return
        sent = sent or await self._gateway.send(letter, row.key)
        await self._settle(row, DeliveryState.SENT, sent.channel, sent.ts)

    async def _refused(self, row: Table, error: str, raised: SlackApiError) -> None:
        if error in TRY_LATER:
            await self._settle(row, DeliveryState.PENDING)
        elif not may_pass(raised):
            reference = secrets.token_hex(4)
            log.error("Slack will not take %s: %s, reference %s", row.key, error, reference)
            await self._settle(row, DeliveryState.FAILED)

    async def _settle(
        self, row: Table, state: DeliveryState, channel: str | None = None, ts: str | None = None
    ) -> None:
        async with self._database.unit_of_work() as session:
            await settle(session, row, state, channel=channel, ts=ts)
