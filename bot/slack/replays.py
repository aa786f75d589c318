"""Refuses a signed request that was sent before.

Slack signs each delivery anew, its retries too: the same signature twice is a copy of a request
that someone caught. Bolt refuses requests older than five minutes, so that is as long as it takes
to remember them. Source: Slack docs, "Verifying requests from Slack".
"""

from collections import OrderedDict

REMEMBERED_SECONDS = 600


class SeenSignatures:
    def __init__(self) -> None:
        self._seen: OrderedDict[str, float] = OrderedDict()

    def first_sight(self, signature: str, now: float) -> bool:
        """True unless `signature` was seen in the last ten minutes. `now` is in seconds."""
        while self._seen and next(iter(self._seen.values())) < now - REMEMBERED_SECONDS:
            self._seen.popitem(last=False)
        if signature in self._seen:
            return False
        self._seen[signature] = now
        return True
