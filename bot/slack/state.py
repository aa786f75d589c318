"""What was put into the inputs of a modal. Slack docs, "View payloads", `state.values`."""

from collections.abc import Mapping
from typing import Any

from bot.slack.ids import Field


def typed(view: Mapping[str, Any], field: Field) -> str:
    """The text of an input, on as many lines as it was typed; "" for none."""
    return (_state(view, field).get("value") or "").strip()


def chosen(view: Mapping[str, Any], field: Field) -> Any:
    """The option's value, the date, the time, the id or ids that were chosen; None for none."""
    for name, value in _state(view, field).items():
        if name.startswith("selected_"):
            return value["value"] if name == "selected_option" and value else value
    return None


def _state(view: Mapping[str, Any], field: Field) -> Mapping[str, Any]:
    found: Mapping[str, Any] = view["state"]["values"].get(field, {}).get(field, {})
    return found
