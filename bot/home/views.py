"""Draws the Home tab."""

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.slack.ids import COMMAND, Action
from bot.slack.sign_chooser import sign_chooser
from coaching.playbook import Playbook


def home(playbook: Playbook) -> View:
    return View(
        type="home",
        blocks=[
            HeaderBlock(text="Negotiation Coach"),
            SectionBlock(
                text="Stuck, pressed, or giving ground? Tell me what is going on. I name the trap, "
                "show the words that gave it away, say whether to hold firm or to shift, and give "
                "you one line to say."
            ),
            ActionsBlock(
                elements=[
                    ButtonElement(
                        text="Check a situation", action_id=Action.OPEN_CHECK, style="primary"
                    )
                ]
            ),
            SectionBlock(
                text=f"*From any channel:* `{COMMAND} check` and what is going on\n"
                "*On a message:* More actions → Check for traps\n"
                f"*Before a meeting:* `{COMMAND} meeting` and what and when"
            ),
            DividerBlock(),
            SectionBlock(
                text="*The playbook*\nThe signs that a talk is getting stuck, and the ways out."
            ),
            sign_chooser(playbook),
            ContextBlock(
                elements=[
                    PlainTextObject(
                        text="Everything is worked out on the machine I run on, and nothing leaves "
                        "it. I keep no messages; what you save about a meeting I keep."
                    )
                ]
            ),
        ],
    )
