"""Answers by response_url: no token, no membership, five of them within half an hour.

Slack docs: Handling user interaction, "Message responses".
"""

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.workspace.api import Api
from bot.workspace.faults import RESPONSE_URL
from bot.workspace.methods.base import JsonAny, RefusalError
from bot.workspace.methods.content import checked, record_pings
from bot.workspace.state import Message, Workspace

USES = 5
LIFE = timedelta(minutes=30)


class Answer(BaseModel):
    """What an app may send to a response_url, or in the ack of a slash command."""

    text: str = ""
    blocks: JsonAny = None
    response_type: Literal["ephemeral", "in_channel"] = "ephemeral"
    replace_original: bool = False
    delete_original: bool = False
    thread_ts: str | None = None


@dataclass
class Origin:
    """Where a response_url leads back to."""

    channel: str
    user: str
    message: Message | None
    """The message that was used; None for a slash command."""
    issued: datetime
    uses: int = 0


@dataclass
class ResponseUrls:
    api: Api
    _origins: dict[str, Origin] = field(default_factory=dict)

    def issue(self, channel: str, user: str, message: Message | None = None) -> str:
        token = secrets.token_urlsafe(12)
        self._origins[token] = Origin(channel, user, message, self.api.context.now())
        return f"{self.api.context.url}/response/{token}"

    async def handle(self, request: web.Request) -> web.Response:
        """Answer POST /response/{token}: "ok", or an error as plain text."""
        fault = await self.api.faults.apply(RESPONSE_URL, request)
        if fault is not None:
            self.api.record(RESPONSE_URL, {}, f"fault {fault.status}")
            return fault
        try:
            answer = Answer.model_validate_json(await request.read())
        except ValidationError:
            return self._refuse("invalid_payload", 400, Answer())
        try:
            self._deliver(request.match_info["token"], answer)
        except RefusalError as refusal:
            gone = refusal.error in ("used_url", "expired_url")
            return self._refuse(refusal.error, 404 if gone else 400, answer)
        self.api.record(RESPONSE_URL, answer.model_dump(exclude_unset=True), None)
        return web.Response(text="ok")

    def _refuse(self, error: str, status: int, answer: Answer) -> web.Response:
        self.api.record(RESPONSE_URL, answer.model_dump(exclude_unset=True), error)
        return web.Response(text=error, status=status)

    def _deliver(self, token: str, answer: Answer) -> None:
        origin = self._origins.get(token)
        now = self.api.context.now()
        if origin is None or now - origin.issued > LIFE:
            raise RefusalError("expired_url")
        if origin.uses >= USES:
            raise RefusalError("used_url")
        place_answer(self.api.context.workspace, origin, answer, now)
        origin.uses += 1


def place_answer(workspace: Workspace, origin: Origin, answer: Answer, now: datetime) -> None:
    """Post, replace or delete as the answer asks. Raises RefusalError."""
    original = origin.message and workspace.current(origin.message)
    if answer.delete_original:
        if original:
            workspace.remove(original)
        return
    content = checked(answer.text, answer.blocks)
    if answer.replace_original and original:
        message = replace(original, text=content.text, blocks=content.blocks)
        workspace.put(message)
    else:
        message = workspace.post(
            origin.channel,
            workspace.bot.id,
            content.text,
            now,
            blocks=content.blocks,
            thread_ts=answer.thread_ts,
            visible_to=origin.user if answer.response_type == "ephemeral" else None,
        )
    record_pings(workspace, message)
