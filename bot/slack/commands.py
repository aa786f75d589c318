"""`/negotiate <subcommand> …`: each room adds its own; this finds the one that was meant."""

import difflib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.gateway import Gateway
from bot.slack.messages import Whereabouts
from bot.slack.text import plain

ENOUGH_WORDS = 4
"""As many words without a subcommand are taken for a situation: people forget to type "check"."""


@dataclass(frozen=True)
class CommandRequest:
    """What was typed behind `/negotiate`, or written to the coach directly, in plain text."""

    text: str
    team: str
    whereabouts: Whereabouts
    trigger_id: str | None
    """Opens a modal; None where the words came as a message."""
    gateway: Gateway


Handler = Callable[[CommandRequest], Awaitable[None]]


@dataclass(frozen=True)
class Subcommand:
    name: str
    usage: str
    """What may follow the name, as in "[sign]"."""
    does: str
    handle: Handler


class Commands:
    """The subcommands there are, and where to go with what is none of them."""

    def __init__(self) -> None:
        self.all: dict[str, Subcommand] = {}

    def add(self, name: str, usage: str, does: str, handle: Handler) -> None:
        self.all[name] = Subcommand(name, usage, does, handle)

    async def listen(self, ack: AsyncAck, command: dict[str, str], client: AsyncWebClient) -> None:
        await ack()
        whereabouts = Whereabouts(
            user=command["user_id"],
            channel=command["channel_id"],
            response_url=command["response_url"],
        )
        text = plain(command.get("text", "")).strip()
        await self.dispatch(
            CommandRequest(
                text, command["team_id"], whereabouts, command["trigger_id"], Gateway(client)
            )
        )

    async def dispatch(self, request: CommandRequest) -> None:
        """Run the subcommand that the first word names; a text without one is a situation."""
        words = request.text.split(maxsplit=1)
        named = self.all.get(words[0].lower()) if words else None
        if named:
            await named.handle(replace(request, text=words[1].strip() if words[1:] else ""))
        elif len(request.text.split()) >= ENOUGH_WORDS:
            await self.all["check"].handle(request)
        else:
            await self.all["help"].handle(request)

    def near_miss(self, word: str) -> str | None:
        """The subcommand whose name is nearly `word`."""
        near = difflib.get_close_matches(word.lower(), self.all, n=1, cutoff=0.6)
        return near[0] if near else None
