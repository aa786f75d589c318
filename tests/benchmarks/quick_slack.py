"""As much of Slack as reminders need, quick enough for a year of them; it records what was posted."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from rush import Arrival

from bot.clock import Clock

COACH, TEAM = "U0COACH", "T1"


class QuickSlack:
    def __init__(
        self, clock: Clock, zone_of: Callable[[str], str], members: Callable[[str], list[str]]
    ) -> None:
        self.arrivals: list[Arrival] = []
        self.api_url = ""
        self._clock = clock
        self._zone_of = zone_of
        self._members = members

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.api_url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        yield
        await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        if request.content_type == "application/json":
            asked |= await request.json()
        return web.json_response({"ok": True, **self._answers(request.match_info["method"], asked)})

    def _answers(self, method: str, asked: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "chat.postMessage":
                return self._post(asked)
            case "users.info":
                return {"user": {"id": asked["user"], "tz": self._zone_of(asked["user"])}}
            case "conversations.info":
                return {"channel": {"id": asked["channel"], "is_member": True}}
            case "conversations.members":
                return {"members": self._members(asked["channel"])}
            case "conversations.history":
                return {"messages": []}
            case "auth.test":
                return {"url": "https://acme.slack.com/", "team_id": TEAM, "user_id": COACH}
        raise web.HTTPNotFound

    def _post(self, asked: dict[str, Any]) -> dict[str, Any]:
        place, key = asked["channel"], asked["metadata"]["event_payload"]["key"]
        seconds = asyncio.get_running_loop().time()
        self.arrivals.append(Arrival(key, place, seconds, self._clock.now()))
        return {
            "channel": f"D{place}" if place.startswith("U") else place,
            "ts": f"{len(self.arrivals)}.000000",
        }
