"""What an app says: checked against Slack's limits, and searched for pings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.workspace import blockkit
from bot.workspace.methods.base import RefusalError
from bot.workspace.state import Blocks, Json, Message, Ping, Workspace

MAX_CHARACTERS = 13_200
"""Of a whole message; measured on Slack, which documents it only as msg_blocks_too_long."""

_PING = re.compile(r"<!(?:channel|here|everyone)(?:\|[^>]*)?>|<@[UW][^>]*>|<!subteam\^[^>]*>")


@dataclass(frozen=True)
class Content:
    text: str
    blocks: Blocks | None


def checked(text: str, blocks: Any) -> Content:
    """Blocks as given, None for none. Raises RefusalError.

    Stricter than Slack in one thing: blocks need a text beside them, which is what notifications
    and screen readers have.
    """
    if not text.strip():
        reason = ["[ERROR] blocks need a top-level text"] if blocks else []
        raise RefusalError("no_text", reason)
    if len(text) > MAX_CHARACTERS:
        raise RefusalError("msg_too_long")
    if not blocks:
        return Content(text, None)
    if not isinstance(blocks, list):
        raise RefusalError("invalid_blocks_format")
    if complaints := blockkit.errors(blocks, "message"):
        raise RefusalError("invalid_blocks", complaints)
    if sum(map(len, blockkit.texts(blocks))) > MAX_CHARACTERS:
        raise RefusalError("msg_blocks_too_long")
    return Content(text, blockkit.with_ids(blocks))


def record_pings(workspace: Workspace, message: Message) -> None:
    """Note whom this message notifies (Slack docs: Formatting text, "Mentioning")."""
    for target in _targets(message):
        workspace.pings.append(Ping(message.channel, target, message.visible_to))


def _targets(message: Message) -> Iterator[str]:
    blocks = message.blocks or []
    for text in (message.text, *blockkit.texts(blocks, ("mrkdwn",))):
        yield from _PING.findall(text)
    for part in blockkit.parts(blocks):
        yield from _rich_targets(part)


def _rich_targets(part: Json) -> Iterator[str]:
    match part:
        case {"type": "user", "user_id": user}:
            yield f"<@{user}>"
        case {"type": "broadcast", "range": whom}:
            yield f"<!{whom}>"
        case {"type": "usergroup", "usergroup_id": group}:
            yield f"<!subteam^{group}>"
