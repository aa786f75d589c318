"""`/negotiate <subcommand> …`: each room adds its own; this finds the one that was meant."""

import difflib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.gateway import Gateway
from bot.slack.ids import COMMAND
from bot.slack.messages import Whereabouts
from bot.slack.text import plain


@dataclass(frozen=True)
class CommandRequest:
    """A slash command as typed, in plain text."""

    text: str
    """What stands after the subcommand."""
    whereabouts: Whereabouts
    trigger_id: str
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
    """The subcommands there are. `unknown` answers what is none of them, told the near miss."""

    def __init__(self) -> None:
        self.all: dict[str, Subcommand] = {}
        self._unknown: Callable[[CommandRequest, str | None], Awaitable[None]]

    def add(self, name: str, usage: str, does: str, handle: Handler) -> None:
        self.all[name] = Subcommand(name, usage, does, handle)

    def otherwise(self, handle: Callable[[CommandRequest, str | None], Awaitable[None]]) -> None:
        self._unknown = handle

    async def listen(self, ack: AsyncAck, command: dict[str, str], client: AsyncWebClient) -> None:
        await ack()
        word, _, rest = plain(command.get("text", "")).strip().partition(" ")
        subcommand = self.all.get(word.lower())
        request = CommandRequest(
            text=rest.strip() if subcommand else word + (f" {rest}" if rest else ""),
            whereabouts=Whereabouts(
                user=command["user_id"],
                channel=command["channel_id"],
                response_url=command["response_url"],
            ),
            trigger_id=command["trigger_id"],
            gateway=Gateway(client),
        )
        if subcommand:
            await subcommand.handle(request)
        else:
            await self._unknown(request, self._near_miss(word))

    def _near_miss(self, word: str) -> str | None:
        near = difflib.get_close_matches(word.lower(), self.all, n=1, cutoff=0.6)
        return f"{COMMAND} {near[0]}" if near else None
