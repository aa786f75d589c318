"""Draws what is said about meetings: values in, blocks out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    CheckboxesElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    MarkdownTextObject,
    Option,
    PlainTextObject,
    SectionBlock,
)

from bot.slack.dates import on_the_wall, shown, span
from bot.slack.ids import COMMAND, Action
from bot.slack.messages import Message, sentence
from bot.slack.text import escape
from coaching import Checklist

LONGEST_LINE = 75
"""Characters of a checkbox' text, and of what is under it. Slack docs, "Composition objects"."""
MOST_ADDED = 20
LONGEST_SHARED = 11_500
"""Characters: Slack takes some 13,000 in a message, and its title is in it twice."""
GONE = (
    f"That meeting is cancelled, forgotten, or somebody else's. `{COMMAND} meetings` shows yours."
)
EXAMPLE = f"{COMMAND} meeting Acme renewal tomorrow 3pm for 45 min"


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting as it is told of."""

    key: str
    title: str
    start: datetime
    minutes: int
    zone: str
    """That it was planned in."""
    counterpart: str | None = None
    channel: str | None = None
    in_channel: bool = False
    several: bool = False
    """Whether others than the organizer are told of it."""

    @property
    def when(self) -> str:
        """By the clocks of its zone; where several read it, with each reader's own time."""
        there = span(self.start, self.minutes, self.zone)
        return f"{there} ({shown(self.start)} by your clock)" if self.several else there

    @property
    def called(self) -> str:
        """mrkdwn: its title, and with whom it is."""
        known = self.counterpart and self.counterpart.casefold() not in self.title.casefold()
        return f"*{escape(self.title)}*" + (
            f" with {escape(self.counterpart or '')}" if known else ""
        )


@dataclass(frozen=True, slots=True)
class Line:
    """An item of a checklist as it stands."""

    item_id: str
    text: str
    why: str
    ticked: bool
    kind: str


# Planning.


def understood(planned: Planned, typed: str) -> Message:
    """In a direct message there is no trigger to open the form with: a button brings one."""
    return Message(
        f"{escape(planned.title)}: plan it?",
        [
            SectionBlock(text=f"{planned.called}\n{planned.when}"),
            ActionsBlock(elements=[_as_typed("Plan it", typed)]),
        ],
    )


def to_be_asked(question: str, typed: str) -> Message:
    return Message(
        question,
        [
            SectionBlock(text=escape(question)),
            ActionsBlock(elements=[_as_typed("Fill in the form", typed)]),
        ],
    )


def _as_typed(label: str, typed: str) -> ButtonElement:
    return ButtonElement(text=label, action_id=Action.PLAN_AS_TYPED, value=typed, style="primary")


def planned(
    meeting: Planned,
    sends: Sequence[tuple[str, datetime]],
    left_out: Sequence[str],
    *,
    changed: bool,
) -> Message:
    """It stands, and what comes when; `left_out` are people from outside, by user id."""
    zone = ZoneInfo(meeting.zone)
    lines = [f"•  {what}: {on_the_wall(at, zone)}" for what, at in sends]
    if left_out:
        names = ", ".join(f"<@{person}>" for person in left_out)
        lines.append(f"Left out: {names}. I do not write to guests or to other companies.")
    begins = "Changed" if changed else "Planned"
    return Message(
        f"{begins}: {escape(meeting.title)}",
        [
            SectionBlock(text=f"{begins}: {meeting.called}\n{meeting.when}"),
            *([SectionBlock(text="\n".join(lines))] if lines else []),
            ActionsBlock(elements=_to_change(meeting)),
        ],
    )


def cancelled(title: str) -> Message:
    return sentence(f"Cancelled: *{escape(title)}*. Nothing more comes about it.")


def gone() -> Message:
    return sentence(GONE)


def meetings(listed: Sequence[Planned], *, more: int) -> Message:
    if not listed:
        return sentence(f"You have no meetings planned. `{EXAMPLE}`")
    blocks: list[Block] = [SectionBlock(text="*Your meetings*")]
    for each in listed:
        where = f"\nChecklist in <#{each.channel}>" if each.in_channel else ""
        blocks.append(SectionBlock(text=f"{each.called}\n{each.when}{where}"))
        blocks.append(ActionsBlock(elements=_to_change(each)))
    if more:
        blocks.append(SectionBlock(text=f"… and {more} more after these."))
    return Message("Your meetings", blocks)


def _to_change(meeting: Planned) -> list[ButtonElement]:
    asks = ConfirmObject(
        title="Cancel this meeting?",
        text=PlainTextObject(
            text="Nothing more comes about it: no checklist, and no question afterwards."
        ),
        confirm="Cancel it",
        deny="Keep it",
        style="danger",
    )
    return [
        ButtonElement(text="Edit or move", action_id=Action.EDIT_MEETING, value=meeting.key),
        ButtonElement(
            text="Cancel it",
            action_id=Action.CANCEL_MEETING,
            value=meeting.key,
            style="danger",
            confirm=asks,
        ),
    ]


# Before.


def lines(checklist: Checklist, added: Sequence[Line], ticked: set[str]) -> list[Line]:
    """All items in the order to read them, those that people added at the end."""
    chosen = [
        Line(item.id, item.text, item.why, item.id in ticked, item.kind) for item in checklist.items
    ]
    ids = {line.item_id for line in chosen}
    return [*chosen, *[line for line in added if line.item_id not in ids][:MOST_ADDED]]


def checklist(meeting: Planned, listed: Sequence[Line], *, short: bool) -> Message:
    """A tick is kept under its item, so it is there on every copy of the list."""
    done = sum(line.ticked for line in listed)
    name = "The two-minute form" if short else "The checklist"
    return Message(
        f"{name} for {escape(meeting.title)}: {done} of {len(listed)} ready",
        [
            SectionBlock(text=f"*{name}* for {meeting.called}\n{meeting.when}"),
            ContextBlock(elements=[PlainTextObject(text=_progress(done, len(listed)))]),
            *_items(meeting, listed, with_headings=not short),
            ActionsBlock(
                elements=[
                    ButtonElement(text="Add an item", action_id=Action.ADD_ITEM, value=meeting.key)
                ]
            ),
        ],
    )


def _progress(done: int, total: int) -> str:
    bar = "▰" * done + "▱" * (total - done)
    return f"{bar}  {done} of {total} ready" if done < total else f"{bar}  All ready."


def _items(meeting: Planned, listed: Sequence[Line], *, with_headings: bool) -> Iterator[Block]:
    headings = {
        "essential": "The essentials",
        "added": "Added",
        "": "From this deal",
    }
    last = None
    for line in listed:
        heading = headings.get(line.kind, headings[""])
        if with_headings and heading != last:
            yield ContextBlock(elements=[MarkdownTextObject(text=f"*{heading}*")])
        last = heading
        yield ActionsBlock(
            block_id=f"{meeting.key}:{line.item_id}",
            elements=[_checkbox(line)],
        )


def _checkbox(line: Line) -> CheckboxesElement:
    """Plain text: what people wrote can neither link nor ping."""
    text, under = _on_two_lines(line.text, line.why)
    option = Option(
        value=line.item_id,
        text=PlainTextObject(text=text),
        description=PlainTextObject(text=under) if under else None,
    )
    return CheckboxesElement(
        action_id=Action.TICK,
        options=[option],
        initial_options=[option] if line.ticked else None,
    )


def _on_two_lines(text: str, why: str) -> tuple[str, str]:
    """What is too long for the first line goes on under it, in place of the reason."""
    if len(text) <= LONGEST_LINE:
        return text, _fitted(why)
    cut = text.rfind(" ", 0, LONGEST_LINE)
    cut = cut if cut > 0 else LONGEST_LINE
    return text[:cut], _fitted(text[cut:].strip())


def _fitted(text: str) -> str:
    return text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 1].rstrip() + "…"


def in_private(channel: str, message: Message) -> Message:
    """What was to go to a channel that people from outside read by now."""
    why = (
        f"This was to go to <#{channel}>. People from outside may read along there by now, "
        "so it comes to you alone."
    )
    return Message(message.text, [SectionBlock(text=why), DividerBlock(), *message.blocks])


def undeliverable(title: str, to: str) -> str:
    """A note to the organizer, as mrkdwn."""
    who = f"<#{to}>" if to.startswith(("C", "G")) else f"<@{to}>"
    return (
        f"I cannot reach {who} any more, so nothing comes there about *{escape(title)}*. "
        f"`{COMMAND} meetings` lets you change who gets it."
    )


# After.


def prompt(meeting: Planned, *, again: bool) -> Message:
    asks = "Do you have two minutes for it now?" if again else "How did it go?"
    buttons = [_button("Reflect", Action.REFLECT, meeting.key, primary=True)]
    if not again:
        buttons.append(_button("Later", Action.REFLECT_LATER, meeting.key))
    buttons.append(_button("Skip", Action.SKIP_REFLECTION, meeting.key))
    return Message(
        f"{asks} {escape(meeting.title)}",
        [
            SectionBlock(
                text=f"{meeting.called}. {asks}\nFacts first, nobody to blame. Only you read what "
                "you write, and your next checklist reminds you of it."
            ),
            ActionsBlock(elements=buttons),
        ],
    )


def skipped(title: str) -> Message:
    return sentence(f"No reflection on *{escape(title)}*. That is fine.")


def postponed(title: str, at: datetime | None) -> Message:
    if at is None:
        return sentence(f"I have asked twice about *{escape(title)}*, and leave it at that.")
    return sentence(f"I ask about *{escape(title)}* again {shown(at)}, and then no more.")


def saved(meeting: Planned, *, shared: bool) -> Message:
    said = f"Saved: your reflection on {meeting.called}. Only you can read it."
    if shared:
        said = f"Saved: your reflection on {meeting.called}. You shared it in <#{meeting.channel}>."
    buttons = [_button("Read or change it", Action.REFLECT, meeting.key)]
    if meeting.channel and not shared:
        buttons.append(_share(meeting))
    return Message(
        f"Saved: your reflection on {escape(meeting.title)}",
        [SectionBlock(text=said), ActionsBlock(elements=buttons)],
    )


def _share(meeting: Planned) -> ButtonElement:
    asks = ConfirmObject(
        title="Share it?",
        text=MarkdownTextObject(
            text=f"Everybody in <#{meeting.channel}> will read what happened, what was given and "
            "got, what you learned and the next step. Signs, sides and trust stay with you."
        ),
        confirm="Share it",
        deny="Keep it to myself",
    )
    return ButtonElement(
        text="Share with the channel",
        action_id=Action.SHARE_REFLECTION,
        value=f"{meeting.key} {meeting.channel}",
        confirm=asks,
    )


def shared(meeting: Planned, by: str, told: Sequence[tuple[str, str]]) -> Message:
    """For everyone in the deal's channel: labels with what was written under them."""
    facts = "\n".join(f"*{escape(label)}*\n{escape(words)}" for label, words in told)
    fits = _cut(facts, LONGEST_SHARED)
    blocks = [SectionBlock(text=part) for part in in_parts(facts[:fits])]
    if fits < len(facts):
        blocks.append(SectionBlock(text="_The rest is too long for one message._"))
    opening = SectionBlock(text=f"*After {escape(meeting.title)}*, shared by <@{by}>")
    return Message(f"After {escape(meeting.title)}", [opening, *blocks])


def in_parts(text: str, longest: int = 2900) -> Iterator[str]:
    """Slack docs, "Section": at most 3,000 characters."""
    while text:
        cut = _cut(text, longest)
        yield text[:cut]
        text = text[cut:].lstrip("\n")


def _cut(text: str, longest: int) -> int:
    """Where to cut `text`: at the end of a line if one is near, and never within "&amp;"."""
    if len(text) <= longest:
        return len(text)
    if (line := text.rfind("\n", longest // 2, longest)) > 0:
        return line
    entity = text.rfind("&", 0, longest)
    return entity if entity > 0 and ";" not in text[entity:longest] else longest


def shared_before(channel: str) -> Message:
    """Also where Slack did not say whether it took it."""
    return sentence(f"You shared it before: look in <#{channel}>. I do not post it twice.")


def nothing_to_share() -> Message:
    return sentence("That reflection is no longer there, so there is nothing to share.")


def not_shared(channel: str) -> Message:
    return sentence(
        f"I did not share it: people from outside may read <#{channel}>, or I am not in it."
    )


def _button(label: str, action: Action, value: str, *, primary: bool = False) -> ButtonElement:
    return ButtonElement(
        text=label, action_id=action, value=value, style="primary" if primary else None
    )
