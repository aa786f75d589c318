"""The methods views.* (Slack docs: Web API methods; Modals; App Home)."""

from typing import Any

from bot.workspace import blockkit, shapes
from bot.workspace.methods.base import Arguments, Context, JsonObject, Method, RefusalError
from bot.workspace.state import Json, View, Workspace


class Opening(Arguments):
    trigger_id: str
    view: JsonObject


class Updating(Arguments):
    view: JsonObject
    view_id: str | None = None
    external_id: str | None = None
    hash: str | None = None


class Publishing(Arguments):
    user_id: str
    view: JsonObject
    hash: str | None = None


def checked(view: Json, kind: str) -> Json:
    """The view with ids filled in. Raises RefusalError."""
    complaints = blockkit.view_errors(view)
    if not complaints and view["type"] != kind:
        complaints = [f"[ERROR] must be a valid {kind} view [json-pointer:/view/type]"]
    if complaints:
        raise RefusalError("invalid_arguments", complaints)
    return view | {"blocks": blockkit.with_ids(view["blocks"])}


def open_view(context: Context, asked: Opening) -> Json:
    content = checked(asked.view, "modal")
    user = context.triggers.redeem(asked.trigger_id)
    context.workspace.close_all_modals(user)
    return _answer(context, context.workspace.push_modal(user, content))


def push_view(context: Context, asked: Opening) -> Json:
    content = checked(asked.view, "modal")
    user = context.triggers.redeem(asked.trigger_id)
    return _answer(context, push(context.workspace, user, content))


def push(workspace: Workspace, user: str, content: Json) -> View:
    """On top of what the user has open. Raises RefusalError."""
    try:
        return workspace.push_modal(user, content)
    except OverflowError as full:
        raise RefusalError("push_limit_reached") from full


def update_view(context: Context, asked: Updating) -> Json:
    view = _find(context, asked)
    content = checked(asked.view, view.type)
    if asked.hash not in (None, view.hash):
        raise RefusalError("hash_conflict")
    return _answer(context, context.workspace.update_view(view, content))


def publish_view(context: Context, asked: Publishing) -> Json:
    if asked.user_id not in context.workspace.users:
        raise RefusalError("user_not_found")
    content = checked(asked.view, "home")
    current = context.workspace.homes.get(asked.user_id)
    if current and asked.hash not in (None, current.hash):
        raise RefusalError("hash_conflict")
    return _answer(context, context.workspace.publish_home(asked.user_id, content))


def _find(context: Context, asked: Updating) -> View:
    if asked.view_id:
        found = context.workspace.view(asked.view_id)
    else:
        modals = [view for stack in context.workspace.modals.values() for view in stack]
        named = [v for v in modals if asked.external_id == v.content.get("external_id")]
        found = named[0] if asked.external_id and named else None
    if found is None:
        raise RefusalError("not_found")
    return found


def _answer(context: Context, view: View) -> Json:
    return {"view": shapes.view(context.workspace, view)}


METHODS: dict[str, Method[Any]] = {
    "views.open": Method(Opening, open_view),
    "views.push": Method(Opening, push_view),
    "views.update": Method(Updating, update_view),
    "views.publish": Method(Publishing, publish_view),
}
