"""What the app hears of: events, and the envelope they are sent in (Slack docs: Events API)."""

from dataclasses import dataclass
from typing import Final

from bot.workspace import shapes
from bot.workspace.methods.base import Context
from bot.workspace.state import Channel, Json, Message, User, new_id

VERIFICATION_TOKEN: Final = "replaced-by-signatures"  # noqa: S105 - a field Slack still sends


@dataclass(frozen=True)
class Events:
    context: Context

    def said(self, message: Message) -> Json:
        """The rich_text blocks that Slack's client makes are left out."""
        told = self._message(message) | {"client_msg_id": new_id("M")}
        return told | self._place(message) | {"event_ts": message.ts}

    def changed(self, before: Message, after: Message) -> Json:
        """Edited, or turned into a tombstone."""
        return self._hidden("message_changed", before, after.edited) | {
            "message": self._message(after),
        }

    def unfurled(self, message: Message) -> Json:
        """Slack itself put a preview under a link: a change that is no edit."""
        preview = {"id": 1, "fallback": "A preview", "from_url": "https://example.com/"}
        return self._hidden("message_changed", message) | {
            "message": self._message(message) | {"attachments": [preview]},
        }

    def deleted(self, message: Message) -> Json:
        return self._hidden("message_deleted", message) | {"deleted_ts": message.ts}

    def home_opened(self, user: User) -> Json:
        workspace = self.context.workspace
        event: Json = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": workspace.direct(user.id).id,
            "tab": "home",
            "event_ts": self.context.ts(),
        }
        home = workspace.homes.get(user.id)
        return event | ({"view": shapes.view(workspace, home)} if home else {})

    def shared(self, channel: Channel) -> Json:
        """Another team joined the channel: the one that is known here, or a stranger."""
        ours = self.context.workspace.team.id
        teams = (user.team.id for user in self.context.workspace.users.values())
        other = next((team for team in teams if team != ours), new_id("T"))
        return self._of_channel("channel_shared", channel) | {"connected_team_id": other}

    def left(self, channel: Channel) -> Json:
        """The bot was removed (Slack docs: channel_left, group_left)."""
        kind = "group_left" if channel.is_private else "channel_left"
        return self._of_channel(kind, channel) | {"actor_id": self.context.workspace.me.id}

    def archived(self, channel: Channel) -> Json:
        """Slack docs: channel_archive, group_archive."""
        kind = "group_archive" if channel.is_private else "channel_archive"
        return self._of_channel(kind, channel) | {"user": self.context.workspace.me.id}

    def enveloped(self, event: Json, event_id: str) -> Json:
        workspace = self.context.workspace
        channel = workspace.channels.get(str(event.get("channel")))
        return {
            "token": VERIFICATION_TOKEN,
            "type": "event_callback",
            "team_id": workspace.team.id,
            "context_team_id": workspace.team.id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app_id,
            "event": event,
            "event_id": event_id,
            "event_time": int(self.context.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": workspace.team.id,
                    "user_id": workspace.bot.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
            "event_context": new_id("4-"),
        }

    def _message(self, message: Message) -> Json:
        workspace = self.context.workspace
        shape = shapes.message(workspace, message)
        if workspace.channels[message.channel].is_ext_shared:
            team = workspace.users[message.user].team
            shape |= {"user_team": team.id, "source_team": team.id}
        return shape

    def _hidden(self, subtype: str, before: Message, ts: str | None = None) -> Json:
        """What is told of an earlier message is itself a message, which no client shows."""
        at = ts or self.context.ts()
        return self._place(before) | {
            "type": "message",
            "subtype": subtype,
            "hidden": True,
            "previous_message": self._message(before),
            "ts": at,
            "event_ts": at,
        }

    def _place(self, message: Message) -> Json:
        channel = self.context.workspace.channels[message.channel]
        return {"channel": channel.id, "channel_type": channel_type(channel)}

    def _of_channel(self, kind: str, channel: Channel) -> Json:
        return {"type": kind, "channel": channel.id, "event_ts": self.context.ts()}


def channel_type(channel: Channel) -> str:
    if channel.kind == "im":
        return "im"
    return "group" if channel.is_private else "channel"
