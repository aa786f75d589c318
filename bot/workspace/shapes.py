"""People, channels, messages and views in Slack's shapes (Slack docs: Objects)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.workspace import inputs
from bot.workspace.state import Channel, File, Json, Message, User, View, Workspace


def bot_id(workspace: Workspace) -> str:
    """The bot has an id as a user ("U…") and another as a bot ("B…")."""
    return "B" + workspace.bot.id[1:]


def user(workspace: Workspace, person: User, now: datetime) -> Json:
    offset = now.astimezone(ZoneInfo(person.tz)).utcoffset()
    return {
        "id": person.id,
        "team_id": person.team.id,
        "name": person.name,
        "real_name": person.real_name,
        "deleted": False,
        "color": person.color,
        "tz": person.tz,
        "tz_label": person.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "is_stranger": person.team != workspace.team,
        "profile": {
            "real_name": person.real_name,
            "display_name": person.name,
            "team": person.team.id,
        },
    }


def channel(workspace: Workspace, place: Channel) -> Json:
    shared = {"is_ext_shared": place.is_ext_shared, "is_org_shared": False}
    if place.kind == "im":
        other = next(each for each in place.members if each != workspace.bot.id)
        return {"id": place.id, "is_im": True, "user": other, "is_archived": False, **shared}
    return {
        "id": place.id,
        "name": place.name,
        "name_normalized": place.name,
        "is_channel": not place.is_private,
        "is_group": place.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": place.is_private,
        "is_archived": place.is_archived,
        "is_general": False,
        "is_shared": place.is_ext_shared,
        "is_member": workspace.bot.id in place.members,
        "topic": {"value": place.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        **shared,
    }


def message(workspace: Workspace, said: Message, *, with_metadata: bool = False) -> Json:
    author = workspace.users[said.user]
    shape: Json = {
        "type": "message",
        "user": said.user,
        "ts": said.ts,
        "text": said.text,
        "team": author.team.id,
    }
    if author == workspace.bot:
        shape |= {"bot_id": bot_id(workspace), "app_id": workspace.app_id}
    if said.blocks is not None:
        shape["blocks"] = said.blocks
    if said.edited:
        shape["edited"] = {"user": said.user, "ts": said.edited}
    if said.subtype:
        shape["subtype"] = said.subtype
    if said.subtype == "tombstone":
        shape |= {"user": "USLACKBOT", "hidden": True}
    if said.files:
        shape |= {"files": [file(each) for each in said.files], "upload": True}
    if with_metadata and said.metadata:
        shape["metadata"] = said.metadata
    if said.reactions:
        shape["reactions"] = _reactions(said)
    return shape | _thread(workspace, said)


def file(shared: File) -> Json:
    """Slack docs: File object. The fields that only Slack's own client uses are left out."""
    kind = shared.name.rpartition(".")[2].lower()
    shape: Json = {
        "id": shared.id,
        "created": int(shared.created.timestamp()),
        "timestamp": int(shared.created.timestamp()),
        "name": shared.name,
        "title": shared.title,
        "mimetype": shared.mimetype,
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": shared.user,
        "editable": False,
        "size": len(shared.content or b""),
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "public_url_shared": False,
        "url_private": shared.url,
        "url_private_download": shared.url,
        "file_access": "visible",
    }
    return shape | ({"alt_txt": shared.alt_text} if shared.alt_text else {})


def view(workspace: Workspace, shown: View, values: inputs.PlainValues | None = None) -> Json:
    """With what is in its inputs. Raises ImpossibleError for a value that no input can hold."""
    content = {"submit": None, "close": None, "private_metadata": "", "callback_id": ""}
    return {
        **content,
        "clear_on_close": False,
        "notify_on_close": False,
        "external_id": "",
        **shown.content,
        "id": shown.id,
        "team_id": workspace.team.id,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.team.id,
        "bot_id": bot_id(workspace),
        "hash": shown.hash,
        "root_view_id": shown.root_id,
        "previous_view_id": shown.previous_id,
        "state": {"values": inputs.state(shown.blocks, values or {})},
    }


def _thread(workspace: Workspace, said: Message) -> Json:
    if said.thread_ts:
        parent = workspace.messages[said.channel].get(said.thread_ts)
        shape: Json = {"thread_ts": said.thread_ts}
        return shape | ({"parent_user_id": parent.user} if parent else {})
    replies = [] if said.is_ephemeral else workspace.thread(said)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": said.ts,
        "reply_count": len(replies),
        "reply_users": users,
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
    }


def _reactions(said: Message) -> list[Any]:
    names = dict.fromkeys(name for name, _ in said.reactions)
    by_name = {name: [who for each, who in said.reactions if each == name] for name in names}
    return [{"name": name, "users": who, "count": len(who)} for name, who in by_name.items()]
