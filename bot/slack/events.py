"""What Slack delivers, made typed: what people wrote, changed and deleted.

Slack docs, "message event": edits, joins, bots' posts and more arrive as subtypes of `message`.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.slack.text import plain
from coaching import Side

SLACKBOT = "USLACKBOT"
BY_A_PERSON = {None, "file_share", "me_message", "thread_broadcast"}
MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")


class SharedFile(BaseModel):
    """A file in a message. Slack docs, "File object": of some files events tell the id alone."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str = ""
    mimetype: str = ""
    size: int = 0
    url_private_download: str = ""

    @property
    def is_calendar(self) -> bool:
        return self.mimetype == "text/calendar" or self.name.lower().endswith((".ics", ".ical"))


class WrittenMessage(BaseModel):
    """A message that a person wrote, or what it says since it was edited."""

    model_config = ConfigDict(frozen=True)

    team: str
    channel: str
    user: str
    ts: str
    thread_ts: str | None
    text: str
    """Plain text; empty where only a file was sent."""
    side: Side
    """`them` where someone of another company wrote it, by Slack Connect."""
    mentions: frozenset[str]
    """The people it names, by user id."""
    files: tuple[SharedFile, ...] = ()
    edited_ts: str | None = None
    """When it was edited; None for a message as it was first written."""

    @property
    def key(self) -> str:
        """What makes it the same message however often Slack delivers it."""
        return f"{self.channel}:{self.ts}"

    @property
    def is_direct(self) -> bool:
        """Whether it was written to the coach alone."""
        return self.channel.startswith("D")

    @property
    def at(self) -> datetime:
        return moment(self.ts)


class DeletedMessage(BaseModel):
    """A message that is no longer there."""

    model_config = ConfigDict(frozen=True)

    team: str
    channel: str
    ts: str


def written_message(body: Mapping[str, Any]) -> WrittenMessage | None:
    """The message in an event's body; None for an edit, a join, a deletion or a bot's post."""
    return of_a_person(body["event"], our_team(body), body["event"]["channel"])


def edited_message(body: Mapping[str, Any]) -> WrittenMessage | None:
    """A message whose words a person changed; None for a link's preview and the like."""
    event = body["event"]
    if event.get("subtype") != "message_changed":
        return None
    message, before = event["message"], event.get("previous_message") or {}
    edited_ts = (message.get("edited") or {}).get("ts")
    if edited_ts is None or message.get("text") == before.get("text"):
        return None
    return of_a_person(message, our_team(body), event["channel"])


def deleted_message(body: Mapping[str, Any]) -> DeletedMessage | None:
    """A deletion; a message that has replies is changed into a tombstone instead."""
    event = body["event"]
    if event.get("subtype") == "message_deleted":
        ts = event["deleted_ts"]
    elif event.get("message", {}).get("subtype") == "tombstone":
        ts = event["message"]["ts"]
    else:
        return None
    return DeletedMessage(team=our_team(body), channel=event["channel"], ts=ts)


def of_a_person(message: Mapping[str, Any], team: str, channel: str) -> WrittenMessage | None:
    """The message, as events and conversations.history have it; None where no person wrote it."""
    by_a_person = message.get("subtype") in BY_A_PERSON and not message.get("bot_id")
    if not by_a_person or message.get("user") in {None, SLACKBOT}:
        return None
    text = message.get("text") or ""
    thread_ts = message.get("thread_ts")
    author_team = message.get("user_team") or message.get("team") or team
    return WrittenMessage(
        team=team,
        channel=channel,
        user=message["user"],
        ts=message["ts"],
        thread_ts=None if thread_ts == message["ts"] else thread_ts,
        text=plain(text).strip(),
        side="us" if author_team == team else "them",
        mentions=frozenset(MENTION.findall(text)),
        edited_ts=(message.get("edited") or {}).get("ts"),
        files=tuple(shared_file(each) for each in message.get("files") or ()),
    )


def shared_file(file: Mapping[str, Any]) -> SharedFile:
    return SharedFile(**{name: file[name] for name in SharedFile.model_fields if file.get(name)})


def our_team(body: Mapping[str, Any]) -> str:
    """The team an event was delivered for: in a shared channel, `team_id` may be the author's.

    Slack docs, "Events API", "Authorizations": the first installation that an event is visible to.
    """
    for authorization in body.get("authorizations") or ():
        if team := authorization.get("team_id"):
            return str(team)
    return str(body.get("team_id") or body["event"].get("team") or "")


def team_of(body: Mapping[str, Any]) -> str:
    """The team of an interaction; `team` is null where the app is installed for a whole org."""
    team = body.get("team") or {}
    found: str = team.get("id") or body["user"].get("team_id") or ""
    return found


def moment(ts: str) -> datetime:
    """When a message with this `ts` was written."""
    return datetime.fromtimestamp(float(ts), UTC)
