"""The page over HTTP: its files, what it shows, and what "me" does on it.

Only for this machine: a page of another origin, or a name made to point here, is refused.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from weakref import WeakSet

from aiohttp import WSCloseCode, web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.workspace import inputs
from bot.workspace.files import DOWNLOAD_PATH, UPLOAD_PATH, WRONG_SIZE, serve
from bot.workspace.manifest import Manifest
from bot.workspace.snapshot import snapshot
from bot.workspace.state import ImpossibleError, Json, Message, View

if TYPE_CHECKING:
    from bot.workspace.standin import StandIn

FILES = Path(__file__).parent / "page"
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
_LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?")
BREATH = 0.05
"""Seconds between two pictures of the workspace, at the least."""
_YEAR = 366 * 24 * 3600

Values = dict[str, dict[str, inputs.Plain]]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Said(Body):
    channel: str
    text: str
    thread_ts: str | None = None


class Commanded(Body):
    channel: str
    text: str


class Edited(Body):
    channel: str
    ts: str
    text: str


class Deleted(Body):
    channel: str
    ts: str


class Acted(Body):
    channel: str | None = None
    ts: str | None = None
    view: str | None = None
    block_id: str
    action_id: str
    chosen: inputs.Plain = None
    state: Values = Field(default_factory=dict)


class Submitted(Body):
    view: str
    values: Values


class Closed(Body):
    view: str


class Shortcut(Body):
    callback_id: str
    channel: str
    ts: str


class Nothing(Body):
    pass


class Read(Body):
    channel: str


class Played(Body):
    channel: str


class Skipped(Body):
    seconds: Annotated[int, Field(gt=0, le=_YEAR)]


class Dismissed(Body):
    id: str


class Page:
    """What "me" does, from the page to the stand-in."""

    def __init__(self, stand_in: "StandIn") -> None:
        self._stand_in = stand_in
        self._workspace = stand_in.workspace
        self._sockets: WeakSet[web.WebSocketResponse] = WeakSet()

    # --- what is shown

    async def index(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(FILES / "index.html")

    async def state(self, request: web.Request) -> web.Response:
        return web.json_response(self._snapshot())

    async def live(self, request: web.Request) -> web.WebSocketResponse:
        """Sends the whole snapshot at once and after every change; expects nothing back."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.add(socket)
        sending = asyncio.create_task(self._send_changes(socket))
        try:
            async for _ in socket:
                pass
        finally:
            sending.cancel()
        return socket

    async def hang_up(self, application: web.Application) -> None:
        for socket in tuple(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def _send_changes(self, socket: web.WebSocketResponse) -> None:
        changed = asyncio.Event()
        with self._workspace.watching(changed.set), suppress(ConnectionResetError):
            while True:
                await socket.send_json(self._snapshot())
                await changed.wait()
                # Drawing is dear: what changes in quick succession is sent together.
                await asyncio.sleep(BREATH)
                changed.clear()

    def _snapshot(self) -> Json:
        manifest = self._stand_in.manifest or Manifest()
        return snapshot(self._workspace, manifest, self._stand_in.clock.now())

    async def file(self, request: web.Request) -> web.Response:
        return serve(self._workspace.files.get(request.match_info["id"]))

    # --- what is done

    async def drop(self, request: web.Request) -> web.Response:
        """A file: its bytes are the body, its type and name and place stand around it."""
        try:
            content = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return _error(WRONG_SIZE, 400)
        try:
            await self._stand_in.drop_file(
                self._me,
                request.query.get("channel", ""),
                request.query.get("name", ""),
                content,
                request.content_type,
                request.query.get("thread_ts"),
            )
        except ImpossibleError as impossible:
            return _error(str(impossible), 400)
        return web.json_response({})

    async def message(self, body: Said) -> None:
        await self._stand_in.say(self._me, body.channel, body.text, body.thread_ts)

    async def command(self, body: Commanded) -> None:
        await self._stand_in.command(self._me, body.channel, body.text)

    async def edit(self, body: Edited) -> None:
        await self._stand_in.edit(self._me, self._message(body.channel, body.ts), body.text)

    async def delete(self, body: Deleted) -> None:
        await self._stand_in.delete(self._me, self._message(body.channel, body.ts))

    async def play(self, body: Played) -> None:
        await self._stand_in.play(body.channel)

    async def action(self, body: Acted) -> None:
        """The page sends all that is in the inputs: one it leaves out was emptied."""
        source = self._view(body.view) if body.view else self._message(body.channel, body.ts)
        await self._stand_in.click(
            self._me,
            source,
            body.action_id,
            block_id=body.block_id,
            chosen=body.chosen,
            state=inputs.complete(source.blocks or [], body.state),
        )

    async def submit(self, body: Submitted) -> None:
        view = self._view(body.view)
        values = inputs.complete(view.blocks, body.values)
        await self._stand_in.submit(self._me, view, values)

    async def close(self, body: Closed) -> None:
        await self._stand_in.close(self._me, self._view(body.view))

    async def shortcut(self, body: Shortcut) -> None:
        message = self._message(body.channel, body.ts)
        await self._stand_in.shortcut(self._me, body.callback_id, message)

    async def home(self, body: Nothing) -> None:
        await self._stand_in.open_home(self._me)

    async def read(self, body: Read) -> None:
        self._workspace.read(body.channel)

    async def clock(self, body: Skipped) -> None:
        self._stand_in.clock.advance(timedelta(seconds=body.seconds))
        self._workspace.touch()

    async def notice(self, body: Dismissed) -> None:
        self._workspace.dismiss(body.id)

    @property
    def _me(self) -> str:
        return self._workspace.me.id

    def _message(self, channel: str | None, ts: str | None) -> Message:
        message = self._workspace.messages.get(channel or "", {}).get(ts or "")
        if message is None:
            raise ImpossibleError("This message is no longer there.")
        return message

    def _view(self, view_id: str) -> View:
        view = self._workspace.view(view_id)
        if view is None:
            raise ImpossibleError("This view is no longer open.")
        return view


_DOINGS: dict[str, tuple[type[Body], Callable[[Page, Any], Awaitable[None]]]] = {
    "message": (Said, Page.message),
    "command": (Commanded, Page.command),
    "edit": (Edited, Page.edit),
    "delete": (Deleted, Page.delete),
    "play": (Played, Page.play),
    "action": (Acted, Page.action),
    "submit": (Submitted, Page.submit),
    "close": (Closed, Page.close),
    "shortcut": (Shortcut, Page.shortcut),
    "home": (Nothing, Page.home),
    "read": (Read, Page.read),
    "clock": (Skipped, Page.clock),
    "notice": (Dismissed, Page.notice),
}


def attach(application: web.Application, stand_in: "StandIn") -> None:
    """Add the page's routes, and the checks and headers that go with them."""
    page = Page(stand_in)
    application.router.add_get("/", page.index)
    application.router.add_static("/static", FILES)
    application.router.add_get("/workspace/state", page.state)
    application.router.add_get("/workspace/live", page.live)
    application.router.add_get("/workspace/file/{id}", page.file)
    application.router.add_post("/workspace/file", page.drop)
    for name, (model, do) in _DOINGS.items():
        application.router.add_post(f"/workspace/{name}", _doing(page, model, do))
    application.middlewares.append(_only_from_here)
    application.on_response_prepare.append(_add_headers)
    application.on_shutdown.append(page.hang_up)


def _doing(
    page: Page, model: type[Body], do: Callable[[Page, Any], Awaitable[None]]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            await do(page, model.model_validate_json(await request.read()))
        except ValidationError:
            return _error("The page and the workspace do not understand each other.", 400)
        except ImpossibleError as impossible:
            return _error(str(impossible), 400)
        return web.json_response({})

    return handle


def _error(sentence: str, status: int) -> web.Response:
    return web.json_response({"error": sentence}, status=status)


@web.middleware
async def _only_from_here(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Apps have secrets and call from anywhere; the page has none, so it must be our own."""
    if request.path.startswith(("/api/", "/response/", UPLOAD_PATH, DOWNLOAD_PATH)):
        return await handler(request)
    own = f"{request.scheme}://{request.host}"
    if not _LOOPBACK.fullmatch(request.host) or request.headers.get("Origin", own) != own:
        return _error("This workspace answers only its own page, on this machine.", 403)
    return await handler(request)


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
