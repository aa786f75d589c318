"""Sends what is due, exactly once, whatever Slack, the database or this process does."""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.slack.failures import described
from bot.slack.gateway import Gateway, may_pass
from bot.slack.messages import Address, Letter
from bot.store.database import Database
from bot.store.deliveries import CLAIM, Claimed, claim_due, settle
from bot.store.models import Delivery, DeliveryState

log = logging.getLogger(__name__)

LONGEST_SENDING = CLAIM.total_seconds() / 2
"""Seconds. Sending ends well before the claim does, or another process would send too."""

TOO_FAST = {"ratelimited", "rate_limited"}
"""Slack's refusals that say that the message was not taken, and may be later."""

Row = TypeVar("Row", bound=Delivery)
Row_contra = TypeVar("Row_contra", bound=Delivery, contravariant=True)


class Desk(Protocol[Row_contra]):
    """Writes the letters that the rows of a table stand for."""

    async def compose(self, row: Row_contra) -> Letter | None:
        """What to send, as things stand at the last moment; None where nobody wants it now."""

    async def addresses(self, row: Row_contra) -> Sequence[Address]:
        """Everywhere that the letter may have gone already."""


class SlowDownError(Exception):
    """Slack wants no more for a while, longer than it is worth waiting for."""


class Deliverer(Generic[Row]):
    """Sends the due rows of one table."""

    def __init__(
        self,
        table: type[Row],
        desk: Desk[Row],
        *,
        database: Database,
        clock: Clock,
        gateway: Gateway,
    ) -> None:
        self._table = table
        self._desk = desk
        self._database = database
        self._clock = clock
        self._gateway = gateway

    async def deliver_due(self) -> None:
        """Send all that is due now; what cannot be sent yet stays for the next time."""
        while claimed := await self._claim():
            try:
                await self._deliver(claimed)
            except SlowDownError:
                return

    async def _claim(self) -> Claimed[Row] | None:
        async with self._database.unit_of_work() as session:
            return await claim_due(session, self._table, self._clock.now())

    async def _deliver(self, claimed: Claimed[Row]) -> None:
        """Send one. Where that leaves open whether it went out, the claim runs out, and whoever
        claims it next finds out."""
        row = claimed.row
        try:
            async with asyncio.timeout(LONGEST_SENDING):
                await self._send(claimed)
        except SlackApiError as error:
            if error.response.get("error") in TOO_FAST:
                await self._settle(row, DeliveryState.PENDING)
                raise SlowDownError from None
            if not may_pass(error):
                await self._fail(row, error)
        except (aiohttp.ClientError, TimeoutError, OSError):
            log.warning("Slack could not be reached; %s is tried again", row.key)
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001 - one row must not hold up the others
            await self._fail(row, error)

    async def _send(self, claimed: Claimed[Row]) -> None:
        row = claimed.row
        if claimed.unsure and await self._was_sent(row):
            await self._settle(row, DeliveryState.SENT)
        elif self._clock.now() > row.expires_at:
            await self._settle(row, DeliveryState.EXPIRED)
        elif letter := await self._desk.compose(row):
            await self._gateway.send(letter, row.key)
            await self._settle(row, DeliveryState.SENT)
        else:
            await self._settle(row, DeliveryState.CANCELLED)

    async def _was_sent(self, row: Row) -> bool:
        for address in await self._desk.addresses(row):
            if await self._gateway.was_sent(address, row.key, row.due_at):
                return True
        return False

    async def _fail(self, row: Row, error: Exception) -> None:
        reference = secrets.token_hex(4)
        log.error("%s cannot be sent: %s, reference %s", row.key, described(error), reference)
        await self._settle(row, DeliveryState.FAILED)

    async def _settle(self, row: Row, state: DeliveryState) -> None:
        async with self._database.unit_of_work() as session:
            await settle(session, row, state)
