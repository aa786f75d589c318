"""The Web API over HTTP: arguments in, an answer in Slack's shape out (Slack docs: Web API).

The methods themselves are in `methods/`, one file for each family.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web
from pydantic import ValidationError

from bot.workspace.faults import Faults
from bot.workspace.methods import chat, files, lookup, views
from bot.workspace.methods.base import Context, Method, RefusalError
from bot.workspace.state import Json

METHODS: dict[str, Method[Any]] = {
    **chat.METHODS,
    **files.METHODS,
    **views.METHODS,
    **lookup.METHODS,
}


@dataclass(frozen=True)
class Call:
    """One call that the app made, of a method or of a response_url."""

    method: str
    arguments: Json
    at: datetime
    ok: bool
    error: str | None = None


@dataclass
class Api:
    context: Context
    faults: Faults
    calls: list[Call] = field(default_factory=list)
    bot_token: str | None = None
    """The one token that is accepted; None until an app is connected."""

    async def handle(self, request: web.Request) -> web.Response:
        """Answer POST or GET /api/{method}."""
        name = request.match_info["method"]
        fault = await self.faults.apply(name, request)
        if fault is not None:
            self.record(name, {}, f"fault {fault.status}")
            return fault
        arguments: Json = {}
        try:
            arguments = await _arguments(request)
            token = _token(request, arguments)
            answer = self._answer(name, arguments, token)
        except RefusalError as refusal:
            self.record(name, arguments, refusal.error)
            return web.json_response(_refusal(refusal))
        self.record(name, arguments, None)
        return web.json_response({"ok": True, **answer})

    def record(self, method: str, arguments: Json, error: str | None) -> None:
        now = self.context.now()
        self.calls.append(Call(method, arguments, now, ok=error is None, error=error))
        self.context.workspace.touch()

    def _answer(self, name: str, arguments: Json, token: str) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise RefusalError("unknown_method")
        if name != "api.test":
            self._check(token)
        try:
            asked = method.arguments.model_validate(arguments)
        except ValidationError as invalid:
            raise RefusalError("invalid_arguments", _complaints(invalid)) from invalid
        return method.answer(self.context, asked)

    def _check(self, token: str) -> None:
        if not token:
            raise RefusalError("not_authed")
        if token != self.bot_token:
            raise RefusalError("invalid_auth")


async def _arguments(request: web.Request) -> Json:
    """From the query, and from a JSON body or a form. Raises RefusalError."""
    arguments: Json = dict(request.query)
    if request.content_type != "application/json":
        return arguments | dict(await request.post())
    try:
        body = await request.json()
    except ValueError as broken:
        raise RefusalError("invalid_json") from broken
    if not isinstance(body, dict):
        raise RefusalError("json_not_object")
    return arguments | body


def _token(request: web.Request, arguments: Json) -> str:
    """Taken out of the arguments, so that it is not recorded with them."""
    given = str(arguments.pop("token", ""))
    return request.headers.get("Authorization", "").removeprefix("Bearer ") or given


def _refusal(refusal: RefusalError) -> Json:
    answer: Json = {"ok": False, "error": refusal.error}
    if refusal.messages:
        answer["errors"] = [message.removeprefix("[ERROR] ") for message in refusal.messages]
        answer["response_metadata"] = {"messages": refusal.messages}
    return answer


def _complaints(invalid: ValidationError) -> list[str]:
    return [
        f"[ERROR] {error['msg']} [json-pointer:/{'/'.join(map(str, error['loc']))}]"
        for error in invalid.errors()
    ]
