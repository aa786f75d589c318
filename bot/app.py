"""Where the parts meet. Importing this does nothing; `create_app` puts a bot together."""

import logging
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.check import listeners as check
from bot.clock import Clock, SystemClock
from bot.help import listeners as help_
from bot.home import listeners as home
from bot.messages import listen_to_messages
from bot.playbook import listeners as playbook
from bot.services import Services
from bot.settings import Settings
from bot.slack import failures
from bot.slack.commands import Commands
from bot.slack.gateway import retry_handlers
from bot.slack.ids import COMMAND
from bot.store.database import Database
from bot.web import create_web_app
from coaching import Coach

log = logging.getLogger(__name__)


class CredentialsError(Exception):
    """Slack does not accept our credentials; the message says what to do."""


@dataclass(frozen=True)
class NegotiationCoach:
    """The bot, ready to be served."""

    bolt: AsyncApp
    services: Services
    web: web.Application
    """Slack's HTTP requests and the health check."""


async def create_app(
    settings: Settings, *, clock: Clock | None = None, coach: Coach | None = None
) -> NegotiationCoach:
    """A bot set up as `settings` say. Asks Slack once who it is.

    Raises CredentialsError where Slack does not accept the token.
    """
    services = Services(
        coach=coach or Coach.default(),
        database=Database(settings.database_url),
        clock=clock or SystemClock(),
    )
    bolt = await _create_bolt(settings)
    register_rooms(bolt, services)
    return NegotiationCoach(bolt, services, create_web_app(bolt, services))


async def connect_socket(app: NegotiationCoach, settings: Settings) -> AsyncSocketModeHandler:
    """Open a Socket Mode connection; it reconnects by itself."""
    if settings.slack_app_token is None:
        raise ValueError("Socket Mode needs SLACK_APP_TOKEN")
    handler = AsyncSocketModeHandler(app.bolt, settings.slack_app_token.get_secret_value())
    await handler.connect_async()  # type: ignore[no-untyped-call]
    return handler


def register_rooms(bolt: AsyncApp, services: Services) -> None:
    """Let every room listen to what is its own."""
    commands = Commands()
    checking = check.register(bolt, commands, services)
    playbook.register(bolt, commands, services)
    home.register(bolt, services)
    help_.register(commands, checking.command)
    bolt.command(COMMAND)(commands.listen)
    listen_to_messages(bolt, services, checking.direct_message)
    failures.register(bolt)


async def _create_bolt(settings: Settings) -> AsyncApp:
    if settings.slack_bot_token is None:
        raise ValueError("the bot needs SLACK_BOT_TOKEN")
    client = AsyncWebClient(base_url=settings.slack_api_url, retry_handlers=retry_handlers())
    who_we_are = await _who_we_are(client, settings.slack_bot_token.get_secret_value())

    async def authorize(**_: Any) -> AuthorizeResult:
        # Asked once at start: asking at each request would call Slack before the acknowledgement.
        return who_we_are

    secret = settings.slack_signing_secret
    return AsyncApp(
        client=client,
        authorize=authorize,
        signing_secret=secret.get_secret_value() if secret else "",
        # Socket Mode deliveries bear no signature; over HTTP the check is never off.
        request_verification_enabled=secret is not None,
    )


async def _who_we_are(client: AsyncWebClient, token: str) -> AuthorizeResult:
    try:
        response = await client.auth_test(token=token)
    except SlackApiError as error:
        raise CredentialsError(
            f"Slack does not accept SLACK_BOT_TOKEN ({error.response['error']}). Install the app "
            "to your workspace again and copy the token from OAuth & Permissions."
        ) from None
    return AuthorizeResult.from_auth_test_response(auth_test_response=response, bot_token=token)
