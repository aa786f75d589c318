"""Draws the help text from the commands that there are."""

from collections.abc import Iterable

from slack_sdk.models.blocks import SectionBlock

from bot.slack.commands import Subcommand
from bot.slack.ids import COMMAND
from bot.slack.messages import Message, sentence
from bot.slack.text import escape

PRIVACY = (
    "Only you see my answers, unless you share one. I keep no messages; what you save about a "
    "meeting I keep."
)


def help_text(subcommands: Iterable[Subcommand]) -> Message:
    lines = [f"`{escape(_usage(each))}` to {escape(each.does)}" for each in subcommands]
    return Message(
        "What I can do in a negotiation",
        [
            SectionBlock(text="*Tell me what is going on, and I name the trap and the way out.*"),
            SectionBlock(text="\n".join(lines)),
            SectionBlock(
                text="On any message: *More actions* → *Check for traps*. "
                f"Or send me a direct message.\n{PRIVACY}"
            ),
        ],
    )


def did_you_mean(subcommand: str) -> Message:
    return sentence(
        f"Did you mean `{COMMAND} {subcommand}`? `{COMMAND} help` shows all that I can do."
    )


def _usage(subcommand: Subcommand) -> str:
    return f"{COMMAND} {subcommand.name} {subcommand.usage}".strip()
