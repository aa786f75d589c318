"""Forgets what is of no more use."""

from datetime import timedelta

from bot.services import Services
from bot.store import meetings, once, watching

REPEATED_NO_MORE = timedelta(days=7)
"""Nothing that Slack delivers is repeated this late."""


async def forget_old(services: Services) -> None:
    now = services.clock.now()
    async with services.database.unit_of_work() as session:
        await once.forget_before(session, now - REPEATED_NO_MORE)
        await watching.forget_before(session, now - watching.KEPT)
        await meetings.forget_before(session, now - meetings.KEPT)
