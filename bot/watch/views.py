"""Draws what the coach says about a deal: values in, blocks out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    MarkdownTextObject,
    SectionBlock,
)

from bot.slack.dates import shown
from bot.slack.ids import COMMAND, Action
from bot.slack.messages import Message, sentence
from bot.slack.text import escape, shortened
from bot.watch.offer import Offer
from bot.wording import WHOSE
from coaching import Advice, SeenSign
from coaching.climate import BARS, Climate, PostKind, Sensitivity
from coaching.playbook import Pivot, Playbook
from coaching.preparation import Learned
from coaching.vocabulary import Actor, Move, Sign

HEADLINES = {
    PostKind.OPENING: "This deal is getting harder",
    PostKind.ADDITION: "One more thing since then",
    PostKind.TURN: "A turn for the better",
}
MOST_LINKS = 3
"""Messages linked for one sign."""
MOST_MOVES = 2
MOST_STANDINGS = 5
MOST_LESSONS = 2
"""Of each kind, from the meetings on a deal."""
LONGEST_LESSON = 150
"""Characters."""


@dataclass(frozen=True)
class Evidence:
    """A message that shows a sign: when it was written, and where it stands."""

    at: datetime
    link: str


def coaching_post(
    playbook: Playbook,
    kind: PostKind,
    signs: Sequence[SeenSign],
    evidence: Mapping[Sign, Sequence[Evidence]],
    advice: Advice,
    offer: Offer,
) -> Message:
    """What has built up, what it does, and one way on. It names no person and no side.

    What our own side did is not linked: a link would point at a colleague.
    """
    posture = playbook.postures[advice.posture]
    pivot = advice.pivots[0]
    main = playbook.signs[signs[0].sign]
    names = " and ".join(playbook.signs[seen.sign].name.lower() for seen in signs)
    built_up = [
        f"•  *{escape(playbook.signs[seen.sign].name)}*"
        + ("" if seen.actor is Actor.US else f": {_links(evidence.get(seen.sign, ()))}")
        for seen in signs
    ]
    return Message(
        f"{HEADLINES[kind]}: {escape(names)}. Say: {escape(pivot.line)}",
        [
            SectionBlock(text=f"*{HEADLINES[kind]}.* What has built up:\n" + "\n".join(built_up)),
            SectionBlock(text=escape(main.effect[signs[0].actor])),
            SectionBlock(text=f"*{escape(posture.headline)}.* {escape(posture.how)}"),
            *_line(pivot),
            ActionsBlock(elements=_offers(offer)),
        ],
    )


def turn_post(playbook: Playbook, moves: Sequence[Move]) -> Message:
    """A turn for the better, noticed once."""
    lines = [playbook.moves[move].keep_doing for move in moves[:MOST_MOVES]]
    said = escape(" ".join([*lines, "I will be quiet again."]))
    headline = HEADLINES[PostKind.TURN]
    return Message(f"{headline}. {said}", [SectionBlock(text=f"*{headline}.* {said}")])


def you_asked_me_to_watch(channel: str, message: Message) -> Message:
    """In private, where people from outside read the channel."""
    return _in_private(channel, "you asked me to watch it", message)


def you_asked_in(channel: str, message: Message) -> Message:
    """In private, to who asked in a channel that people from outside read."""
    return _in_private(channel, "you asked", message)


def _in_private(channel: str, why: str, message: Message) -> Message:
    lead = (
        f"About <#{channel}>. People from outside can read that channel, so I say this only to "
        f"you, since {why}."
    )
    return Message(f"{lead} {message.text}", [SectionBlock(text=lead), *message.blocks])


def introduction(by: str, counterpart: str | None) -> Message:
    """Said in the channel when the coach is asked to watch it."""
    about = f" about the talks with {escape(counterpart)}" if counterpart else ""
    text = (
        f"Hello. <@{by}> asked me to read along here{about}. I am quiet: when a deal is really "
        "turning sour I post one thread that may help. I keep signs, times and links, never what "
        f"you write. `{COMMAND} deal` shows what I see, `{COMMAND} pause 3d` keeps me silent, "
        f"`{COMMAND} unwatch` stops me and forgets it all. For a word from me, mention me in a "
        "thread. Now and then I tell you something about a message of yours in private; "
        f"`{COMMAND} notes off` ends that."
    )
    return Message(text, [SectionBlock(text=_verbatim(text))])


def watching_a_shared_channel(channel: str) -> Message:
    return sentence(
        f"I read along in <#{channel}> from now on. People from outside can read it, so I will "
        "never say a word there: what I notice I tell you here. I keep signs, times and links, "
        f"never what anyone writes. `{COMMAND} unwatch` in that channel stops me."
    )


def not_watched() -> Message:
    return sentence(f"I do not watch this channel. `{COMMAND} watch` turns it on.")


def not_watching() -> Message:
    """To who asked in a channel that is not watched."""
    return sentence(
        f"I read along only where I was asked to: `{COMMAND} watch` turns that on. For a private "
        f"word on one situation, use `{COMMAND} check`."
    )


def ask_in_a_thread() -> Message:
    return sentence(
        "Mention me in a thread, and I tell you there what I make of it. For a private word on one "
        f"situation, use `{COMMAND} check`."
    )


def beyond_coaching(say: str) -> Message:
    return sentence(escape(say))


def private_note(playbook: Playbook, channel: str, seen: SeenSign, advice: Advice) -> Message:
    """To the author of a message, about our own side."""
    entry = playbook.signs[seen.sign]
    return Message(
        f"A thought about your message: {escape(entry.name)}",
        [
            SectionBlock(
                text=f"Only for you, about your message in <#{channel}>. It reads like "
                f"*{escape(entry.name.lower())}* on our side:"
            ),
            ContextBlock(elements=[_verbatim(f"“{escape(seen.evidence)}”")]),
            SectionBlock(text=escape(entry.effect[seen.actor])),
            *_line(advice.pivots[0]),
            ActionsBlock(elements=[_button("Stop telling me", Action.STOP_NOTES, "off")]),
        ],
    )


@dataclass(frozen=True)
class Deal:
    """What there is to tell of a deal."""

    channel: str
    climate: Climate
    counterpart: str | None
    advice: Advice | None
    evidence: Mapping[Sign, Sequence[Evidence]]
    sensitivity: Sensitivity
    silent_until: datetime | None
    started_by: str
    started_at: datetime
    helpful: int
    """People who found a post helpful."""
    not_useful: Mapping[Sign, int]
    """How often posts about a sign were called not useful."""
    learned: Learned
    """From the viewer's own reflections, and those that others shared."""


def deal_card(playbook: Playbook, deal: Deal) -> Message:
    """What the coach sees in a deal now: for whoever asked alone."""
    climate, advice = deal.climate, deal.advice
    name = f" with {escape(deal.counterpart)}" if deal.counterpart else ""
    stands = _heat(climate, deal.sensitivity)
    headline = _verbatim(f"*The deal{name}, as I see it:* {stands}")
    blocks: list[Block] = [SectionBlock(text=headline)]
    if climate.standings:
        lines = [
            f"•  *{escape(playbook.signs[standing.sign].name)}* ({WHOSE[standing.actor]}): "
            f"{_links(deal.evidence.get(standing.sign, ()))}"
            for standing in climate.standings[:MOST_STANDINGS]
        ]
        blocks.append(SectionBlock(text="\n".join(lines)))
    if climate.moves:
        done = sorted(climate.moves.items(), key=lambda item: -item[1])
        well = ", ".join(f"{playbook.moves[move].name.lower()} ({times})" for move, times in done)
        blocks.append(SectionBlock(text=f"*What works:* {escape(well)}"))
    if advice:
        posture = playbook.postures[advice.posture]
        blocks.append(SectionBlock(text=f"*{escape(posture.headline)}.* {escape(advice.reason)}"))
        blocks += _line(advice.pivots[0])
    if lessons := list(_lessons(playbook, deal.learned)):
        blocks.append(SectionBlock(text="*From your meetings*\n" + "\n".join(lessons)))
    settings = MarkdownTextObject(text=_settings(playbook, deal))
    blocks.append(ContextBlock(elements=[settings]))
    if climate.standings or climate.moves:
        blocks.append(
            ActionsBlock(
                elements=[_button("Send me the picture", Action.DEAL_PICTURE, deal.channel)]
            )
        )
    return Message(f"The deal{name}: {stands}", blocks)


def _lessons(playbook: Playbook, learned: Learned) -> Iterator[str]:
    for step in learned.next_steps[:MOST_LESSONS]:
        owner = f" ({escape(step.owner)})" if step.owner else ""
        yield f"•  Still open: {escape(shortened(step.text, LONGEST_LESSON))}{owner}"
    for assumption in learned.disproved[:MOST_LESSONS]:
        yield f"•  Turned out different: {escape(shortened(assumption, LONGEST_LESSON))}"
    for helped in learned.helped[:MOST_LESSONS]:
        sign, move = playbook.signs[helped.sign], playbook.moves[helped.move]
        yield f"•  Helped with {escape(sign.name.lower())}: {escape(move.name.lower())}"


def _settings(playbook: Playbook, deal: Deal) -> str:
    told = [
        f"<@{deal.started_by}> asked me to watch on {shown(deal.started_at)}.",
        f"Sensitivity: {deal.sensitivity}.",
    ]
    if deal.silent_until:
        told.append(f"Silent until {shown(deal.silent_until)}.")
    if deal.helpful:
        told.append(f"Found helpful: {deal.helpful}.")
    if deal.not_useful:
        names = ", ".join(
            f"{playbook.signs[sign].name.lower()} ({times})"
            for sign, times in deal.not_useful.items()
        )
        told.append(f"Called not useful: {escape(names)}.")
    return " ".join(told)


def another_way(playbook: Playbook, advice: Advice, offer: Offer) -> Message:
    """One more pivot, for whoever asked for it alone."""
    pivot = advice.pivots[offer.pivot % len(advice.pivots)]
    more = _button("Show another", Action.ANOTHER_WAY, offer.after(1).value())
    return Message(f"Say: {escape(pivot.line)}", [*_line(pivot), ActionsBlock(elements=[more])])


def thread_answer(playbook: Playbook, signs: Sequence[SeenSign], advice: Advice) -> Message:
    """What the coach says in a thread when asked: the pattern and a way on, nobody's part in it."""
    posture, pivot = playbook.postures[advice.posture], advice.pivots[0]
    names = " and ".join(playbook.signs[seen.sign].name.lower() for seen in signs[:2])
    effect = playbook.signs[signs[0].sign].effect[signs[0].actor]
    return Message(
        f"A pattern in this thread: {escape(names)}. Say: {escape(pivot.line)}",
        [
            SectionBlock(text=f"*A pattern in this thread: {escape(names)}.* {escape(effect)}"),
            SectionBlock(text=f"*{escape(posture.headline)}.* {escape(posture.how)}"),
            *_line(pivot),
        ],
    )


def nothing_in_thread(playbook: Playbook, moves: Sequence[Move]) -> Message:
    well = " ".join(escape(playbook.moves[move].keep_doing) for move in moves[:2])
    return sentence(
        f"I see no trap in this thread. {well or 'For a situation as you know it, use'}"
        + ("" if well else f" `{COMMAND} check`.")
    )


def _heat(climate: Climate, sensitivity: Sensitivity) -> str:
    bar = BARS[sensitivity]
    if climate.heat >= bar:
        level = "it is turning sour"
    elif climate.heat >= bar / 2:
        level = "there is some strain"
    else:
        level = "it is calm"
    if abs(climate.trend) < bar / 5:
        return f"{level}, and has not changed much in three days."
    return f"{level}, and {'more tense' if climate.trend > 0 else 'calmer'} than three days ago."


def _links(evidence: Sequence[Evidence]) -> str:
    links = [shown(each.at, link=each.link) for each in evidence[-MOST_LINKS:]]
    more = len(evidence) - MOST_LINKS
    return " · ".join(([f"{more} earlier"] if more > 0 else []) + links)


def _line(pivot: Pivot) -> list[Block]:
    to = "Say to your own team something like" if pivot.to == "own_team" else "Say something like"
    return [
        SectionBlock(text=f"*{to}:*\n>{escape(pivot.line)}"),
        SectionBlock(text=f"{escape(pivot.why)}\n*Watch for:* {escape(pivot.watch)}"),
    ]


def _verbatim(text: str) -> MarkdownTextObject:
    # It holds a name or words as typed: Slack is to make no link or mention of them.
    return MarkdownTextObject(text=text, verbatim=True)


def _offers(offer: Offer) -> list[ButtonElement]:
    value = offer.value()
    return [
        _button("Plan the next meeting", Action.PLAN_MEETING, offer.key),
        _button("Show another", Action.ANOTHER_WAY, offer.after(1).value()),
        _button("Helpful", Action.POST_HELPFUL, value),
        _button("Not useful", Action.POST_NOT_USEFUL, value),
        _button("Quiet for 3 days", Action.POST_QUIET, value),
    ]


def _button(label: str, action: Action, value: str) -> ButtonElement:
    return ButtonElement(text=label, action_id=action, value=value)
