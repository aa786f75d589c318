"""Trigger ids: the short leave an app has to open a modal after someone used it.

Slack docs: Modals, "expires in 3 seconds", "may only be used once".
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.workspace.methods.base import RefusalError
from bot.workspace.state import new_id

LIFE_SECONDS = 3.0


@dataclass
class Triggers:
    monotonic: Callable[[], float] = time.monotonic
    """Real seconds: skipping ahead in the workspace must not stop a modal from opening."""
    _open: dict[str, tuple[str, float]] = field(default_factory=dict)

    def issue(self, user: str) -> str:
        trigger_id = new_id("0.")
        self._open[trigger_id] = (user, self.monotonic())
        return trigger_id

    def redeem(self, trigger_id: str) -> str:
        """The id of the user it was made for. Raises RefusalError: unknown, used or too old."""
        if trigger_id not in self._open:
            raise RefusalError("exchanged_trigger_id")
        user, issued = self._open.pop(trigger_id)
        if self.monotonic() - issued > LIFE_SECONDS:
            raise RefusalError("expired_trigger_id")
        return user
