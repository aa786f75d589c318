"""Where the parts meet. Importing this does nothing; `create_app` puts a bot together."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
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
from bot.incoming import listen_to_messages
from bot.meetings import listeners as meetings
from bot.meetings.calendars.following import Following
from bot.meetings.calendars.links import Links
from bot.meetings.calendars.listeners import CalendarListeners
from bot.meetings.plans import Plans
from bot.meetings.reminding import Reminding
from bot.playbook import listeners as playbook
from bot.scheduling.delivering import Deliverer, Desk, Places, Row
from bot.scheduling.forgetting import forget_old
from bot.scheduling.ticking import Ticker
from bot.services import Services
from bot.settings import Settings
from bot.slack import failures
from bot.slack.commands import Commands
from bot.slack.gateway import RETRIES, Gateway
from bot.slack.ids import COMMAND
from bot.store.database import Database
from bot.store.models import CoachPost, Reminder
from bot.store.vault import Vault
from bot.watch import listeners as watch
from bot.watch.asking import Asking
from bot.watch.catching_up import CatchingUp
from bot.watch.reading import Reading
from bot.watch.speaking import Speaking
from bot.web import create_web_app
from bot.working import Working
from coaching import Coach

A_TICK = timedelta(seconds=10)
TWO_MINUTES = timedelta(minutes=2)
AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)
REFUSED = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "missing_scope",
    "not_allowed_token_type",
}


class CredentialsError(Exception):
    """Slack does not accept our credentials; the message says what to do."""


@dataclass(frozen=True)
class NegotiationCoach:
    """The bot, ready to be served."""

    bolt: AsyncApp
    services: Services
    ticker: Ticker
    web: web.Application
    working: Working

    async def close(self) -> None:
        """Finish what is in work, then let go of threads and database."""
        await self.ticker.stop()
        await self.working.finished()
        await self.services.close()


async def create_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    coach: Coach | None = None,
    links: Links | None = None,
) -> NegotiationCoach:
    """A bot set up as `settings` say. Asks Slack once who it is.

    Raises CredentialsError where Slack does not accept the token.
    """
    bolt, who_we_are = await _create_bolt(settings)
    coach = coach or Coach.default(settings.model)
    coach.get_ready()
    services = Services(
        coach=coach,
        database=Database(settings.database_url),
        clock=clock or SystemClock(),
        gateway=Gateway(bolt.client),
        bot_user=who_we_are.bot_user_id or "",
        workspace_url=who_we_are.url or "",
        vault=Vault(settings.encryption_keys),
    )
    ticker = Ticker()
    register_rooms(bolt, services, ticker, links or Links())
    web_app = create_web_app(bolt, services, ticker, takes_requests=settings.connection == "http")
    return NegotiationCoach(bolt, services, ticker, web_app, Working(bolt))


async def connect_socket(app: NegotiationCoach, settings: Settings) -> AsyncSocketModeHandler:
    """Open a Socket Mode connection; it reconnects by itself. Raises CredentialsError."""
    if settings.slack_app_token is None:
        raise ValueError("Socket Mode needs SLACK_APP_TOKEN")
    token = settings.slack_app_token.get_secret_value()
    try:
        await app.bolt.client.apps_connections_open(app_token=token)
    except SlackApiError as error:
        raise _refused(
            error,
            "SLACK_APP_TOKEN",
            "Make one under Basic Information, App-Level Tokens, with the scope connections:write.",
        ) from None
    handler = AsyncSocketModeHandler(app.bolt, token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    return handler


def register_rooms(bolt: AsyncApp, services: Services, ticker: Ticker, links: Links) -> None:
    """Let every room listen to what is its own."""
    commands, speaking, places = Commands(), Speaking(services), Places()
    reading = _reading(services, speaking, places, ticker)
    plans, reminding = Plans(services), Reminding(services)
    following = Following(services, plans, links)
    calendars = CalendarListeners(services, following, reminding)
    # First, since Bolt asks one listener after the other and messages are most of what comes.
    listen_to_messages(bolt, services, commands, reading, Asking(services), calendars, reminding)
    check.register(bolt, commands, services)
    watch.register(bolt, commands, services, speaking)
    meetings.register(bolt, commands, services, plans, reminding)
    calendars.register(bolt, commands)
    ticker.add("calendars", following.keep_up, TWO_MINUTES)
    reminders = _deliverer(services, places, Reminder, reminding)
    ticker.add("reminders", reminders.deliver_due, A_TICK)
    ticker.add("wall times", plans.keep_wall_times, AN_HOUR)
    playbook.register(bolt, commands, services)
    home.register(bolt, services)
    help_.register(commands)
    bolt.command(COMMAND)(commands.listen)
    failures.register(bolt)
    ticker.add("forgetting", partial(forget_old, services), A_DAY)


def _reading(services: Services, speaking: Speaking, places: Places, ticker: Ticker) -> Reading:
    posts = _deliverer(services, places, CoachPost, speaking)
    reading = Reading(services, posts.deliver_due, speaking.note)
    ticker.add("coaching posts", posts.deliver_due, A_TICK)
    ticker.add("catching up", CatchingUp(services, reading).catch_up, A_TICK)
    return reading


def _deliverer(
    services: Services, places: Places, table: type[Row], desk: Desk[Row]
) -> Deliverer[Row]:
    return Deliverer(
        table,
        desk,
        database=services.database,
        clock=services.clock,
        gateway=services.gateway,
        places=places,
    )


async def _create_bolt(settings: Settings) -> tuple[AsyncApp, AuthorizeResult]:
    if settings.slack_bot_token is None:
        raise ValueError("the bot needs SLACK_BOT_TOKEN")
    token = settings.slack_bot_token.get_secret_value()
    client = AsyncWebClient(token, base_url=settings.slack_api_url, retry_handlers=RETRIES)
    who_we_are = await _who_we_are(client, token)

    async def authorize(**_: Any) -> AuthorizeResult:
        # Asked once at start: asking at each request would call Slack before the acknowledgement.
        return who_we_are

    secret = settings.slack_signing_secret
    bolt = AsyncApp(
        client=client,
        authorize=authorize,
        # Bolt checks every HTTP request, and none of Socket Mode, which bear no signature. Without
        # a secret of Slack's, one that nobody knows keeps the check on.
        signing_secret=secret.get_secret_value() if secret else secrets.token_hex(32),
    )
    return bolt, who_we_are


async def _who_we_are(client: AsyncWebClient, token: str) -> AuthorizeResult:
    try:
        response = await client.auth_test(token=token)
    except SlackApiError as error:
        raise _refused(
            error,
            "SLACK_BOT_TOKEN",
            "Install the app to your workspace again and copy the token from OAuth & Permissions.",
        ) from None
    return AuthorizeResult.from_auth_test_response(auth_test_response=response, bot_token=token)


def _refused(error: SlackApiError, setting: str, what_to_do: str) -> CredentialsError:
    said = error.response.get("error")
    if said in REFUSED:
        return CredentialsError(f"Slack does not accept {setting} ({said}). {what_to_do}")
    if said is None:
        return CredentialsError("Something other than Slack answers at SLACK_API_URL.")
    return CredentialsError(f"Slack answered {said}. Try again in a minute.")
