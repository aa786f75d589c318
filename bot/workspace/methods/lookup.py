"""The methods api.*, auth.*, conversations.* and users.* (Slack docs: Web API methods)."""

from typing import Any

from bot.workspace import shapes
from bot.workspace.methods.base import Arguments, Context, Method, Page, RefusalError, paged
from bot.workspace.methods.places import is_member, visible
from bot.workspace.state import Channel, Json, Message


class ChannelArguments(Arguments):
    channel: str


class OneConversation(ChannelArguments):
    include_num_members: bool = False


class Listing(Page):
    types: str = "public_channel"
    exclude_archived: bool = False


class Members(Page):
    channel: str


class History(Page):
    channel: str
    oldest: str = "0"
    latest: str = "9999999999"
    inclusive: bool = False
    include_all_metadata: bool = False


class Replies(History):
    ts: str


class Opening(Arguments):
    users: str


class OneUser(Arguments):
    user: str
    include_locale: bool = False


def api_test(context: Context, asked: Arguments) -> Json:
    return {}


def auth_test(context: Context, asked: Arguments) -> Json:
    workspace = context.workspace
    return {
        "url": f"https://{workspace.team.domain}.slack.com/",
        "team": workspace.team.name,
        "user": workspace.bot.name,
        "team_id": workspace.team.id,
        "user_id": workspace.bot.id,
        "bot_id": shapes.bot_id(workspace),
        "is_enterprise_install": False,
    }


def conversation(context: Context, asked: OneConversation) -> Json:
    place = visible(context, asked.channel)
    members = {"num_members": len(place.members)} if asked.include_num_members else {}
    return {"channel": shapes.channel(context.workspace, place) | members}


def conversations(context: Context, asked: Listing) -> Json:
    types = set(asked.types.replace(" ", "").split(","))
    found = [
        shapes.channel(context.workspace, channel)
        for channel in context.workspace.channels.values()
        if _type(channel) in types
        and not (asked.exclude_archived and channel.is_archived)
        and (not channel.is_private or is_member(context, channel))
    ]
    return paged("channels", found, asked)


def members(context: Context, asked: Members) -> Json:
    return paged("members", list(visible(context, asked.channel).members), asked)


def open_conversation(context: Context, asked: Opening) -> Json:
    """A direct message with one person; group messages are not part of this workspace."""
    if asked.users not in context.workspace.users:
        raise RefusalError("user_not_found")
    if asked.users == context.workspace.bot.id:
        raise RefusalError("cannot_dm_bot")
    return {"channel": {"id": context.workspace.direct(asked.users).id}}


def join(context: Context, asked: ChannelArguments) -> Json:
    channel = visible(context, asked.channel)
    if channel.is_private:
        raise RefusalError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise RefusalError("is_archived")
    if not is_member(context, channel):
        channel.members.append(context.workspace.bot.id)
        context.workspace.touch()
    return {"channel": shapes.channel(context.workspace, channel)}


def history(context: Context, asked: History) -> Json:
    """The newest first, without replies."""
    said = [message for message in _read(context, asked) if message.thread_ts is None]
    return _messages(context, list(reversed(said)), asked)


def replies(context: Context, asked: Replies) -> Json:
    """The parent, then its replies, the oldest first."""
    said = _read(context, asked)
    parent = context.workspace.messages.get(asked.channel, {}).get(asked.ts)
    if parent is None or parent.is_ephemeral:
        raise RefusalError("thread_not_found")
    root = parent.thread_ts or parent.ts
    return _messages(context, [m for m in said if root in (m.ts, m.thread_ts)], asked)


def one_user(context: Context, asked: OneUser) -> Json:
    person = context.workspace.users.get(asked.user)
    if person is None:
        raise RefusalError("user_not_found")
    shape = shapes.user(context.workspace, person, context.now())
    return {"user": shape | ({"locale": person.locale} if asked.include_locale else {})}


def all_users(context: Context, asked: Page) -> Json:
    people = context.workspace.users.values()
    found = [shapes.user(context.workspace, person, context.now()) for person in people]
    return paged("members", found, asked)


def _type(channel: Channel) -> str:
    if channel.kind == "im":
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def _read(context: Context, asked: History) -> list[Message]:
    channel = visible(context, asked.channel)
    if not is_member(context, channel):
        raise RefusalError("not_in_channel")
    oldest, latest = float(asked.oldest), float(asked.latest)
    return [
        message
        for message in context.workspace.messages_in(channel.id)
        if not message.is_ephemeral
        and (
            oldest < float(message.ts) < latest
            or (asked.inclusive and message.ts in (asked.oldest, asked.latest))
        )
    ]


def _messages(context: Context, said: list[Message], asked: History) -> Json:
    answer = paged("messages", said, asked)
    answer["messages"] = [
        shapes.message(context.workspace, message, with_metadata=asked.include_all_metadata)
        for message in answer["messages"]
    ]
    return answer | {"has_more": bool(answer["response_metadata"]["next_cursor"])}


METHODS: dict[str, Method[Any]] = {
    "api.test": Method(Arguments, api_test),
    "auth.test": Method(Arguments, auth_test),
    "conversations.info": Method(OneConversation, conversation),
    "conversations.list": Method(Listing, conversations),
    "conversations.members": Method(Members, members),
    "conversations.open": Method(Opening, open_conversation),
    "conversations.join": Method(ChannelArguments, join),
    "conversations.history": Method(History, history),
    "conversations.replies": Method(Replies, replies),
    "users.info": Method(OneUser, one_user),
    "users.list": Method(Page, all_users),
}
