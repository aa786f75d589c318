"""Every message Slack delivers comes in here, once, and goes on to the room it is for.

Bolt runs only the first listener that matches, so there is one for messages.
"""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.services import Services
from bot.slack.commands import CommandRequest, Commands
from bot.slack.events import written_message
from bot.slack.gateway import Gateway
from bot.slack.messages import Whereabouts
from bot.store.once import take_on


def listen_to_messages(app: AsyncApp, services: Services, commands: Commands) -> None:
    async def listen(body: dict[str, Any], client: AsyncWebClient) -> None:
        message = written_message(body)
        if message is None or not message.is_direct:
            return
        async with services.database.unit_of_work() as session:
            new = await take_on(
                session, team_id=message.team, key=message.key, at=services.clock.now()
            )
        if new:
            # What is written to the coach directly is taken like what follows /negotiate.
            asker = Whereabouts(
                user=message.user, channel=message.channel, thread_ts=message.thread_ts
            )
            await commands.dispatch(
                CommandRequest(message.text, asker, trigger_id=None, gateway=Gateway(client))
            )

    app.event("message")(listen)
