"""Forgets what is of no more use."""

from datetime import timedelta

from bot.services import Services
from bot.store import followed_calendars, meetings, once, watching

REPEATED_NO_MORE = timedelta(days=7)
"""Nothing that Slack delivers is repeated this late."""
AGREED_TO_NO_MORE = timedelta(days=1)
"""How long a calendar's link waits for somebody to agree that it is followed."""


async def forget_old(services: Services) -> None:
    now = services.clock.now()
    async with services.database.unit_of_work() as session:
        await once.forget_before(session, now - REPEATED_NO_MORE)
        await watching.forget_before(session, now - watching.KEPT)
        await followed_calendars.forget_before(session, now - AGREED_TO_NO_MORE)
        await meetings.forget_before(session, now - meetings.KEPT)
