"""The workspace as it stands: people, channels, messages, open modals. Pure: no HTTP and no clock.

Messages, views and people are frozen: a change puts a new one in the place of the old, and whoever
watches is told.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any, Literal

from bot.workspace.script import Script

Json = dict[str, Any]
Blocks = list[Json]

MAX_OPEN_MODALS = 3
"""How many modals a user may have on top of each other (Slack docs: Modals)."""


class ImpossibleError(Exception):
    """What nobody could do in Slack's own client, as a plain sentence."""


def new_id(prefix: str) -> str:
    """An id in Slack's manner. Random, so that a restart does not repeat what an app has stored."""
    return prefix + secrets.token_hex(5).upper()


def ts_of(at: datetime, later: int = 0) -> str:
    """An instant as Slack writes it, in seconds; `later` is in microseconds."""
    micros = int(at.timestamp() * 1_000_000) + later
    return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"


@dataclass(frozen=True)
class Team:
    id: str
    name: str
    domain: str


@dataclass(frozen=True)
class User:
    id: str
    name: str
    real_name: str
    team: Team
    tz: str
    """An IANA zone, as in "Europe/London"."""
    color: str
    """Six hexadecimal digits, without "#"."""
    is_bot: bool = False
    locale: str = "en-GB"


@dataclass
class Channel:
    id: str
    name: str
    """Without "#"; for a direct message, the name of whom the bot talks with."""
    kind: Literal["channel", "im"]
    members: list[str]
    topic: str = ""
    is_private: bool = False
    is_ext_shared: bool = False
    is_archived: bool = False


@dataclass(frozen=True)
class File:
    id: str
    user: str
    name: str
    title: str
    mimetype: str
    created: datetime
    url: str
    """Where the app gets it, with its token."""
    alt_text: str = ""
    content: bytes | None = None
    """None until it is uploaded."""
    is_shared: bool = False
    """Whether its upload is completed."""


@dataclass(frozen=True)
class Message:
    channel: str
    ts: str
    user: str
    text: str
    blocks: Blocks | None = None
    thread_ts: str | None = None
    """The parent's ts for a reply; None for a message in the channel, also one with replies."""
    visible_to: str | None = None
    """The only user who sees it, for an ephemeral message."""
    edited: str | None = None
    """The ts of the last edit."""
    subtype: Literal["file_share", "tombstone"] | None = None
    files: tuple[File, ...] = ()
    metadata: Json | None = None
    reactions: tuple[tuple[str, str], ...] = ()
    """Pairs of emoji name and user id."""

    @property
    def is_ephemeral(self) -> bool:
        return self.visible_to is not None


@dataclass(frozen=True)
class View:
    id: str
    user: str
    content: Json
    """What the app sent (type, title, blocks, ...), with ids filled in where it gave none."""
    hash: str
    root_id: str
    previous_id: str | None = None
    errors: dict[str, str] | None = None
    """Error texts by block_id, shown since the last submission."""

    @property
    def type(self) -> str:
        return str(self.content["type"])

    @property
    def blocks(self) -> Blocks:
        blocks: Blocks = self.content["blocks"]
        return blocks

    @property
    def callback_id(self) -> str:
        return str(self.content.get("callback_id") or "")


@dataclass(frozen=True)
class Ping:
    """Somebody or everybody who was notified by what the app posted."""

    channel: str
    target: str
    """As posted: "<!channel>", "<@U…>", "<!subteam^…>"."""
    visible_to: str | None


@dataclass(frozen=True)
class Notice:
    id: str
    text: str


@dataclass
class Workspace:
    team: Team
    app_id: str
    bot: User
    me: User
    """Whose screen the page shows."""
    users: dict[str, User]
    channels: dict[str, Channel]
    messages: dict[str, dict[str, Message]] = field(default_factory=dict)
    """By channel id, then by ts."""
    files: dict[str, File] = field(default_factory=dict)
    scripts: dict[str, Script] = field(default_factory=dict)
    """What is still to be said, by channel id."""
    modals: dict[str, list[View]] = field(default_factory=dict)
    """By user id; the one on top comes last."""
    homes: dict[str, View] = field(default_factory=dict)
    """The app's Home tab, by user id."""
    pings: list[Ping] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    read_until: dict[str, str] = field(default_factory=dict)
    """The newest ts that "me" has seen, by channel id."""
    _replies: dict[tuple[str, str], dict[str, Message]] = field(default_factory=dict, repr=False)
    """What everybody sees in a thread, by channel id and the parent's ts, then by ts."""
    _watchers: list[Callable[[], None]] = field(default_factory=list, repr=False)

    # --- looking

    def user(self, ref: str) -> User:
        """By id or name. Raises ImpossibleError."""
        for user in self.users.values():
            if ref in (user.id, user.name):
                return user
        raise ImpossibleError(f"There is no user {ref!r}.")

    def channel(self, ref: str) -> Channel:
        """By id or name (with or without "#"). Raises ImpossibleError."""
        for channel in self.channels.values():
            if ref.removeprefix("#") in (channel.id, channel.name):
                return channel
        raise ImpossibleError(f"There is no channel {ref!r}.")

    def direct(self, user_ref: str) -> Channel:
        """The direct message of this user with the bot; opened if there is none yet."""
        user = self.user(user_ref)
        pair = {user.id, self.bot.id}
        for channel in self.channels.values():
            if channel.kind == "im" and set(channel.members) == pair:
                return channel
        opened = Channel(new_id("D"), user.name, "im", [user.id, self.bot.id], is_private=True)
        self.channels[opened.id] = opened
        self.touch()
        return opened

    def messages_in(self, channel_ref: str, viewer: str | None = None) -> list[Message]:
        """Oldest first, replies among them. With a viewer, without what only others see."""
        channel = self.channel(channel_ref)
        seen = viewer and self.user(viewer).id
        return [
            message
            for _, message in sorted(self.messages.get(channel.id, {}).items())
            if not seen or message.visible_to in (None, seen)
        ]

    def thread(self, parent: Message) -> list[Message]:
        """The replies that everybody sees, oldest first."""
        replies = self._replies.get((parent.channel, parent.ts), {})
        return [message for _, message in sorted(replies.items())]

    def current(self, message: Message) -> Message | None:
        """The message as it is now; None if it was deleted."""
        return self.messages.get(message.channel, {}).get(message.ts)

    def modal(self, user_ref: str) -> View | None:
        """The modal on top."""
        stack = self.modals.get(self.user(user_ref).id)
        return stack[-1] if stack else None

    def view(self, view_id: str) -> View | None:
        """An open modal or a Home tab, as it is now."""
        open_views = [view for stack in self.modals.values() for view in stack]
        return next((v for v in (*open_views, *self.homes.values()) if v.id == view_id), None)

    # --- changing

    def post(
        self,
        channel: str,
        user: str,
        text: str,
        at: datetime,
        *,
        blocks: Blocks | None = None,
        thread_ts: str | None = None,
        visible_to: str | None = None,
        metadata: Json | None = None,
    ) -> Message:
        """Ids, not names. The ts is made from `at`, a microsecond later where it is taken."""
        message = Message(
            channel,
            self._free_ts(channel, at),
            user,
            text,
            blocks=blocks,
            thread_ts=thread_ts,
            visible_to=visible_to,
            metadata=metadata,
        )
        self.put(message)
        return message

    def share(
        self,
        channel: str,
        user: str,
        text: str,
        at: datetime,
        files: tuple[File, ...],
        thread_ts: str | None = None,
    ) -> Message:
        """Post a message that holds files; otherwise as `post`."""
        message = Message(
            channel,
            self._free_ts(channel, at),
            user,
            text,
            thread_ts=thread_ts,
            subtype="file_share",
            files=files,
        )
        self.put(message)
        return message

    def put(self, message: Message) -> None:
        """Put a changed message in the place of the one with its ts."""
        self.messages.setdefault(message.channel, {})[message.ts] = message
        if message.thread_ts and not message.is_ephemeral:
            thread = self._replies.setdefault((message.channel, message.thread_ts), {})
            thread[message.ts] = message
        self.touch()

    def remove(self, message: Message) -> Message | None:
        """Take it away; where there are replies, Slack leaves a tombstone, which is returned."""
        if self.thread(message):
            left = Message(
                message.channel,
                message.ts,
                message.user,
                "This message was deleted.",
                subtype="tombstone",
            )
            self.put(left)
            return left
        self.messages[message.channel].pop(message.ts, None)
        self._replies.get((message.channel, message.thread_ts or ""), {}).pop(message.ts, None)
        self.touch()
        return None

    def push_modal(self, user: str, content: Json) -> View:
        """Raises OverflowError where MAX_OPEN_MODALS are open already."""
        stack = self.modals.setdefault(user, [])
        if len(stack) >= MAX_OPEN_MODALS:
            raise OverflowError("too many modals are open")
        below = stack[-1] if stack else None
        view_id = new_id("V")
        view = View(
            view_id,
            user,
            content,
            hash=new_id("H"),
            root_id=below.root_id if below else view_id,
            previous_id=below.id if below else None,
        )
        stack.append(view)
        self.touch()
        return view

    def update_view(self, view: View, content: Json) -> View:
        """New content under the same id, with a new hash and no errors."""
        updated = replace(view, content=content, hash=new_id("H"), errors=None)
        self._put_view(updated)
        return updated

    def set_errors(self, view: View, errors: dict[str, str] | None) -> None:
        self._put_view(replace(view, errors=errors))

    def publish_home(self, user: str, content: Json) -> View:
        """The Home tab keeps its id when it is published again (Slack docs: views.publish)."""
        current = self.homes.get(user)
        view_id = current.id if current else new_id("V")
        view = View(view_id, user, content, hash=new_id("H"), root_id=view_id)
        self._put_view(view)
        return view

    def close_modal(self, view: View) -> None:
        """Close this modal and what lies on top of it."""
        stack = self.modals.get(view.user, [])
        ids = [each.id for each in stack]
        if view.id in ids:
            del stack[ids.index(view.id) :]
        self.touch()

    def close_all_modals(self, user: str) -> None:
        self.modals.pop(user, None)
        self.touch()

    def notify(self, text: str) -> None:
        """Show "me" that something failed."""
        self.notices.append(Notice(new_id("N"), text))
        self.touch()

    def dismiss(self, notice_id: str) -> None:
        self.notices = [notice for notice in self.notices if notice.id != notice_id]
        self.touch()

    def read(self, channel_ref: str) -> None:
        channel = self.channel(channel_ref)
        visible = self.messages_in(channel.id, self.me.id)
        if visible:
            self.read_until[channel.id] = visible[-1].ts
        self.touch()

    # --- watching

    @contextmanager
    def watching(self, told: Callable[[], None]) -> Iterator[None]:
        """While inside, `told` is called after every change. It must not raise."""
        self._watchers.append(told)
        try:
            yield
        finally:
            self._watchers.remove(told)

    def touch(self) -> None:
        for told in tuple(self._watchers):
            told()

    def _free_ts(self, channel: str, at: datetime) -> str:
        taken = self.messages.get(channel, {})
        return next(ts for later in count() if (ts := ts_of(at, later)) not in taken)

    def _put_view(self, view: View) -> None:
        if view.type == "home":
            self.homes[view.user] = view
        else:
            stack = self.modals.get(view.user, [])
            stack[:] = [view if each.id == view.id else each for each in stack]
        self.touch()
