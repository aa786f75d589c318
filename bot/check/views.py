"""Draws the coach's answers: values in, blocks out."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from bot.check.card import Card
from bot.slack.ids import COMMAND, Action
from bot.slack.messages import Message, sentence
from bot.slack.text import escape
from bot.wording import MOST_MOVES, MOST_NEAREST, NO_TRAP, WHICH_IS_CLOSEST, WHOSE
from coaching import Advice, Assessment, SeenSign
from coaching.playbook import Pivot, Playbook
from coaching.vocabulary import Posture

QUITE_SURE = 0.8


def answer(playbook: Playbook, assessment: Assessment, card: Card, advice: Advice) -> Message:
    """The first answer to a text: a card, a question, or that there is nothing to coach."""
    if assessment.beyond_coaching:
        return sentence(escape(assessment.beyond_coaching))
    if assessment.signs:
        return trap_card(playbook, card, advice, remark=assessment.remark)
    if assessment.unsure:
        return which_is_closest(playbook, assessment, card)
    return no_trap(playbook, assessment, card)


def trap_card(playbook: Playbook, card: Card, advice: Advice, remark: str | None = None) -> Message:
    """The signs seen, what they do, what to do about them, and one line to say."""
    pivot = advice.pivots[card.pivot % len(advice.pivots)]
    names = " and ".join(playbook.signs[seen.sign].name for seen in card.signs)
    posture = playbook.postures[advice.posture]
    blocks: list[Block] = []
    for seen in card.signs:
        blocks += _sign(playbook, seen)
        if card.explained:
            blocks.append(_explanation(playbook, seen, chosen=card.chosen))
    blocks += [
        DividerBlock(),
        SectionBlock(text=f"*{escape(posture.headline)}.* {escape(advice.reason)}"),
        _line(pivot),
        SectionBlock(text=f"{escape(pivot.why)}\n*Watch for:* {escape(pivot.watch)}"),
    ]
    if card.explained:
        blocks.append(_strategy(playbook, pivot))
        blocks += [_context(f"Careful: {caution.text}") for caution in advice.cautions]
    if remark:
        blocks.append(_context(remark))
    if card.shared:
        blocks.append(_context("✓ Shared with the channel"))
    blocks.append(_card_buttons(card, more=len(advice.pivots) > 1))
    return Message(
        f"{escape(names)}. {escape(posture.headline)}. Say: {escape(pivot.line)}", blocks
    )


def which_is_closest(playbook: Playbook, assessment: Assessment, card: Card) -> Message:
    """No sign is sure: the nearest ones are offered, and a tap draws that one's card."""
    buttons = [
        ButtonElement(
            text=playbook.signs[seen.sign].closest,
            action_id=f"{Action.CHOOSE_SIGN}.{number}",
            value=card.about(seen).value(),
        )
        for number, seen in enumerate(assessment.ranking[:MOST_NEAREST])
    ]
    none_fits = (
        f"If none fits, run {COMMAND} check again with a little more: who said what, and what "
        "worries you."
    )
    blocks = [SectionBlock(text=WHICH_IS_CLOSEST), ActionsBlock(elements=buttons)]
    remarks = [_context(remark) for remark in (none_fits, assessment.remark) if remark]
    return Message(WHICH_IS_CLOSEST, [*blocks, *remarks])


def no_trap(playbook: Playbook, assessment: Assessment, card: Card) -> Message:
    """No trap: said plainly, with what the team does well where it shows."""
    if assessment.remark and not assessment.ranking:
        return sentence(escape(assessment.remark))
    lines = [f"*{NO_TRAP}* {escape(playbook.postures[Posture.NONE].reason)}"]
    lines += [escape(playbook.moves[move].keep_doing) for move in assessment.moves[:MOST_MOVES]]
    blocks: list[Block] = [SectionBlock(text="\n".join(lines))]
    if assessment.remark:
        blocks.append(_context(assessment.remark))
    return Message(NO_TRAP, [*blocks, ActionsBlock(elements=_feedback_buttons(card))])


def shared(playbook: Playbook, card: Card, advice: Advice, by: str) -> Message:
    """A card for the whole channel: the pattern and the way out, nobody's words, nobody's name."""
    pivot = advice.pivots[card.pivot % len(advice.pivots)]
    posture = playbook.postures[advice.posture]
    names = " and ".join(playbook.signs[seen.sign].name.lower() for seen in card.signs)
    effect = playbook.signs[card.signs[0].sign].effect[card.signs[0].actor]
    return Message(
        f"A pattern to watch for here: {escape(names)}. Say: {escape(pivot.line)}",
        [
            SectionBlock(text=f"*A pattern to watch for here: {escape(names)}.* {escape(effect)}"),
            SectionBlock(text=f"*{escape(posture.headline)}.* {escape(posture.how)}"),
            _line(pivot),
            ContextBlock(elements=[MarkdownTextObject(text=f"Shared by <@{by}>.")]),
        ],
    )


def not_shared() -> Message:
    return sentence(
        "I did not share it: people from another company may read this channel, or I am not in it "
        "and cannot tell. You can copy the line and say it yourself."
    )


def may_not_post() -> Message:
    return sentence(
        "I may not post in this channel. Invite me with `/invite @coach` and share again, or copy "
        "the line and say it yourself."
    )


def no_trap_again(card: Card) -> Message:
    """A card without a trap, redrawn after feedback."""
    return Message(
        NO_TRAP,
        [SectionBlock(text=f"*{NO_TRAP}*"), ActionsBlock(elements=_feedback_buttons(card))],
    )


def what_is_going_on() -> Message:
    return sentence("Tell me what is going on: who said what, in your own words.")


def nothing_to_check() -> Message:
    return sentence("There is no text in this message for me to read.")


def _sign(playbook: Playbook, seen: SeenSign) -> list[Block]:
    entry = playbook.signs[seen.sign]
    name = f"*{escape(entry.name)}* ({WHOSE[seen.actor]})"
    quote = PlainTextObject(text=f"“{seen.evidence}”", emoji=False)
    return [
        SectionBlock(text=name),
        ContextBlock(elements=[quote]),
        SectionBlock(text=escape(entry.effect[seen.actor])),
    ]


def _line(pivot: Pivot) -> Block:
    to = "Say to your own team something like" if pivot.to == "own_team" else "Say something like"
    # Verbatim, since a counterpart's name is as typed: Slack is to make no link of it.
    return SectionBlock(
        text=MarkdownTextObject(text=f"*{to}:*\n>{escape(pivot.line)}", verbatim=True)
    )


def _explanation(playbook: Playbook, seen: SeenSign, *, chosen: bool) -> Block:
    entry = playbook.signs[seen.sign]
    if chosen:
        sure = "not sure (you chose it)"
    else:
        sure = "quite sure" if seen.confidence >= QUITE_SURE else "fairly sure"
    return SectionBlock(
        text=f"*Why this sign?* What it is: {escape(entry.is_this)}\n"
        f"What it is not: {escape(entry.not_this)}\n"
        f"I am {sure}. The idea: {escape(entry.source)} "
        f"More: `{COMMAND} playbook {seen.sign}`"
    )


def _strategy(playbook: Playbook, pivot: Pivot) -> Block:
    entry = playbook.strategies[pivot.strategy]
    return SectionBlock(
        text=f"*Why this line?* Pressure says: {escape(entry.pressure_says)} "
        f"*{escape(entry.name)}* instead: {escape(entry.do_instead)}"
    )


def _card_buttons(card: Card, *, more: bool) -> Block:
    value = card.value()
    buttons = []
    if more:
        buttons.append(_button("Another pivot", Action.ANOTHER_PIVOT, value))
    if not card.explained:
        buttons.append(_button("Why this sign?", Action.WHY, value))
    if card.can_be_shared:
        share = _button("Share with the channel", Action.SHARE, value)
        share.confirm = ConfirmObject(
            title="Share with the channel?",
            text="I will post the pattern and the line, and say that you shared it. What was said "
            "stays private. Guests in this channel will see it.",
            confirm="Share",
            deny="Keep it private",
        )
        buttons.append(share)
    return ActionsBlock(elements=[*buttons, *_feedback_buttons(card)])


def _feedback_buttons(card: Card) -> Sequence[ButtonElement]:
    said = card.feedback
    return [
        _button("✓ Helpful" if said == "helpful" else "Helpful", Action.HELPFUL, card.value()),
        _button(
            "✓ Not helpful" if said == "not_helpful" else "Not helpful",
            Action.NOT_HELPFUL,
            card.value(),
        ),
    ]


def _button(label: str, action: Action, value: str) -> ButtonElement:
    return ButtonElement(text=label, action_id=action, value=value)


def _context(text: str) -> Block:
    return ContextBlock(elements=[PlainTextObject(text=text, emoji=False)])
