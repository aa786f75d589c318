"""Who of a channel's members is a guest, or of another company."""

import asyncio
from collections.abc import Sequence
from itertools import islice

from slack_sdk.web.async_client import AsyncWebClient

AN_HOUR = 3600.0
"""Seconds for which the answer about a person is taken as it was."""
AT_ONCE = 8
"""People asked about side by side."""
MOST = 10_000
"""People remembered."""


class Guests:
    """Remembers about whom it has asked: a look that took too long goes on where it ended."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: dict[str, tuple[bool, float]] = {}
        """Whether each is one, and until when that holds by the loop's time; the oldest first."""

    async def are_among(self, people: Sequence[str]) -> bool:
        """Raises SlackApiError."""
        now = asyncio.get_running_loop().time()
        self._known = {one: known for one, known in self._known.items() if known[1] > now}
        if any(self._known[person][0] for person in people if person in self._known):
            return True
        unknown = (person for person in people if person not in self._known)
        while some := list(islice(unknown, AT_ONCE)):
            if any(await asyncio.gather(*map(self._is_one, some))):
                return True
        return False

    async def _is_one(self, person: str) -> bool:
        """Slack docs, "User object": guests are restricted, and may well be the counterpart."""
        found = (await self._client.users_info(user=person))["user"]
        marks = ("is_restricted", "is_ultra_restricted", "is_stranger")
        is_one = any(found.get(mark) for mark in marks)
        self._known[person] = is_one, asyncio.get_running_loop().time() + AN_HOUR
        while len(self._known) > MOST:
            del self._known[next(iter(self._known))]
        return is_one
