"""The app's Home tab."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.home.views import home
from bot.services import Services
from bot.slack.gateway import Gateway


def register(app: AsyncApp, services: Services) -> None:
    async def opened(event: dict[str, Any], client: AsyncWebClient) -> None:
        if event["tab"] == "home":
            await Gateway(client).publish_home(event["user"], home(services.coach.playbook))

    app.event("app_home_opened")(opened)
