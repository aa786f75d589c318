"""Which of the messages Slack delivers were written by a person, and are new.

Slack docs, "message event": edits, joins, bots' posts and more arrive as subtypes of `message`.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.slack.text import plain

BY_A_PERSON = {None, "file_share", "me_message", "thread_broadcast"}


class WrittenMessage(BaseModel):
    """A message that a person wrote."""

    model_config = ConfigDict(frozen=True)

    team: str
    channel: str
    channel_type: str
    user: str
    ts: str
    thread_ts: str | None
    text: str
    """Plain text."""

    @property
    def key(self) -> str:
        """What makes it the same message however often Slack delivers it."""
        return f"{self.channel}:{self.ts}"


def written_message(body: dict[str, Any]) -> WrittenMessage | None:
    """The message in an event's body, or None: from a bot, an edit, a join, or without words."""
    event = body["event"]
    if event.get("subtype") not in BY_A_PERSON or event.get("bot_id") or "user" not in event:
        return None
    text = plain(event.get("text") or "")
    if not text.strip():
        return None
    return WrittenMessage(
        team=body["team_id"],
        channel=event["channel"],
        channel_type=event["channel_type"],
        user=event["user"],
        ts=event["ts"],
        thread_ts=event.get("thread_ts"),
        text=text,
    )
