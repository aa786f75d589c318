"""Plain values become the objects that Slack sends."""

from typing import Any

import pytest

from bot.workspace import inputs
from bot.workspace.state import ImpossibleError, Json


def option(value: str) -> Json:
    return {"text": {"type": "plain_text", "text": value.title()}, "value": value}


ONE, TWO, THREE = map(option, ("one", "two", "three"))
LABEL = {"type": "plain_text", "text": "Group"}

ELEMENTS: list[tuple[Json, inputs.Plain, Json]] = [
    ({"type": "plain_text_input"}, "typed", {"value": "typed"}),
    ({"type": "plain_text_input"}, "", {"value": None}),
    ({"type": "static_select", "options": [ONE, TWO]}, "two", {"selected_option": TWO}),
    (
        {"type": "static_select", "option_groups": [{"label": LABEL, "options": [THREE]}]},
        "three",
        {"selected_option": THREE},
    ),
    ({"type": "radio_buttons", "options": [ONE]}, None, {"selected_option": None}),
    (
        {"type": "checkboxes", "options": [ONE, TWO]},
        ["one", "two"],
        {"selected_options": [ONE, TWO]},
    ),
    ({"type": "checkboxes", "options": [ONE]}, [], {"selected_options": []}),
    ({"type": "datepicker"}, "2026-06-17", {"selected_date": "2026-06-17"}),
    ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
    ({"type": "users_select"}, "U0DANA", {"selected_user": "U0DANA"}),
    (
        {"type": "multi_users_select"},
        ["U0DANA", "U0TOM"],
        {"selected_users": ["U0DANA", "U0TOM"]},
    ),
    ({"type": "channels_select"}, "C1", {"selected_channel": "C1"}),
    ({"type": "conversations_select"}, "D1", {"selected_conversation": "D1"}),
]


def row(*elements: Json) -> list[Json]:
    return [{"type": "actions", "block_id": "row", "elements": list(elements)}]


@pytest.mark.parametrize(("element", "plain", "sent"), ELEMENTS)
def test_a_value_as_slack_sends_it(element: Json, plain: inputs.Plain, sent: Json) -> None:
    blocks = row(element | {"action_id": "it"})
    expected = {"type": element["type"], **sent}
    assert inputs.state(blocks, {"row": {"it": plain}}) == {"row": {"it": expected}}
    action = inputs.action(blocks[0], blocks[0]["elements"][0], plain)
    assert action == {"block_id": "row", "action_id": "it", **expected}


@pytest.mark.parametrize(
    ("initial", "sent"),
    [
        ({"initial_option": ONE}, {"selected_option": ONE}),
        ({}, {"selected_option": None}),
    ],
)
def test_what_nobody_touched_has_its_initial_value(initial: Json, sent: Json) -> None:
    menu = {"type": "static_select", "action_id": "it", "options": [ONE], **initial}
    values = inputs.state(row(menu), {})
    assert values["row"]["it"] == {"type": "static_select", **sent}


def test_an_overflow_menu_sends_its_option_and_holds_nothing() -> None:
    menu = {"type": "overflow", "action_id": "it", "options": [ONE, TWO]}
    blocks = row(menu)
    assert inputs.action(blocks[0], menu, "two")["selected_option"] == TWO
    assert inputs.state(blocks, {}) == {}


@pytest.mark.parametrize(
    "plain",
    [{"row": {"it": "four"}}, {"row": {"other": "one"}}, {"elsewhere": {"it": "one"}}],
)
def test_what_is_not_there_cannot_be_chosen(plain: Any) -> None:
    menu = {"type": "static_select", "action_id": "it", "options": [ONE]}
    with pytest.raises(ImpossibleError):
        inputs.state(row(menu), plain)
