"""What Slack sends to an app (Slack docs: Interaction payloads; Slash commands; Events API)."""

from dataclasses import dataclass
from typing import Final

from bot.workspace import inputs, shapes
from bot.workspace.methods.base import Context
from bot.workspace.response_url import ResponseUrls
from bot.workspace.state import Channel, Json, Message, User, View, new_id

VERIFICATION_TOKEN: Final = "replaced-by-signatures"  # noqa: S105 - a field Slack still sends


@dataclass(frozen=True)
class Payloads:
    context: Context
    response_urls: ResponseUrls

    def command(self, user: User, channel: Channel, command: str, text: str) -> dict[str, str]:
        workspace = self.context.workspace
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": workspace.team.id,
            "team_domain": workspace.team.domain,
            "channel_id": channel.id,
            "channel_name": _channel_name(channel),
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": text,
            "api_app_id": workspace.app_id,
            "is_enterprise_install": "false",
            "response_url": self.response_urls.issue(channel.id, user.id),
            "trigger_id": self.context.triggers.issue(user.id),
        }

    def message_action(
        self, user: User, message: Message, action: Json, values: inputs.PlainValues
    ) -> Json:
        """A use of something in a message. An ephemeral message itself is not sent along."""
        workspace = self.context.workspace
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": message.is_ephemeral,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        payload = self._interaction("block_actions", user) | {
            "container": container,
            "channel": self._channel(message.channel),
            "state": {"values": inputs.state(message.blocks or [], values)},
            "response_url": self.response_urls.issue(message.channel, user.id, message),
            "actions": [self._timed(action)],
        }
        if not message.is_ephemeral:
            payload["message"] = shapes.message(workspace, message)
        return payload

    def view_action(self, user: User, view: View, action: Json, values: inputs.PlainValues) -> Json:
        return self._interaction("block_actions", user) | {
            "container": {"type": "view", "view_id": view.id},
            "view": shapes.view(self.context.workspace, view, values),
            "actions": [self._timed(action)],
        }

    def submission(self, user: User, view: View, values: inputs.PlainValues) -> Json:
        return self._interaction("view_submission", user) | {
            "view": shapes.view(self.context.workspace, view, values),
            "response_urls": [],
        }

    def closed(self, user: User, view: View) -> Json:
        payload = self._interaction("view_closed", user) | {
            "view": shapes.view(self.context.workspace, view),
            "is_cleared": False,
        }
        del payload["trigger_id"]
        return payload

    def shortcut(self, user: User, callback_id: str, message: Message) -> Json:
        return self._interaction("message_action", user) | {
            "callback_id": callback_id,
            "action_ts": self._now(),
            "message_ts": message.ts,
            "message": shapes.message(self.context.workspace, message),
            "channel": self._channel(message.channel),
            "response_url": self.response_urls.issue(message.channel, user.id, message),
        }

    def said(self, message: Message) -> Json:
        """The message event. The rich_text blocks that Slack's client makes are left out."""
        workspace = self.context.workspace
        channel = workspace.channels[message.channel]
        team = workspace.users[message.user].team
        event = shapes.message(workspace, message) | {
            "client_msg_id": new_id("M"),
            "channel": channel.id,
            "channel_type": _channel_type(channel),
            "event_ts": message.ts,
        }
        if channel.is_ext_shared:
            event |= {"user_team": team.id, "source_team": team.id}
        return event

    def home_opened(self, user: User) -> Json:
        workspace = self.context.workspace
        event: Json = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": workspace.direct(user.id).id,
            "tab": "home",
            "event_ts": self._now(),
        }
        home = workspace.homes.get(user.id)
        return event | ({"view": shapes.view(workspace, home)} if home else {})

    def event(self, event: Json, event_id: str) -> Json:
        """The envelope around an event."""
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

    def _interaction(self, kind: str, user: User) -> Json:
        workspace = self.context.workspace
        return {
            "type": kind,
            "token": VERIFICATION_TOKEN,
            "api_app_id": workspace.app_id,
            "team": {"id": workspace.team.id, "domain": workspace.team.domain},
            "enterprise": None,
            "is_enterprise_install": False,
            "user": {
                "id": user.id,
                "username": user.name,
                "name": user.name,
                "team_id": user.team.id,
            },
            "trigger_id": self.context.triggers.issue(user.id),
        }

    def _channel(self, channel_id: str) -> Json:
        channel = self.context.workspace.channels[channel_id]
        return {"id": channel.id, "name": _channel_name(channel)}

    def _timed(self, action: Json) -> Json:
        return action | {"action_ts": self._now()}

    def _now(self) -> str:
        return f"{self.context.now().timestamp():.6f}"


def _channel_type(channel: Channel) -> str:
    if channel.kind == "im":
        return "im"
    return "group" if channel.is_private else "channel"


def _channel_name(channel: Channel) -> str:
    """Slack does not tell the names of direct messages and private channels here."""
    names = {"im": "directmessage", "group": "privategroup"}
    return names.get(_channel_type(channel), channel.name)
