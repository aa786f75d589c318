"""Knows which listeners are at work, so that the bot can finish them before it stops.

What was acknowledged is not delivered again: stopping in the midst of it would lose it.
"""

import asyncio

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.listener.async_listener_completion_handler import AsyncListenerCompletionHandler
from slack_bolt.listener.async_listener_start_handler import AsyncListenerStartHandler
from slack_bolt.response import BoltResponse

LONGEST_WAIT = 10.0
"""Seconds."""


class Working:
    """Counts the listeners that Bolt has started and not yet finished."""

    def __init__(self, app: AsyncApp) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()
        app.listener_runner.listener_start_handler = _Started(self)
        app.listener_runner.listener_completion_handler = _Finished(self)

    def count(self, change: int) -> None:
        self._count += change
        if self._count:
            self._idle.clear()
        else:
            self._idle.set()

    async def finished(self) -> bool:
        """Wait until no listener is at work; False where one still is after ten seconds."""
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True


class _Started(AsyncListenerStartHandler):
    def __init__(self, working: Working) -> None:
        self._working = working

    async def handle(self, request: AsyncBoltRequest, response: BoltResponse | None) -> None:
        self._working.count(+1)


class _Finished(AsyncListenerCompletionHandler):
    def __init__(self, working: Working) -> None:
        self._working = working

    async def handle(self, request: AsyncBoltRequest, response: BoltResponse | None) -> None:
        self._working.count(-1)
