"""Every message Slack delivers comes in here, once, and goes on to the room it is for.

Bolt runs only the first listener that matches, so there is one for messages.
"""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.meetings.calendars.listeners import CalendarListeners
from bot.meetings.reminding import Reminding
from bot.services import Services
from bot.slack.commands import CommandRequest, Commands
from bot.slack.events import (
    WrittenMessage,
    deleted_message,
    edited_message,
    our_team,
    written_message,
)
from bot.slack.gateway import Gateway
from bot.slack.messages import Whereabouts
from bot.store import meetings, watching
from bot.store.once import take_on
from bot.store.watching import ChannelRef
from bot.watch.asking import Asking
from bot.watch.reading import Reading

LEFT = (
    "channel_left",
    "group_left",
    "channel_archive",
    "group_archive",
    "channel_deleted",
    "group_deleted",
)
"""Events after which there is nothing to read in a channel any more."""


def listen_to_messages(
    app: AsyncApp,
    services: Services,
    commands: Commands,
    reading: Reading,
    asking: Asking,
    calendars: CalendarListeners,
    reminding: Reminding,
) -> None:
    async def listen(body: dict[str, Any], client: AsyncWebClient) -> None:
        if message := written_message(body):
            if message.is_direct:
                await direct(message, Gateway(client))
            else:
                await asyncio.gather(reading.take(message), asking.heard(message, Gateway(client)))
        elif (edited := edited_message(body)) and not edited.is_direct:
            await reading.edited(edited)
        elif deleted := deleted_message(body):
            await reading.deleted(deleted)

    async def direct(message: WrittenMessage, gateway: Gateway) -> None:
        """What our own people write to the coach directly is taken like what follows /negotiate; a
        file is taken for a calendar, unless words with it say what is wanted."""
        if message.side == "them" or not await new(message):
            return
        if message.files and (not message.text or any(f.is_calendar for f in message.files)):
            await calendars.dropped(message, gateway)
        else:
            asker = Whereabouts(
                user=message.user, channel=message.channel, thread_ts=message.thread_ts
            )
            await commands.dispatch(
                CommandRequest(message.text, message.team, asker, trigger_id=None, gateway=gateway)
            )

    async def new(message: WrittenMessage) -> bool:
        async with services.database.unit_of_work() as session:
            return await take_on(
                session, team_id=message.team, key=message.key, at=services.clock.now()
            )

    async def left(body: dict[str, Any]) -> None:
        """Invited again later, the coach is to be asked again too. Whoever had a checklist sent
        there is told that none comes."""
        place = ChannelRef(our_team(body), body["event"]["channel"])
        async with services.database.unit_of_work() as session:
            await watching.stop_watching(session, place)
            for meeting in await meetings.meetings_in_channel(session, **place.columns):
                await reminding.end(session, meeting, place.channel_id)

    app.event("message")(listen)
    for event in LEFT:
        app.event(event)(left)
