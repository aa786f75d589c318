"""The stand-in for Slack: it serves the Web API and sends the app what people do.

People are named by id or name, channels by id or name. What nobody could do in Slack's own client
raises ImpossibleError.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from aiohttp import web

from bot.clock import MovableClock
from bot.workspace import acks, inputs, page, typed
from bot.workspace.api import Api, Call
from bot.workspace.delivery import Delivered, Delivery, Pace, Retry
from bot.workspace.events import Events
from bot.workspace.faults import Faults
from bot.workspace.files import DOWNLOAD_PATH, MAX_BYTES, UPLOAD_PATH, WRONG_SIZE, Files, new_file
from bot.workspace.manifest import Manifest
from bot.workspace.methods.base import Context, RefusalError
from bot.workspace.payloads import Payloads
from bot.workspace.response_url import Origin, ResponseUrls
from bot.workspace.state import (
    Channel,
    ImpossibleError,
    Json,
    Message,
    User,
    View,
    Workspace,
    new_id,
)
from bot.workspace.triggers import Triggers

T = TypeVar("T")


class StandIn:
    def __init__(
        self,
        workspace: Workspace,
        clock: MovableClock,
        *,
        manifest: Json | None = None,
        pace: Pace | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """With a manifest (app.yaml), only its commands exist and only its events are sent.

        `monotonic` counts the seconds of trigger ids. Raises pydantic.ValidationError for a
        manifest that is none.
        """
        self.workspace = workspace
        self.clock = clock
        self.manifest = None if manifest is None else Manifest.of(manifest)
        self.faults = Faults()
        self._context = Context(workspace, clock, Triggers(monotonic))
        self._api = Api(self._context, self.faults)
        self._response_urls = ResponseUrls(self._api)
        self._files = Files(self._api)
        self._payloads = Payloads(self._context, self._response_urls)
        self._events = Events(self._context)
        self._delivery = Delivery(pace or Pace())
        self._runner: web.AppRunner | None = None
        self.url = ""
        """Set by `start`, without a slash at the end."""

    # --- the server

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes a free one. Raises OSError where the port is taken."""
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self._api.handle)
        application.router.add_post("/response/{token}", self._response_urls.handle)
        application.router.add_post(f"{UPLOAD_PATH}/{{id}}", self._files.upload)
        application.router.add_get(f"{DOWNLOAD_PATH}/{{id}}/{{name}}", self._files.download)
        page.attach(application, self)
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.url = f"http://{host}:{self._runner.addresses[0][1]}"
        self._context.url = self.url
        self._delivery.start()

    def connect(self, request_url: str, signing_secret: str, bot_token: str) -> None:
        """The app: where it takes requests, and the two secrets it shares with Slack."""
        self._delivery.request_url = request_url
        self._delivery.signing_secret = signing_secret
        self._api.bot_token = bot_token

    async def stop(self) -> None:
        await self._delivery.stop()
        if self._runner:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """The base URL for a WebClient."""
        return f"{self.url}/api/"

    @property
    def signing_secret(self) -> str:
        """With `delivery.signature`, signs a request of one's own."""
        return self._delivery.signing_secret

    @property
    def bot_token(self) -> str:
        """With it, a test calls the Web API as the app does."""
        return self._api.bot_token or ""

    @property
    def calls(self) -> list[Call]:
        """What the app called, oldest first; methods by name, answers as "response_url"."""
        return self._api.calls

    # --- what people do

    async def command(self, user: str, channel: str, line: str) -> Delivered:
        """A slash command, as typed: "/negotiate check …"."""
        who, where = self._member(user, channel)
        name, _, text = line.strip().partition(" ")
        known = self.manifest and self.manifest.command(name)
        if not name.startswith("/") or (self.manifest and not known):
            raise ImpossibleError(f"{name} is not a valid command.")
        text = typed.as_command(
            self.workspace, text.strip(), should_escape=bool(known and known.should_escape)
        )
        fields = self._payloads.command(who, where, name, text)
        delivered = await self._delivery.command(fields)
        self._tell_failure(name, delivered)
        if delivered.ok:
            origin = Origin(where.id, who.id, None, self._context.now())
            self._obey(name, lambda: self._follow_command(origin, delivered))
        return delivered

    async def click(
        self,
        user: str,
        source: Message | View,
        action_id: str,
        *,
        block_id: str | None = None,
        chosen: inputs.Plain = None,
        state: inputs.PlainValues | None = None,
    ) -> Delivered:
        """Use a button or a menu. `chosen`: the option's value(s), a date, an id, the text.

        `state`: what was put into the other inputs beside it, by block_id and action_id.
        """
        who = self.workspace.user(user)
        shown = self._shown(who, source)
        block, element = inputs.find(shown.blocks or [], action_id, block_id)
        action = inputs.action(block, element, chosen)
        values = inputs.with_chosen(state or {}, block, element, chosen)
        if isinstance(shown, Message):
            payload = self._payloads.message_action(who, shown, action, values)
        else:
            payload = self._payloads.view_action(who, shown, action, values)
        delivered = await self._delivery.interaction(payload)
        self._tell_failure("This", delivered)
        return delivered

    async def submit(self, user: str, view: View, values: inputs.PlainValues) -> Delivered:
        """Send a modal. Inputs that `values` leaves out keep their initial values.

        Raises ImpossibleError where Slack's own client would ask for an input first; the view then
        shows which.
        """
        who = self.workspace.user(user)
        shown = self._shown_view(who, view)
        problems = inputs.problems(shown.blocks, inputs.state(shown.blocks, values))
        self.workspace.set_errors(shown, problems or None)
        if problems:
            raise ImpossibleError(" ".join(f"{key}: {text}" for key, text in problems.items()))
        payload = self._payloads.submission(who, shown, values)
        delivered = await self._delivery.interaction(payload)
        self._tell_failure("The form", delivered)
        if delivered.ok:
            self._obey(
                "The form",
                lambda: acks.follow_submission(self.workspace, shown, delivered.body),
            )
        return delivered

    async def close(self, user: str, view: View) -> Delivered | None:
        """Close a modal. None where the app did not ask to be told (notify_on_close)."""
        who = self.workspace.user(user)
        shown = self._shown_view(who, view)
        self.workspace.close_modal(shown)
        if not shown.content.get("notify_on_close"):
            return None
        return await self._delivery.interaction(self._payloads.closed(who, shown))

    async def shortcut(self, user: str, callback_id: str, message: Message) -> Delivered:
        """A message shortcut, from the menu of a message."""
        who = self.workspace.user(user)
        shown = self._shown_message(who, message)
        if shown.is_ephemeral:
            raise ImpossibleError("A message that only you see has no shortcuts.")
        payload = self._payloads.shortcut(who, callback_id, shown)
        delivered = await self._delivery.interaction(payload)
        self._tell_failure("The shortcut", delivered)
        return delivered

    async def open_home(self, user: str) -> Delivered | None:
        """Open the app's Home tab. None where the app did not subscribe to hear of it."""
        return await self._tell(self._events.home_opened(self.workspace.user(user)))

    async def say(
        self, user: str, channel: str, text: str, thread_ts: str | None = None
    ) -> Message:
        """A message, as typed ("@name", "#channel" and links become what Slack makes of them)."""
        message = self._say(user, channel, text, thread_ts)
        await self._tell_said(message)
        return message

    async def edit(self, user: str, message: Message, text: str) -> Message:
        """A new text for one's own message, as typed."""
        before = self._own(user, message)
        written = typed.as_message(self.workspace, text)
        after = replace(before, text=written, edited=self._context.ts())
        self.workspace.put(after)
        await self._tell_of(before, self._events.changed(before, after))
        return after

    async def delete(self, user: str, message: Message) -> None:
        """Take one's own message back. With replies under it, a tombstone stays."""
        before = self._own(user, message)
        left = self.workspace.remove(before)
        if left:
            await self._tell_of(before, self._events.changed(before, left))
        else:
            await self._tell_of(before, self._events.deleted(before))

    async def drop_file(
        self,
        user: str,
        channel: str,
        name: str,
        content: bytes,
        mimetype: str,
        thread_ts: str | None = None,
    ) -> Message:
        """A message that holds a file and no text."""
        who, where = self._writer(user, channel, thread_ts)
        if not 0 < len(content) <= MAX_BYTES:
            raise ImpossibleError(WRONG_SIZE)
        file = new_file(self._context, who.id, name, mimetype, content=content)
        message = self.workspace.share(
            where.id, who.id, "", self._context.now(), (file,), thread_ts
        )
        await self._tell_said(message)
        return message

    async def play(self, channel: str) -> Message | None:
        """The next line of the channel's script, at its time; None where nothing is left."""
        where = self.workspace.channel(channel)
        script = self.workspace.scripts.get(where.id)
        if not script or not script.lines:
            return None
        line = script.lines[0]
        self.clock.advance(line.after)
        message = self._say(
            line.user, where.id, line.text, script.parent if line.is_reply else None
        )
        script.said(message.ts)
        await self._tell_said(message)
        return message

    # --- what happens to a channel

    async def share_channel(self, channel: str) -> None:
        """People of another team are let in, by Slack Connect."""
        where = self._deal(channel)
        where.is_ext_shared = True
        self.workspace.touch()
        await self._tell_member(where, self._events.shared(where))

    async def remove_bot(self, channel: str) -> None:
        where = self._deal(channel)
        if self.workspace.bot.id not in where.members:
            raise ImpossibleError(f"The bot is not in {where.name}.")
        where.members.remove(self.workspace.bot.id)
        self.workspace.touch()
        await self._tell(self._events.left(where))

    async def archive(self, channel: str) -> None:
        where = self._deal(channel)
        where.is_archived = True
        self.workspace.touch()
        await self._tell_member(where, self._events.archived(where))

    # --- raw deliveries

    async def deliver_event(
        self, event: Json, *, event_id: str | None = None, retry: Retry | None = None
    ) -> Delivered:
        """Send any event; the result is that of the first attempt.

        After a failure it is sent again as Slack does, in the background (see `settled`). With
        `retry` it is told as that retry, and sent once.
        """
        envelope = self._events.enveloped(event, event_id or new_id("Ev"))
        delivered = await self._delivery.event(envelope, retry)
        if not delivered.ok and retry is None:
            self._delivery.retry_later(envelope, delivered)
        return delivered

    async def tell_again(self, message: Message) -> Delivered | None:
        """Deliver a message that was delivered already, as a new event."""
        return await self._tell(self._events.said(message))

    async def unfurl(self, message: Message) -> Delivered | None:
        """Tell the app that Slack put a preview under a link; the message itself stays as it is."""
        return await self._tell(self._events.unfurled(message))

    async def deliver_raw(self, body: bytes, headers: Mapping[str, str]) -> Delivered:
        """Send any request, unsigned (`delivery.signature` signs)."""
        return await self._delivery.raw(body, headers)

    async def settled(self) -> None:
        """Wait until no retry of an event is due."""
        await self._delivery.settled()

    async def until(self, predicate: Callable[[Workspace], T], timeout: float = 5.0) -> T:  # noqa: ASYNC109
        """The predicate's value, as soon as it is true. Looked at after every change and call.

        `timeout` is in seconds. Raises TimeoutError.
        """
        changed = asyncio.Event()
        with self.workspace.watching(changed.set):
            async with asyncio.timeout(timeout):
                while not (value := predicate(self.workspace)):
                    changed.clear()
                    await changed.wait()
        return value

    # --- inside

    def _say(self, user: str, channel: str, text: str, thread_ts: str | None) -> Message:
        who, where = self._writer(user, channel, thread_ts)
        written = typed.as_message(self.workspace, text)
        return self.workspace.post(
            where.id, who.id, written, self._context.now(), thread_ts=thread_ts
        )

    async def _tell_said(self, message: Message) -> None:
        event = self._events.said(message)
        await self._tell_of(message, event)
        if f"<@{self.workspace.bot.id}>" in message.text and event["channel_type"] != "im":
            await self._tell_of(message, event | {"type": "app_mention"})

    async def _tell_of(self, message: Message, event: Json) -> None:
        await self._tell_member(self.workspace.channels[message.channel], event)

    async def _tell_member(self, where: Channel, event: Json) -> None:
        """The app hears only of channels that the bot is in."""
        if self.workspace.bot.id in where.members:
            await self._tell(event)

    async def _tell(self, event: Json) -> Delivered | None:
        if self.manifest and not self.manifest.subscribes(event):
            return None
        return await self.deliver_event(event)

    def _member(self, user: str, channel: str) -> tuple[User, Channel]:
        who, where = self.workspace.user(user), self.workspace.channel(channel)
        if who.id not in where.members:
            raise ImpossibleError(f"{who.name} is not in {where.name}.")
        if where.is_archived:
            raise ImpossibleError(f"{where.name} is archived.")
        return who, where

    def _writer(self, user: str, channel: str, thread_ts: str | None) -> tuple[User, Channel]:
        who, where = self._member(user, channel)
        if thread_ts and thread_ts not in self.workspace.messages.get(where.id, {}):
            raise ImpossibleError("The message to reply to is no longer there.")
        return who, where

    def _own(self, user: str, message: Message) -> Message:
        who, _ = self._member(user, message.channel)
        current = self._shown_message(who, message)
        if current.user != who.id or current.subtype == "tombstone":
            raise ImpossibleError(f"{who.name} cannot change this message.")
        return current

    def _deal(self, channel: str) -> Channel:
        where = self.workspace.channel(channel)
        if where.kind == "im":
            raise ImpossibleError("This can only be done to a channel.")
        return where

    def _shown(self, who: User, source: Message | View) -> Message | View:
        if isinstance(source, Message):
            return self._shown_message(who, source)
        return self._shown_view(who, source)

    def _shown_message(self, who: User, message: Message) -> Message:
        current = self.workspace.current(message)
        if current is None or current.visible_to not in (None, who.id):
            raise ImpossibleError(f"{who.name} does not see this message.")
        return current

    def _shown_view(self, who: User, view: View) -> View:
        current = self.workspace.view(view.id)
        if current is None or current.user != who.id:
            raise ImpossibleError(f"{who.name} does not have this view open.")
        return current

    def _follow_command(self, origin: Origin, delivered: Delivered) -> None:
        acks.follow_command(self.workspace, origin, delivered.body, self._context.now())

    def _obey(self, what: str, follow: Callable[[], None]) -> None:
        try:
            follow()
        except RefusalError as refusal:
            self.workspace.notify(f"{what} failed with the error {refusal.error}")

    def _tell_failure(self, what: str, delivered: Delivered) -> None:
        if delivered.error:
            self.workspace.notify(f"{what} failed with the error {delivered.error}")
