"""What happens when something fails: a plain sentence to the person, a reference id in the log.

The log gets the kind of error and where it arose, never its message: that may quote what a person
wrote, and never a token or a trace.
"""

import asyncio
import logging
import secrets
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import DBAPIError

from bot.slack.gateway import Gateway
from bot.slack.messages import Whereabouts, sentence
from bot.store.vault import VaultError

log = logging.getLogger(__name__)

NO_DATABASE = (
    "I cannot reach my database just now, so I could not do this. Please try again in a minute."
)
UNFORESEEN = (
    "Something went wrong on my side. Please try again; if it happens again, tell whoever looks "
    "after me this"
)
OUR_CODE = tuple(str(Path(__file__).parents[2] / room) for room in ("bot", "coaching"))
A_POLL = 0.02
"""Seconds. Bolt looks for an acknowledgement every 10 ms, and forgets one that was given once the
error handler returns: an error right after it would leave the request unanswered."""


def register(app: AsyncApp) -> None:
    app.error(_tell)


async def _tell(error: Exception, body: Mapping[str, Any], client: AsyncWebClient) -> None:
    await asyncio.sleep(A_POLL)
    reference = secrets.token_hex(4)
    log.error("failed: %s, reference %s", described(error), reference)
    to = _whereabouts(body)
    if to is None:
        return
    says = _says(error)
    try:
        await Gateway(client).answer(to, sentence(f"{says} (reference {reference})"))
    except (SlackClientError, aiohttp.ClientError, OSError) as second:
        log.error("could not tell: %s, reference %s", _kind(second), reference)


def _says(error: Exception) -> str:
    if isinstance(error, VaultError):
        return str(error)
    return NO_DATABASE if isinstance(error, DBAPIError) else UNFORESEEN


def described(error: BaseException) -> str:
    """What the log may hold of an error: its kind, and where in our code it arose."""
    return f"{_kind(error)} at {_place(error)}"


def _kind(error: BaseException) -> str:
    """The error's class, and for Slack's refusals and the database's their code."""
    name = type(error).__name__
    if isinstance(error, SlackApiError):
        return f"{name} {error.response.get('error')}"
    if isinstance(error, DBAPIError):
        return f"{name} {type(error.orig).__name__}"
    return name


def _place(error: BaseException) -> str:
    """File, line and function, of our own code where it passed there."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(OUR_CODE)]
    where = (ours or frames)[-1:]
    return f"{Path(where[0].filename).name}:{where[0].lineno}" if where else "unknown"


def _whereabouts(body: Mapping[str, Any]) -> Whereabouts | None:
    """Who was waiting for an answer: from a command, an interaction or an event."""
    if user := body.get("user_id"):
        return Whereabouts(user=user, response_url=body.get("response_url"))
    if isinstance(user := body.get("user"), dict):
        return Whereabouts(user=user["id"], response_url=body.get("response_url"))
    event = body.get("event", {})
    # What is written in a channel is no question to the coach: nobody waits for an answer.
    asked_us = "user" in event and not event.get("channel", "D").startswith(("C", "G"))
    return Whereabouts(user=event["user"]) if asked_us else None
