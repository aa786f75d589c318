"""A server on this machine that calendars are fetched from, as if from the public internet."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.meetings.calendars.links import IPAddress, Links

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
HTTP = frozenset({"http"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """A server with one page, which counts who comes by."""

    def __init__(self) -> None:
        self.asked: list[web.Request] = []
        self.answer: Handler = plain
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self.server = TestServer(app, host="127.0.0.1")

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        return await self.answer(request)

    def shows(self, content: bytes) -> None:
        """Its page is this calendar from now on."""

        async def calendar(_: web.Request) -> web.Response:
            return web.Response(body=content, content_type="text/calendar")

        self.answer = calendar

    @property
    def link(self) -> str:
        return str(self.server.make_url("/a.ics"))


async def plain(_: web.Request) -> web.Response:
    return web.Response(body=CALENDAR, content_type="text/html", headers={"ETag": '"1"'})


def anywhere(_: IPAddress) -> bool:
    return True


def links() -> Links:
    """They lead to a server of a test, where real ones lead to the public internet alone."""
    return Links(anywhere, HTTP)
