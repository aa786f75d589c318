"""What people put into inputs: from plain values to the objects that Slack sends, and its checks.

A plain value is a string (typed text, the value of an option, a date, a time, an id), a list of
option values for checkboxes or of ids for several people, or None for nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from bot.workspace.state import Blocks, ImpossibleError, Json

Plain = str | list[str] | None
PlainValues = Mapping[str, Mapping[str, Plain]]
"""By block_id, then by action_id."""

_HOLDS: Final = {
    "plain_text_input": "value",
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "checkboxes": "selected_options",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
}
"""Where an element of this type keeps its value in `state.values` (Slack docs: Block elements)."""

MISSING: Final = "Please complete this required field."


def elements(blocks: Blocks) -> Iterator[tuple[Json, Json]]:
    """Every element one can act on, each after its block."""
    for block in blocks:
        inside = [block.get("element"), block.get("accessory")]
        if block["type"] == "actions":
            inside = block["elements"]
        yield from ((block, element) for element in inside if element and "action_id" in element)


def find(blocks: Blocks, action_id: str, block_id: str | None = None) -> tuple[Json, Json]:
    """The block and its element with this action_id. Raises ImpossibleError."""
    for block, element in elements(blocks):
        if element["action_id"] == action_id and block_id in (None, block["block_id"]):
            return block, element
    raise ImpossibleError(f"There is nothing to use with the action_id {action_id!r}.")


def holds_value(element: Json) -> bool:
    """Whether it has a place in `state.values`: a button and an overflow menu have none."""
    return element["type"] in _HOLDS


def filled(element: Json, plain: Plain) -> Json:
    """The type and value, as in `state.values`. Raises ImpossibleError for no such option."""
    key = _HOLDS[element["type"]]
    value: object = plain or None
    if key == "selected_option":
        value = _option(element, plain) if isinstance(plain, str) and plain else None
    elif key == "selected_options":
        value = [_option(element, each) for each in plain or ()]
    elif key == "selected_users":
        value = list(plain or ())
    return {"type": element["type"], key: value}


def state(blocks: Blocks, plain: PlainValues) -> dict[str, dict[str, Json]]:
    """`state.values`: what was put in, or else the initial value, of every input.

    Raises ImpossibleError for a value that belongs to no input, or to no option of it.
    """
    values: dict[str, dict[str, Json]] = {}
    for block, element in elements(blocks):
        if holds_value(element):
            given = plain.get(block["block_id"], {})
            name = element["action_id"]
            value = filled(element, given[name]) if name in given else _initial(element)
            values.setdefault(block["block_id"], {})[name] = value
    for block_id, actions in plain.items():
        for action_id in actions:
            if action_id not in values.get(block_id, {}):
                raise ImpossibleError(f"There is no input {action_id!r} in the block {block_id!r}.")
    return values


def complete(blocks: Blocks, plain: PlainValues) -> PlainValues:
    """With None for every input that `plain` leaves out, in place of its initial value."""
    values = {block_id: dict(actions) for block_id, actions in plain.items()}
    for block, element in elements(blocks):
        if holds_value(element):
            values.setdefault(block["block_id"], {}).setdefault(element["action_id"], None)
    return values


def with_chosen(state: PlainValues, block: Json, element: Json, chosen: Plain) -> PlainValues:
    """What was chosen is in the state too, where the element keeps a value."""
    if not holds_value(element):
        return state
    block_id = block["block_id"]
    return {**state, block_id: {**state.get(block_id, {}), element["action_id"]: chosen}}


def action(block: Json, element: Json, chosen: Plain) -> Json:
    """One of the `actions` of a block_actions payload, without its time.

    Raises ImpossibleError for no such option.
    """
    used: Json = {
        "type": element["type"],
        "block_id": block["block_id"],
        "action_id": element["action_id"],
    }
    if element["type"] == "button":
        return used | {key: element[key] for key in ("text", "value", "style") if key in element}
    if element["type"] == "overflow":
        return used | {"selected_option": _option(element, str(chosen))}
    return used | filled(element, chosen)


def problems(blocks: Blocks, values: dict[str, dict[str, Json]]) -> dict[str, str]:
    """What keeps Slack's own client from submitting this form, by block_id."""
    found = {}
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            value = values[block["block_id"]][element["action_id"]][_HOLDS[element["type"]]]
            problem = _problem(block, element, value)
            if problem:
                found[block["block_id"]] = problem
    return found


def _problem(block: Json, element: Json, value: object) -> str | None:
    if not value:
        return None if block.get("optional") else MISSING
    length = len(value) if isinstance(value, str) else 0
    if length > element.get("max_length", 3000):
        return f"Please use at most {element.get('max_length', 3000)} characters."
    if element["type"] == "plain_text_input" and length < element.get("min_length", 0):
        return f"Please use at least {element['min_length']} characters."
    return None


def _initial(element: Json) -> Json:
    key = _HOLDS[element["type"]]
    empty: object = [] if key in ("selected_options", "selected_users") else None
    initial = element.get("initial_" + key.removeprefix("selected_"), empty)
    return {"type": element["type"], key: initial}


def _option(element: Json, value: str) -> Json:
    groups = (element, *element.get("option_groups", ()))
    for option in (each for group in groups for each in group.get("options", ())):
        if option.get("value") == value:
            return dict(option)
    raise ImpossibleError(f"{value!r} is not an option of {element['action_id']!r}.")
