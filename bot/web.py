"""The HTTP side of the bot: Slack's signed requests, and a health check."""

import time

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from sqlalchemy.exc import SQLAlchemyError

from bot.services import Services
from bot.slack.replays import SeenSignatures

EVENTS_PATH = "/slack/events"
"""Where Slack sends commands, interactions and events."""


def create_web_app(bolt: AsyncApp, services: Services) -> web.Application:
    seen = SeenSignatures()

    async def from_slack(request: web.Request) -> web.Response:
        signature = request.headers.get("X-Slack-Signature", "")
        if signature and not seen.first_sight(signature, time.time()):
            return web.json_response({"error": "this request was sent before"}, status=401)
        response = await bolt.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(response)

    async def health(_: web.Request) -> web.Response:
        try:
            await services.database.check()
        except (SQLAlchemyError, OSError):
            return web.json_response({"database": "unreachable"}, status=503)
        return web.json_response({"database": "ok"})

    app = web.Application()
    app.router.add_post(EVENTS_PATH, from_slack)
    app.router.add_get("/health", health)
    return app
