"""Draws the playbook: its contents, and one sign's page."""

from slack_sdk.models.blocks import (
    Block,
    DividerBlock,
    SectionBlock,
)

from bot.slack.messages import Message
from bot.slack.sign_chooser import sign_chooser
from bot.slack.text import escape
from bot.wording import family_name
from coaching.playbook import Pivot, Playbook, SignEntry
from coaching.vocabulary import Actor, Sign

FACING = {
    Actor.THEM: "When they do it",
    Actor.US: "When our side does it",
    Actor.BOTH: "When it is mutual",
}


def contents(playbook: Playbook) -> Message:
    """All signs by family, with what each is."""
    families = [
        "\n".join(
            [f"*{family_name(name)}*"]
            + [
                f"• *{escape(e.name)}*: {escape(e.is_this)}"
                for e in (playbook.signs[s] for s in signs)
            ]
        )
        for name, signs in playbook.families.items()
    ]
    says = f"{len(playbook.signs)} signs that a negotiation is getting stuck"
    return Message(
        says,
        [
            SectionBlock(text=f"*{says}*"),
            *(SectionBlock(text=family) for family in families),
            sign_chooser(playbook),
        ],
    )


def page(playbook: Playbook, sign: Sign) -> Message:
    """One sign: what it is and is not, what it does, and the ways out with their lines."""
    entry = playbook.signs[sign]
    blocks: list[Block] = [
        SectionBlock(
            text=f"*{escape(entry.name)}*\nWhat it is: {escape(entry.is_this)}\n"
            f"What it is not: {escape(entry.not_this)}"
        )
    ]
    for actor, pivots in entry.pivots.items():
        blocks += [
            DividerBlock(),
            SectionBlock(text=f"*{FACING[actor]}.* {escape(entry.effect[actor])}"),
            *(SectionBlock(text=_way_out(playbook, pivot)) for pivot in pivots),
        ]
    blocks += [SectionBlock(text=f"_The idea: {escape(entry.source)}_"), sign_chooser(playbook)]
    return Message(f"{escape(entry.name)}: {escape(entry.is_this)}", blocks)


def _entry(entry: SignEntry) -> str:
    return f"• *{escape(entry.name)}*: {escape(entry.is_this)}"


def _way_out(playbook: Playbook, pivot: Pivot) -> str:
    return (
        f"*{escape(playbook.moves[pivot.move].name)}.* {escape(pivot.why)}\n"
        f">{escape(pivot.spoken())}\n_Watch for:_ {escape(pivot.watch)}"
    )
