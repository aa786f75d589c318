"""Which channels the app can see, and into which it can write."""

from bot.workspace.methods.base import Context, RefusalError
from bot.workspace.state import Channel


def visible(context: Context, channel_id: str) -> Channel:
    """Raises RefusalError: a private channel without the bot does not exist for the bot."""
    channel = context.workspace.channels.get(channel_id)
    if channel is None or (channel.is_private and not is_member(context, channel)):
        raise RefusalError("channel_not_found")
    return channel


def destination(context: Context, ref: str) -> Channel:
    """Where a message goes: a channel with the bot in it, or the direct message of a user id.

    Raises RefusalError.
    """
    if ref in context.workspace.users and ref != context.workspace.bot.id:
        return context.workspace.direct(ref)
    return writable(context, ref)


def writable(context: Context, channel_id: str) -> Channel:
    """Raises RefusalError where the bot cannot write."""
    channel = visible(context, channel_id)
    if not is_member(context, channel):
        raise RefusalError("not_in_channel")
    if channel.is_archived:
        raise RefusalError("is_archived")
    return channel


def is_member(context: Context, channel: Channel) -> bool:
    return context.workspace.bot.id in channel.members


def check_thread(context: Context, channel: Channel, thread_ts: str | None) -> None:
    """Stricter than Slack, where a thread_ts that is no parent's leaves the reply nowhere."""
    if thread_ts is None:
        return
    parent = context.workspace.messages.get(channel.id, {}).get(thread_ts)
    if parent is None or parent.is_ephemeral:
        raise RefusalError("thread_not_found")
    if parent.thread_ts:
        raise RefusalError("cannot_reply_to_message")
