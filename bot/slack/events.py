"""What Slack delivers, made typed: messages that a person wrote, and the team a payload is of.

Slack docs, "message event": edits, joins, bots' posts and more arrive as subtypes of `message`.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.slack.text import plain

BY_A_PERSON = {None, "file_share", "me_message", "thread_broadcast"}


class WrittenMessage(BaseModel):
    """A message that a person wrote."""

    model_config = ConfigDict(frozen=True)

    team: str
    channel: str
    user: str
    ts: str
    thread_ts: str | None
    text: str
    """Plain text; empty where only a file was sent."""

    @property
    def key(self) -> str:
        """What makes it the same message however often Slack delivers it."""
        return f"{self.channel}:{self.ts}"

    @property
    def is_direct(self) -> bool:
        """Whether it was written to the coach alone."""
        return self.channel.startswith("D")


def written_message(body: Mapping[str, Any]) -> WrittenMessage | None:
    """The message in an event's body; None for an edit, a join, a deletion or a bot's post."""
    event = body["event"]
    if event.get("subtype") not in BY_A_PERSON or event.get("bot_id") or "user" not in event:
        return None
    return WrittenMessage(
        team=body.get("team_id") or event.get("team") or "",
        channel=event["channel"],
        user=event["user"],
        ts=event["ts"],
        thread_ts=event.get("thread_ts"),
        text=plain(event.get("text") or "").strip(),
    )


def team_of(body: Mapping[str, Any]) -> str:
    """The team of an interaction; `team` is null where the app is installed for a whole org."""
    team = body.get("team") or {}
    found: str = team.get("id") or body["user"].get("team_id") or ""
    return found
