"""The HTTP side of the bot: Slack's signed requests, and a health check."""

import time
from collections import OrderedDict

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from sqlalchemy.exc import SQLAlchemyError

from bot.scheduling.ticking import Ticker
from bot.services import Services

EVENTS_PATH = "/slack/events"
"""Where Slack sends commands, interactions and events."""
REMEMBERED_SECONDS = 600


class AcceptedSignatures:
    """Knows a signed request that was accepted before: a copy that someone caught.

    Bolt refuses requests older than five minutes, so it is enough to remember a little longer.
    Source: Slack docs, "Verifying requests from Slack".
    """

    def __init__(self) -> None:
        self._accepted: OrderedDict[str, float] = OrderedDict()

    def __contains__(self, signature: str) -> bool:
        return signature in self._accepted

    def discard(self, signature: str) -> None:
        self._accepted.pop(signature, None)

    def add(self, signature: str) -> None:
        now = time.monotonic()
        while self._accepted and next(iter(self._accepted.values())) < now - REMEMBERED_SECONDS:
            self._accepted.popitem(last=False)
        self._accepted[signature] = now


def create_web_app(
    bolt: AsyncApp, services: Services, ticker: Ticker, *, takes_requests: bool
) -> web.Application:
    """The health check and, unless Slack is reached by Socket Mode, the way in for Slack."""
    accepted = AcceptedSignatures()

    async def from_slack(request: web.Request) -> web.Response:
        try:
            bolt_request = await to_bolt_request(request)
        except (ValueError, LookupError, AttributeError):
            return web.json_response({"error": "this request cannot be read"}, status=400)
        # The header as Bolt will verify it: a second one of the same name must not hide it.
        signature = "".join(bolt_request.headers.get("x-slack-signature", ()))
        if signature in accepted:
            return web.json_response({"error": "this request was sent before"}, status=401)
        accepted.add(signature)
        response = await bolt.async_dispatch(bolt_request)
        if response.status != 200 or "ssl_check" in bolt_request.body:  # Bolt verifies no ssl_check
            accepted.discard(signature)
        return await to_aiohttp_response(response)

    async def health(_: web.Request) -> web.Response:
        try:
            await services.database.check()
        except (SQLAlchemyError, OSError):
            return web.json_response({"database": "unreachable"}, status=503)
        said = {
            "database": "ok",
            "clock": "late" if ticker.late else "ok",
            "late": ticker.late,
            "last_good_tick": ticker.last_good and ticker.last_good.isoformat(),
        }
        return web.json_response(said, status=503 if ticker.late else 200)

    app = web.Application()
    app.router.add_get("/health", health)
    if takes_requests:
        app.router.add_post(EVENTS_PATH, from_slack)
    return app
