"""What every room works with: the coach, the database, the clock, and the way out to Slack."""

import asyncio
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.slack.gateway import Gateway
from bot.store.database import Database
from bot.store.vault import Vault
from coaching import Assessment, Coach, Facts, Kind, Side

READERS = 2
"""Texts read side by side: reading uses a whole core each."""
POLITENESS = 10
"""How far reading gives way to everything else where cores are scarce, as for `nice`."""


@dataclass(frozen=True)
class Services:
    coach: Coach
    database: Database
    clock: Clock
    gateway: Gateway
    """For what the coach says of its own accord."""
    bot_user: str
    """The coach's own user id."""
    workspace_url: str
    """As in "https://acme.slack.com/", for links to messages."""
    vault: Vault
    """For words that people save."""
    _threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(READERS, "coach", initializer=_give_way)
    )

    async def assess(
        self,
        text: str,
        kind: Kind = "situation",
        side: Side = "us",
        facts: Facts = Facts(),  # noqa: B008 - frozen
    ) -> Assessment:
        """`Coach.assess` in a thread, so that acknowledgements do not wait behind it."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self.coach.assess, text, kind, side, facts)

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        await self.database.close()


def _give_way() -> None:
    """Slack waits for the acknowledgement, and nobody for the reading of a message."""
    if sys.platform == "linux":  # Elsewhere a thread has no priority of its own.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), POLITENESS)
