"""The modal behind a bare `/negotiate check`: asks for the situation and what bears on it."""

from typing import Any

from slack_sdk.models.blocks import (
    InputBlock,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
)
from slack_sdk.models.views import View as SlackView

from bot.slack.ids import Field, View
from bot.slack.messages import Whereabouts
from bot.slack.state import chosen, typed
from coaching import Facts


def check_modal(whereabouts: Whereabouts) -> SlackView:
    return SlackView(
        type="modal",
        callback_id=View.CHECK,
        title="Check a situation",
        submit="Check",
        close="Cancel",
        private_metadata=whereabouts.model_dump_json(exclude_none=True),
        blocks=[
            InputBlock(
                block_id=Field.SITUATION,
                label="What is going on?",
                hint="Who said what, in your own words. I keep no copy of it.",
                element=PlainTextInputElement(
                    action_id=Field.SITUATION, multiline=True, max_length=3000, focus_on_load=True
                ),
            ),
            InputBlock(
                block_id=Field.COUNTERPART,
                label="Who is across the table?",
                optional=True,
                element=PlainTextInputElement(
                    action_id=Field.COUNTERPART, max_length=60, placeholder="A name or a company"
                ),
            ),
            _choice(
                Field.DEALINGS,
                "Is it a single deal?",
                {"one_off": "A single deal", "long_term": "We will deal with them again"},
            ),
            _choice(
                Field.LEVERAGE,
                "Who has the better alternatives?",
                {"strong_leverage": "We have", "weak_leverage": "They have"},
            ),
        ],
    )


def situation(view: dict[str, Any]) -> str:
    return typed(view, Field.SITUATION)


def facts(view: dict[str, Any]) -> Facts:
    """What was filled in beside the situation."""
    return Facts.model_validate(
        {
            "counterpart": typed(view, Field.COUNTERPART) or None,
            "dealings": chosen(view, Field.DEALINGS),
            "leverage": chosen(view, Field.LEVERAGE),
        }
    )


def _choice(field: Field, label: str, options: dict[str, str]) -> InputBlock:
    return InputBlock(
        block_id=field,
        label=label,
        optional=True,
        hint="Leave it open if you do not know.",
        element=RadioButtonsElement(
            action_id=field,
            options=[Option(value=value, label=text) for value, text in options.items()],
        ),
    )
