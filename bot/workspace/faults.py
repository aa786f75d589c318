"""Failures to order: a test says what the Web API does wrong next, or how often it does."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from aiohttp import web

ANY = "*"
RESPONSE_URL = "response_url"
"""Stands for a method name where an answer goes to a response_url."""


@dataclass(frozen=True)
class Fault:
    status: int = 200
    error: str | None = None
    retry_after: int | None = None
    reset: bool = False
    lost: bool = False
    delay: float = 0.0


SLOW = 0.5
"""Seconds."""
ALL_WAYS = (
    Fault(status=429, retry_after=0),
    Fault(status=429, retry_after=1),
    Fault(status=500),
    Fault(error="internal_error"),
    Fault(reset=True),
    Fault(lost=True),
    Fault(delay=SLOW),
)


@dataclass(frozen=True)
class Share:
    """Of the calls of some methods, a part fails, each in any of the ways that Slack's do."""

    part: float
    methods: Collection[str]
    chance: random.Random

    def fault(self, method: str) -> Fault | None:
        if method in self.methods and self.chance.random() < self.part:
            return self.chance.choice(ALL_WAYS)
        return None


@dataclass
class Faults:
    share: Share | None = None
    """Fails calls for which no failure is ordered."""
    _due: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))

    def next(
        self,
        method: str,
        *,
        status: int = 200,
        error: str | None = None,
        retry_after: int | None = None,
        reset: bool = False,
        lost: bool = False,
        delay: float = 0.0,
        times: int = 1,
    ) -> None:
        """The next `times` calls of `method` ("*" for any, "response_url") fail in this way.

        `retry_after` is in seconds, `reset` breaks the connection off, `lost` does so once the
        call was taken, and `delay` (seconds) alone only makes the call slow.
        """
        self._due[method] += [Fault(status, error, retry_after, reset, lost, delay)] * times

    async def apply(self, method: str, request: web.Request) -> web.Response | None:
        """The failure that is due for this call, None where the call is to be answered."""
        fault = self._next_of(method)
        if fault is None:
            return None
        await request.read()  # Slack has it, even if nobody waits for the answer any more
        await asyncio.sleep(fault.delay)
        if (fault.reset or fault.lost) and request.transport:
            request.transport.abort()
        if fault.lost or (fault.status == 200 and fault.error is None and not fault.reset):
            return None
        return _failure(fault)

    def _next_of(self, method: str) -> Fault | None:
        if due := self._due[method] or self._due[ANY]:
            return due.pop(0)
        return self.share.fault(method) if self.share else None


def _failure(fault: Fault) -> web.Response:
    error = fault.error or ("ratelimited" if fault.status == 429 else "internal_error")
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    return web.json_response({"ok": False, "error": error}, status=fault.status, headers=headers)
