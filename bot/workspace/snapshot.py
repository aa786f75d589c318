"""The workspace as the page shows it: what "me" sees, as one JSON object."""

from collections import Counter
from datetime import datetime

from bot.workspace.manifest import Manifest
from bot.workspace.state import Channel, File, Json, Message, User, View, Workspace


def snapshot(workspace: Workspace, manifest: Manifest, now: datetime) -> Json:
    me = workspace.me.id
    channels = [each for each in workspace.channels.values() if me in each.members]
    home = workspace.homes.get(me)
    return {
        "team": {"name": workspace.team.name},
        "me": me,
        "bot": workspace.bot.id,
        "now": now.isoformat(),
        "users": {user.id: _user(user) for user in workspace.users.values()},
        "channels": [_channel(workspace, channel) for channel in channels],
        "messages": {channel.id: _messages(workspace, channel) for channel in channels},
        "home": _view(home) if home else None,
        "views": [_view(view) for view in workspace.modals.get(me, [])],
        "commands": [
            command.model_dump(include={"command", "usage_hint", "description"})
            for command in manifest.features.slash_commands
        ],
        "shortcuts": [
            shortcut.model_dump(include={"name", "callback_id"})
            for shortcut in manifest.message_shortcuts()
        ],
        "notices": [{"id": notice.id, "text": notice.text} for notice in workspace.notices],
    }


def _user(user: User) -> Json:
    return {
        "name": user.name,
        "real_name": user.real_name,
        "is_bot": user.is_bot,
        "team": user.team.name,
        "color": f"#{user.color}",
        "tz": user.tz,
    }


def _channel(workspace: Workspace, channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "is_private": channel.is_private,
        "is_ext_shared": channel.is_ext_shared,
        "is_archived": channel.is_archived,
        "topic": channel.topic,
        "members": channel.members,
        "unread": _is_unread(workspace, channel),
        "script": len(script.lines) if (script := workspace.scripts.get(channel.id)) else 0,
    }


def _is_unread(workspace: Workspace, channel: Channel) -> bool:
    """What "me" said is read by "me"."""
    read_until = workspace.read_until.get(channel.id, "")
    return any(
        message.ts > read_until and message.user != workspace.me.id
        for message in workspace.messages_in(channel.id, workspace.me.id)
    )


def _messages(workspace: Workspace, channel: Channel) -> list[Json]:
    said = workspace.messages_in(channel.id, workspace.me.id)
    replies = Counter(message.thread_ts for message in said if not message.is_ephemeral)
    return [_message(message, replies[message.ts]) for message in said]


def _message(message: Message, reply_count: int) -> Json:
    return {
        "ts": message.ts,
        "user": message.user,
        "text": message.text,
        "blocks": message.blocks,
        "thread_ts": message.thread_ts,
        "reply_count": reply_count,
        "ephemeral": message.is_ephemeral,
        "edited": message.edited is not None,
        "is_tombstone": message.subtype == "tombstone",
        "files": [_file(file) for file in message.files],
    }


def _file(file: File) -> Json:
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "alt_text": file.alt_text,
        "is_image": file.mimetype.startswith("image/"),
    }


def _view(view: View) -> Json:
    return {
        "id": view.id,
        "type": view.type,
        "title": view.content.get("title"),
        "submit": view.content.get("submit"),
        "close": view.content.get("close"),
        "blocks": view.blocks,
        "callback_id": view.callback_id,
        "hash": view.hash,
        "errors": view.errors,
    }
