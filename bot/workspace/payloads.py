"""What Slack sends when someone uses the app (Slack docs: Interaction payloads; Slash commands)."""

from dataclasses import dataclass

from bot.workspace import inputs, shapes
from bot.workspace.events import VERIFICATION_TOKEN, channel_type
from bot.workspace.methods.base import Context
from bot.workspace.response_url import ResponseUrls
from bot.workspace.state import Channel, Json, Message, User, View


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
            "action_ts": self.context.ts(),
            "message_ts": message.ts,
            "message": shapes.message(self.context.workspace, message),
            "channel": self._channel(message.channel),
            "response_url": self.response_urls.issue(message.channel, user.id, message),
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
        return action | {"action_ts": self.context.ts()}


def _channel_name(channel: Channel) -> str:
    """Slack does not tell the names of direct messages and private channels here."""
    names = {"im": "directmessage", "group": "privategroup"}
    return names.get(channel_type(channel), channel.name)
