"""Signed requests to the app, and the retries of events.

Slack docs: Verifying requests from Slack; Events API, "Retries".
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp

from bot.workspace.state import Json


@dataclass(frozen=True)
class Pace:
    """In seconds. As Slack does it; tests are quicker."""

    ack_seconds: float = 3.0
    """How long the app may take to answer."""
    retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    """How long after a failed delivery of an event the next one follows."""


@dataclass(frozen=True)
class Retry:
    number: int
    reason: str
    """"http_timeout", "http_error" or "connection_failed"."""


@dataclass(frozen=True)
class Delivered:
    """How the app took a request."""

    status: int | None
    """None where no answer came."""
    body: str
    seconds: float
    timed_out: bool = False
    no_retry: bool = False
    """The app asked not to be sent this event again (header X-Slack-No-Retry)."""

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def error(self) -> str | None:
        """What Slack shows to a user whose command or click failed."""
        if self.ok:
            return None
        return "operation_timeout" if self.timed_out else "dispatch_failed"

    @property
    def retry_reason(self) -> str:
        if self.timed_out:
            return "http_timeout"
        return "connection_failed" if self.status is None else "http_error"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of X-Slack-Signature."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


@dataclass
class Delivery:
    pace: Pace
    request_url: str = ""
    signing_secret: str = ""
    _session: aiohttp.ClientSession | None = None
    _retrying: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self) -> None:
        self._session = aiohttp.ClientSession()

    async def stop(self) -> None:
        """Gives up the retries that are still due."""
        for task in tuple(self._retrying):
            task.cancel()
        await asyncio.gather(*self._retrying, return_exceptions=True)
        if self._session:
            await self._session.close()

    async def command(self, fields: Mapping[str, str]) -> Delivered:
        return await self._signed(urlencode(fields).encode(), _FORM)

    async def interaction(self, payload: Json) -> Delivered:
        return await self._signed(urlencode({"payload": json.dumps(payload)}).encode(), _FORM)

    async def event(self, envelope: Json, retry: Retry | None = None) -> Delivered:
        """One attempt, told as a retry where one is given."""
        headers = {"Content-Type": "application/json"}
        if retry:
            headers |= {
                "X-Slack-Retry-Num": str(retry.number),
                "X-Slack-Retry-Reason": retry.reason,
            }
        return await self._signed(json.dumps(envelope).encode(), headers)

    def retry_later(self, envelope: Json, first: Delivered) -> None:
        """Go on with a failed event in the background."""
        task = asyncio.create_task(self._retry(envelope, first))
        self._retrying.add(task)
        task.add_done_callback(self._retrying.discard)

    async def settled(self) -> None:
        """Wait until no retry is due."""
        while self._retrying:
            await asyncio.gather(*self._retrying)

    async def raw(self, body: bytes, headers: Mapping[str, str]) -> Delivered:
        """Send as it is. Raises RuntimeError before the start."""
        if self._session is None:
            raise RuntimeError("start the stand-in before anything is sent")
        start = time.monotonic()
        timeout = aiohttp.ClientTimeout(total=self.pace.ack_seconds)
        try:
            async with self._session.post(
                self.request_url, data=body, headers=dict(headers), timeout=timeout
            ) as answer:
                return Delivered(
                    answer.status,
                    await answer.text(),
                    time.monotonic() - start,
                    no_retry=answer.headers.get("X-Slack-No-Retry") == "1",
                )
        except TimeoutError:
            return Delivered(None, "", time.monotonic() - start, timed_out=True)
        except aiohttp.ClientError:
            return Delivered(None, "", time.monotonic() - start)

    async def _signed(self, body: bytes, headers: Mapping[str, str]) -> Delivered:
        """The time in the signature is the real one: apps refuse what is five minutes off."""
        timestamp = str(int(time.time()))
        signed = {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self.signing_secret, timestamp, body),
        }
        return await self.raw(body, {**headers, **signed})

    async def _retry(self, envelope: Json, last: Delivered) -> None:
        for number, delay in enumerate(self.pace.retry_delays, start=1):
            if last.ok or last.no_retry:
                return
            await asyncio.sleep(delay)
            last = await self.event(envelope, Retry(number, last.retry_reason))


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
