"""Sends what is due, exactly once, whatever Slack, the database or this process does."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from weakref import WeakValueDictionary

import aiohttp
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.slack.failures import described
from bot.slack.gateway import OUR_OWN_FAULT, UNREACHABLE, Gateway, may_pass
from bot.slack.messages import Address, Letter, Posted
from bot.store.database import Database
from bot.store.deliveries import Claimed, claim_due, is_any_due, settle
from bot.store.models import Delivery, DeliveryState
from bot.store.vault import VaultError

log = logging.getLogger(__name__)

LONGEST_SENDING = 60.0
"""Seconds. Sending ends before another process, by its own clock, takes the claim for left behind,
or it would send too."""
LONGEST_ROUND = 20.0
"""Seconds after which what is due waits for the next tick, so that the clock is seen to tick."""
AT_ONCE = 8
"""Messages on their way side by side."""
A_REST = 1.0
"""Seconds between two messages to one place. Slack docs, chat.postMessage: about one a second."""
A_LOOK = 0.1
"""Seconds from one look for a place that has rested to the next."""

TOO_FAST = {"ratelimited", "rate_limited"}
"""Slack's refusals that say that the message was not taken, and may be later."""

Row = TypeVar("Row", bound=Delivery)
Row_contra = TypeVar("Row_contra", bound=Delivery, contravariant=True)


@dataclass(frozen=True, slots=True)
class Later:
    """It should be sent at another time, and is of use until then."""

    due_at: datetime
    expires_at: datetime


class Desk(Protocol[Row_contra]):
    """Writes the letters that the rows of a table stand for."""

    async def compose(self, row: Row_contra) -> Letter | Later | None:
        """What to send, as things stand at the last moment; None where nobody wants it now."""

    async def addresses(self, row: Row_contra) -> Sequence[Address]:
        """Everywhere that the letter may have gone already."""

    async def given_up(self, session: AsyncSession, row: Row_contra) -> None:
        """Nothing can be sent there any more: say so to whom it concerns, before that is recorded.

        Locks what its words are about, which comes before the row wherever both are locked.
        """


class UndeliverableError(Exception):
    """Raised by a desk: what it was to write has nowhere to go any more."""


class SlowDownError(Exception):
    """Slack wants no more for a while, longer than it is worth waiting for."""


class Places:
    """Lets messages out to each place one after the other, whoever sends them, with a rest between
    them."""

    def __init__(self) -> None:
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._rested: dict[str, float] = {}
        """Until when a place rests, by the loop's time."""

    @asynccontextmanager
    async def turn(self, place: str) -> AsyncIterator[None]:
        """To be inside while sending there; who asked first comes first."""
        time = asyncio.get_running_loop().time
        async with self._turns.setdefault(place, asyncio.Lock()):
            await asyncio.sleep(self._rested.get(place, 0) - time())
            try:
                yield
            finally:
                self._rested = {one: end for one, end in self._rested.items() if end > time()}
                self._rested[place] = time() + A_REST


class Deliverer(Generic[Row]):
    """Sends the due rows of one table: several at once, and to each place one a second."""

    def __init__(
        self,
        table: type[Row],
        desk: Desk[Row],
        *,
        database: Database,
        clock: Clock,
        gateway: Gateway,
        places: Places,
    ) -> None:
        self._table = table
        self._desk = desk
        self._database = database
        self._clock = clock
        self._gateway = gateway
        self._places = places
        self._resting: dict[str, float] = {}
        """Places that get nothing of ours just now, and until when by the loop's time: what would
        only wait for its turn there is not begun."""
        self._choosing = asyncio.Lock()

    async def deliver_due(self) -> None:
        """Send all that is due now; what cannot be sent yet stays for the next time."""
        ends = asyncio.get_running_loop().time() + LONGEST_ROUND
        over = asyncio.Event()
        # None is cancelled for another's sake: it might leave open whether a message went out.
        ended = await asyncio.gather(
            *(self._work(ends, over) for _ in range(AT_ONCE)), return_exceptions=True
        )
        for error in ended:
            if error:
                raise error

    async def _work(self, ends: float, over: asyncio.Event) -> None:
        while claimed := await self._next(ends, over):
            try:
                await self._deliver(claimed)
            except SlowDownError:
                over.set()

    async def _next(self, ends: float, over: asyncio.Event) -> Claimed[Row] | None:
        """What to send next, once its place has rested; None where the round is over.

        One worker chooses at a time: two at once would not see where the other is about to send.
        """
        loop = asyncio.get_running_loop()
        async with self._choosing:
            while loop.time() < ends and not over.is_set():
                if claimed := await self._claim(loop.time()):
                    return claimed
                if not (self._resting and await self._is_any_due()):
                    over.set()
                    return None
                await asyncio.sleep(A_LOOK)
        return None

    async def _claim(self, time: float) -> Claimed[Row] | None:
        self._resting = {place: end for place, end in self._resting.items() if end > time}
        async with self._database.unit_of_work() as session:
            now, resting = self._clock.now(), list(self._resting)
            claimed = await claim_due(session, self._table, now, resting)
        if claimed:
            self._resting[self._place(claimed.row)] = float("inf")
        return claimed

    async def _is_any_due(self) -> bool:
        async with self._database.unit_of_work() as session:
            return await is_any_due(session, self._table, self._clock.now())

    def _place(self, row: Row) -> str:
        place: str = getattr(row, self._table.place().key)
        return place

    async def _deliver(self, claimed: Claimed[Row]) -> None:
        """Send one. Where that leaves open whether it went out, the claim runs out, and whoever
        claims it next finds out."""
        row = claimed.row
        try:
            async with asyncio.timeout(LONGEST_SENDING):
                await self._send(claimed)
        except SlackApiError as error:
            if error.response.get("error") in TOO_FAST:
                if not claimed.unsure:  # Else it may be there: only a claim that runs out says so.
                    await self._settle(row, DeliveryState.PENDING)
                raise SlowDownError from None
            said = error.response.get("error")
            if may_pass(error) or said in OUR_OWN_FAULT:
                log.warning("Slack says %s; %s is tried again", said, row.key)
            else:
                await self._fail(row, error, unreachable=said in UNREACHABLE)
        except (aiohttp.ClientError, TimeoutError, OSError):
            log.warning("Slack could not be reached; %s is tried again", row.key)
        except DBAPIError:
            raise
        except VaultError as error:
            # With the key back it can be sent, if it is of use then.
            log.error("%s waits: %s", row.key, error)
        except UndeliverableError as error:
            await self._fail(row, error, unreachable=True)
        except Exception as error:  # noqa: BLE001 - one row must not hold up the others
            await self._fail(row, error, unreachable=False)
        finally:
            self._resting[self._place(row)] = asyncio.get_running_loop().time() + A_REST

    async def _send(self, claimed: Claimed[Row]) -> None:
        row = claimed.row
        if claimed.unsure and (posted := await self._found(row)):
            await self._sent(row, posted)
        elif self._clock.now() > row.expires_at:
            await self._settle(row, DeliveryState.EXPIRED)
        else:
            match await self._desk.compose(row):
                case Letter(to) as letter:
                    async with self._places.turn(to.channel):
                        posted = await self._gateway.send(letter, row.key)
                    await self._sent(row, posted)
                case Later(due_at, expires_at):
                    then = {"due_at": due_at, "expires_at": expires_at}
                    await self._settle(row, DeliveryState.PENDING, **then)
                case None:
                    await self._settle(row, DeliveryState.CANCELLED)

    async def _found(self, row: Row) -> Posted | None:
        """The message, where it was sent before."""
        for address in await self._desk.addresses(row):
            if posted := await self._gateway.find_sent(address, row.key, row.due_at):
                return posted
        return None

    async def _sent(self, row: Row, posted: Posted) -> None:
        await self._settle(row, DeliveryState.SENT, sent_channel=posted.channel, sent_ts=posted.ts)

    async def _fail(self, row: Row, error: Exception, *, unreachable: bool) -> None:
        reference = secrets.token_hex(4)
        log.error("%s cannot be sent: %s, reference %s", row.key, described(error), reference)
        async with self._database.unit_of_work() as session:
            if unreachable:
                await self._desk.given_up(session, row)
            if not await settle(session, row, DeliveryState.FAILED):
                await session.rollback()

    async def _settle(self, row: Row, state: DeliveryState, **also: object) -> None:
        async with self._database.unit_of_work() as session:
            await settle(session, row, state, **also)
