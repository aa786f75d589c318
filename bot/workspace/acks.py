"""What an app may say in the answer to a request itself (Slack docs: Slash commands; Modals)."""

import json
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from bot.workspace.methods import views
from bot.workspace.methods.base import RefusalError
from bot.workspace.response_url import Answer, Origin, place_answer
from bot.workspace.state import Json, View, Workspace


class SubmissionAck(BaseModel):
    response_action: Literal["clear", "update", "push", "errors"] | None = None
    view: Json | None = None
    errors: dict[str, str] | None = None


def follow_command(workspace: Workspace, origin: Origin, body: str, now: datetime) -> None:
    """Post what the ack of a slash command says, if it says anything. Raises RefusalError."""
    if not body.strip():
        return
    said = _json(body)
    try:
        answer = Answer.model_validate(said if isinstance(said, dict) else {"text": body})
    except ValidationError as invalid:
        raise RefusalError("invalid_command_response") from invalid
    if answer.text or answer.blocks:
        place_answer(workspace, origin, answer, now)


def follow_submission(workspace: Workspace, view: View, body: str) -> None:
    """Close the modal, or do what the ack asks instead. Raises RefusalError."""
    try:
        ack = SubmissionAck.model_validate(_json(body) or {})
    except ValidationError as invalid:
        raise RefusalError("invalid_response_action") from invalid
    match ack.response_action:
        case None:
            workspace.close_modal(view)
        case "clear":
            workspace.close_all_modals(view.user)
        case "errors":
            _show_errors(workspace, view, ack.errors or {})
        case "update":
            workspace.update_view(view, views.checked(ack.view or {}, "modal"))
        case "push":
            views.push(workspace, view.user, views.checked(ack.view or {}, "modal"))


def _show_errors(workspace: Workspace, view: View, errors: dict[str, str]) -> None:
    """Errors belong to input blocks; Slack refuses any other block_id."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not errors or not errors.keys() <= inputs:
        raise RefusalError("invalid_response_action")
    workspace.set_errors(view, errors)


def _json(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
