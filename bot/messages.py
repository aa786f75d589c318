"""Every message Slack delivers comes in here, once, and goes on to the room it is for.

Bolt runs only the first listener that matches, so there is one for messages.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.services import Services
from bot.slack.events import WrittenMessage, written_message
from bot.slack.gateway import Gateway
from bot.store.events import take_on

Listener = Callable[[WrittenMessage, Gateway], Awaitable[None]]


def listen_to_messages(app: AsyncApp, services: Services, direct_message: Listener) -> None:
    async def listen(body: dict[str, Any], client: AsyncWebClient) -> None:
        message = written_message(body)
        if message is None or message.channel_type != "im":
            return
        async with services.database.unit_of_work() as session:
            new = await take_on(
                session, team_id=message.team, key=message.key, at=services.clock.now()
            )
        if new:
            await direct_message(message, Gateway(client))

    app.event("message")(listen)
