"""The methods chat.* and reactions.add (Slack docs: Web API methods)."""

from dataclasses import replace
from typing import Any

from pydantic import Field

from bot.workspace import shapes
from bot.workspace.methods.base import (
    Arguments,
    Context,
    JsonAny,
    JsonObject,
    Method,
    RefusalError,
)
from bot.workspace.methods.content import checked, record_pings
from bot.workspace.methods.places import check_thread, destination, visible
from bot.workspace.state import Channel, Json, Message


class Saying(Arguments):
    channel: str
    text: str = ""
    blocks: JsonAny = None


class Posting(Saying):
    thread_ts: str | None = None
    metadata: JsonObject | None = None


class Whispering(Saying):
    user: str
    thread_ts: str | None = None


class Updating(Saying):
    ts: str
    metadata: JsonObject | None = None


class Deleting(Arguments):
    channel: str
    ts: str


class Linking(Arguments):
    channel: str
    message_ts: str


class Reacting(Arguments):
    channel: str
    timestamp: str
    name: str = Field(min_length=1)


def post_message(context: Context, asked: Posting) -> Json:
    channel = destination(context, asked.channel)
    content = checked(asked.text, asked.blocks)
    check_thread(context, channel, asked.thread_ts)
    message = context.workspace.post(
        channel.id,
        context.workspace.bot.id,
        content.text,
        context.now(),
        blocks=content.blocks,
        thread_ts=asked.thread_ts,
        metadata=asked.metadata,
    )
    return _posted(context, message)


def post_ephemeral(context: Context, asked: Whispering) -> Json:
    channel = destination(context, asked.channel)
    content = checked(asked.text, asked.blocks)
    if asked.user not in channel.members:
        raise RefusalError("user_not_in_channel")
    check_thread(context, channel, asked.thread_ts)
    message = context.workspace.post(
        channel.id,
        context.workspace.bot.id,
        content.text,
        context.now(),
        blocks=content.blocks,
        thread_ts=asked.thread_ts,
        visible_to=asked.user,
    )
    record_pings(context.workspace, message)
    return {"message_ts": message.ts}


def update(context: Context, asked: Updating) -> Json:
    """Text alone takes the blocks away, and only then does Slack mark the message as edited."""
    message = _own(context, asked.channel, asked.ts, "cant_update_message")
    content = checked(asked.text, asked.blocks)
    changed = replace(
        message,
        text=content.text,
        blocks=content.blocks,
        edited=context.ts() if content.blocks is None else message.edited,
        metadata=message.metadata if asked.metadata is None else asked.metadata,
    )
    context.workspace.put(changed)
    return _posted(context, changed) | {"text": changed.text}


def delete(context: Context, asked: Deleting) -> Json:
    message = _own(context, asked.channel, asked.ts, "cant_delete_message")
    context.workspace.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(context: Context, asked: Linking) -> Json:
    message = _find(context, visible(context, asked.channel), asked.message_ts)
    domain = context.workspace.team.domain
    link = f"https://{domain}.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={message.channel}"
    return {"channel": message.channel, "permalink": link}


def add_reaction(context: Context, asked: Reacting) -> Json:
    message = _find(context, destination(context, asked.channel), asked.timestamp)
    reaction = (asked.name, context.workspace.bot.id)
    if reaction in message.reactions:
        raise RefusalError("already_reacted")
    context.workspace.put(replace(message, reactions=(*message.reactions, reaction)))
    return {}


def _posted(context: Context, message: Message) -> Json:
    record_pings(context.workspace, message)
    shape = shapes.message(context.workspace, message, with_metadata=True)
    return {"channel": message.channel, "ts": message.ts, "message": shape}


def _find(context: Context, channel: Channel, ts: str) -> Message:
    """To the Web API there are no ephemeral messages once they are posted."""
    message = context.workspace.messages.get(channel.id, {}).get(ts)
    if message is None or message.is_ephemeral:
        raise RefusalError("message_not_found")
    return message


def _own(context: Context, channel: str, ts: str, error: str) -> Message:
    message = _find(context, visible(context, channel), ts)
    if message.user != context.workspace.bot.id or message.subtype == "tombstone":
        raise RefusalError(error)
    return message


METHODS: dict[str, Method[Any]] = {
    "chat.postMessage": Method(Posting, post_message),
    "chat.postEphemeral": Method(Whispering, post_ephemeral),
    "chat.update": Method(Updating, update),
    "chat.delete": Method(Deleting, delete),
    "chat.getPermalink": Method(Linking, get_permalink),
    "reactions.add": Method(Reacting, add_reaction),
}
