"""Slack's limits on blocks: what is just within passes, what is just beyond is named."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workspace import blockkit

PLAIN = {"type": "plain_text", "text": "Text"}
OPTION = {"text": PLAIN, "value": "v"}


def plain(length: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": "x" * length}


def section(**more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(1), **more}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": PLAIN, **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def menu(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "options": [OPTION], **more}


def question(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": PLAIN, "element": element, **more}


def confirm(**more: Any) -> dict[str, Any]:
    return {"title": PLAIN, "text": mrkdwn(1), "confirm": PLAIN, "deny": PLAIN, **more}


def options(count: int) -> list[dict[str, Any]]:
    return [{"text": PLAIN, "value": str(n)} for n in range(count)]


def groups(count: int, size: int) -> dict[str, Any]:
    group = {"label": PLAIN, "options": options(size)}
    return {"type": "static_select", "option_groups": [group] * count}


def text_input(**more: Any) -> dict[str, Any]:
    return {"type": "plain_text_input", **more}


LENGTHS = {
    "section text": (3000, lambda n: section(text=mrkdwn(n)), "/0/text/text"),
    "section field": (2000, lambda n: section(fields=[mrkdwn(n)]), "/0/fields/0/text"),
    "block id": (255, lambda n: section(block_id="x" * n), "/0/block_id"),
    "header": (150, lambda n: {"type": "header", "text": plain(n)}, "/0/text/text"),
    "button text": (75, lambda n: actions(button(text=plain(n))), "/0/elements/0/text/text"),
    "button value": (2000, lambda n: actions(button(value="x" * n)), "/0/elements/0/value"),
    "button url": (3000, lambda n: actions(button(url="x" * n)), "/0/elements/0/url"),
    "action id": (255, lambda n: actions(button(action_id="x" * n)), "/0/elements/0/action_id"),
    "confirm title": (
        100,
        lambda n: section(accessory=button(confirm=confirm(title=plain(n)))),
        "/0/accessory/confirm/title/text",
    ),
    "confirm text": (
        300,
        lambda n: section(accessory=button(confirm=confirm(text=mrkdwn(n)))),
        "/0/accessory/confirm/text/text",
    ),
    "confirm deny": (
        30,
        lambda n: section(accessory=button(confirm=confirm(deny=plain(n)))),
        "/0/accessory/confirm/deny/text",
    ),
    "option text": (
        75,
        lambda n: actions(menu(options=[{**OPTION, "text": plain(n)}])),
        "/0/elements/0/options/0/text/text",
    ),
    "option value": (
        150,
        lambda n: actions(menu(options=[{**OPTION, "value": "x" * n}])),
        "/0/elements/0/options/0/value",
    ),
    "option description": (
        75,
        lambda n: actions(menu(options=[{**OPTION, "description": plain(n)}])),
        "/0/elements/0/options/0/description/text",
    ),
    "placeholder": (
        150,
        lambda n: actions(menu(placeholder=plain(n))),
        "/0/elements/0/placeholder/text",
    ),
    "label": (2000, lambda n: question(menu(), label=plain(n)), "/0/label/text"),
    "hint": (2000, lambda n: question(menu(), hint=plain(n)), "/0/hint/text"),
    "alt text": (
        2000,
        lambda n: {"type": "image", "image_url": "https://x.test/i.png", "alt_text": "x" * n},
        "/0/alt_text",
    ),
    "context text": (
        3000,
        lambda n: {"type": "context", "elements": [mrkdwn(n)]},
        "/0/elements/0/text",
    ),
}

COUNTS = {
    "fields": (10, lambda n: section(fields=[mrkdwn(1)] * n), "/0/fields"),
    "context": (10, lambda n: {"type": "context", "elements": [mrkdwn(1)] * n}, "/0/elements"),
    "actions": (25, lambda n: actions(*[button()] * n), "/0/elements"),
    "menu": (100, lambda n: actions(menu(options=options(n))), "/0/elements/0/options"),
    "menu groups": (
        100,
        lambda n: actions(groups(n, 1)),
        "/0/elements/0/option_groups",
    ),
    "menu group": (
        100,
        lambda n: actions(groups(1, n)),
        "/0/elements/0/option_groups/0/options",
    ),
    "radio": (
        10,
        lambda n: actions({"type": "radio_buttons", "options": options(n)}),
        "/0/elements/0/options",
    ),
    "checkboxes": (
        10,
        lambda n: actions({"type": "checkboxes", "options": options(n)}),
        "/0/elements/0/options",
    ),
    "overflow": (
        5,
        lambda n: actions({"type": "overflow", "options": options(n)}),
        "/0/elements/0/options",
    ),
}


@pytest.mark.parametrize("name", LENGTHS)
@given(st.data())
def test_a_text_has_a_longest_length(name: str, data: st.DataObject) -> None:
    limit, block, pointer = LENGTHS[name]
    length = data.draw(st.integers(1, limit) | st.just(limit))
    beyond = data.draw(st.integers(limit + 1, limit + 500) | st.just(limit + 1))
    assert blockkit.errors([block(length)], "message") == []
    assert blockkit.errors([block(beyond)], "message") == [
        f"[ERROR] must be less than {limit + 1} characters [json-pointer:/blocks{pointer}]"
    ]


@pytest.mark.parametrize("name", COUNTS)
@given(st.data())
def test_a_list_has_a_greatest_length(name: str, data: st.DataObject) -> None:
    limit, block, pointer = COUNTS[name]
    assert blockkit.errors([block(data.draw(st.integers(1, limit)))], "message") == []
    beyond = data.draw(st.integers(limit + 1, limit + 20))
    assert blockkit.errors([block(beyond)], "message") == [
        f"[ERROR] no more than {limit} items allowed [json-pointer:/blocks{pointer}]"
    ]


@pytest.mark.parametrize(("surface", "limit"), [("message", 50), ("modal", 100), ("home", 100)])
def test_a_surface_holds_so_many_blocks(surface: blockkit.SurfaceName, limit: int) -> None:
    divider = {"type": "divider"}
    assert blockkit.errors([divider] * limit, surface) == []
    assert blockkit.errors([divider] * (limit + 1), surface) == [
        f"[ERROR] no more than {limit} items allowed [json-pointer:/blocks]"
    ]


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        ({"type": "poem"}, "unsupported type: poem [json-pointer:/blocks/0]"),
        ({}, "missing required field: type [json-pointer:/blocks/0]"),
        ({"type": "section"}, "missing required field: text [json-pointer:/blocks/0]"),
        (
            section(colour="red"),
            "invalid additional property: colour [json-pointer:/blocks/0/colour]",
        ),
        (
            section(text=mrkdwn(0)),
            "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
        ),
        (
            {"type": "image", "image_url": "https://x.test/i.png"},
            "missing required field: alt_text [json-pointer:/blocks/0]",
        ),
        (
            actions(button(action_id="a"), button(action_id="a")),
            "action_id already exists [json-pointer:/blocks/0]",
        ),
        (
            actions(menu(initial_option={"text": PLAIN, "value": "other"})),
            "initial option is not among the options [json-pointer:/blocks/0/elements/0]",
        ),
        (
            actions({"type": "static_select"}),
            "must have either options or option_groups [json-pointer:/blocks/0/elements/0]",
        ),
        (
            actions(text_input()),
            "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0]",
        ),
    ],
)
def test_what_slack_refuses_is_said_in_its_words(block: dict[str, Any], complaint: str) -> None:
    assert blockkit.errors([block], "message") == [f"[ERROR] {complaint}"]


def test_a_header_and_a_button_are_plain_text() -> None:
    assert blockkit.errors([{"type": "header", "text": mrkdwn(1)}], "message")
    assert blockkit.errors([actions(button(text=mrkdwn(1)))], "message")


def test_styles_are_primary_or_danger() -> None:
    assert blockkit.errors([actions(button(style="danger"))], "message") == []
    assert blockkit.errors([actions(button(style="default"))], "message")


def test_block_ids_differ_within_a_surface() -> None:
    twice = [section(block_id="a"), section(block_id="a")]
    assert blockkit.errors(twice, "message") == ["[ERROR] block_id already exists [json-pointer:/]"]


def modal(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": PLAIN, "blocks": [section()], **more}


@pytest.mark.parametrize("name", ["title", "submit", "close"])
def test_the_texts_of_a_modal_have_24_characters(name: str) -> None:
    assert blockkit.view_errors(modal(**{name: plain(24)})) == []
    assert blockkit.view_errors(modal(**{name: plain(25)})) == [
        f"[ERROR] must be less than 25 characters [json-pointer:/view/{name}/text]"
    ]


@pytest.mark.parametrize(("name", "limit"), [("private_metadata", 3000), ("callback_id", 255)])
def test_what_a_modal_carries_is_limited(name: str, limit: int) -> None:
    assert blockkit.view_errors(modal(**{name: "x" * limit})) == []
    assert blockkit.view_errors(modal(**{name: "x" * (limit + 1)})) == [
        f"[ERROR] must be less than {limit + 1} characters [json-pointer:/view/{name}]"
    ]


def test_a_modal_with_inputs_can_be_submitted() -> None:
    asking = [question(text_input(max_length=3000))]
    assert blockkit.view_errors(modal(blocks=asking, submit=PLAIN)) == []
    assert blockkit.view_errors(modal(blocks=asking)) == [
        "[ERROR] missing required field: submit [json-pointer:/view]"
    ]


def test_a_home_tab_has_no_title() -> None:
    home = {"type": "home", "blocks": [section()]}
    assert blockkit.view_errors(home) == []
    assert blockkit.view_errors({**home, "title": PLAIN}) == [
        "[ERROR] invalid additional property: title [json-pointer:/view/title]"
    ]


def test_ids_are_filled_in_and_kept() -> None:
    given_blocks = [section(block_id="mine", accessory=button()), actions(button(action_id="a"))]
    first, second = blockkit.with_ids(given_blocks)
    assert first["block_id"] == "mine"
    assert first["accessory"]["action_id"]
    assert second["block_id"]
    assert second["elements"][0]["action_id"] == "a"
    assert "action_id" not in given_blocks[0]["accessory"]
