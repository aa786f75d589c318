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
    channel = visible(context, ref)
    if not is_member(context, channel):
        raise RefusalError("not_in_channel")
    if channel.is_archived:
        raise RefusalError("is_archived")
    return channel


def is_member(context: Context, channel: Channel) -> bool:
    return context.workspace.bot.id in channel.members
