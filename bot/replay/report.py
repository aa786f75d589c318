"""What a replay found, in words and numbers, whatever it is drawn on."""

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.replay.conversations import History, PastMessage
from bot.replay.playing import Intervention, Seen, interventions
from bot.slack.text import shortened
from coaching import Coach, Side
from coaching.climate import LOOKED_BACK, Manner, Observation, PostKind, heat_at
from coaching.vocabulary import Sign

KINDS = {
    PostKind.OPENING: "coaching thread",
    PostKind.ADDITION: "follow-up",
    PostKind.TURN: "turn for the better",
}
FIRST_WORDS = 160
"""Characters of a message that are shown."""
MOST_MOVES = 2
MOMENTS = 160
"""Points of a heat curve."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    at: datetime
    side: Side
    words: str
    """The message's first words."""


@dataclass(frozen=True, slots=True)
class ReportedPost:
    at: datetime
    kind: str
    signs: tuple[str, ...]
    """Their names."""
    messages: tuple[Excerpt, ...]
    """Those that led to the post, in order of time; it answers the last of them."""
    say: str
    """What the post offers to say, or praises."""
    is_line: bool
    """Whether `say` is a line to say."""
    to_own_team: bool


@dataclass(frozen=True, slots=True)
class ReportedChannel:
    name: str
    shared: bool
    messages: int
    posts: tuple[ReportedPost, ...]
    heat: tuple[tuple[datetime, float], ...]
    """How tense it was over time; empty where there was nothing to say."""
    remark: str | None
    """What could not be read."""


@dataclass(frozen=True, slots=True)
class Report:
    channels: tuple[ReportedChannel, ...]
    bar: float
    """The heat from which the coach speaks."""
    remarks: tuple[str, ...] = ()

    @property
    def spoken_in(self) -> list[ReportedChannel]:
        return [channel for channel in self.channels if channel.posts]

    @property
    def quiet(self) -> list[ReportedChannel]:
        return [channel for channel in self.channels if not channel.posts]

    @property
    def summary(self) -> str:
        messages = sum(channel.messages for channel in self.channels)
        posts = sum(len(channel.posts) for channel in self.channels)
        per_thousand = 1000 * posts / messages if messages else 0.0
        return (
            f"{counted(messages, 'message')} read in {counted(len(self.channels), 'channel')}: "
            f"{counted(posts, 'post')}, {per_thousand:.1f} per 1,000 messages. "
            f"Quiet: {counted(len(self.quiet), 'channel')}."
        )

    @property
    def all_remarks(self) -> list[str]:
        left_out = [f"#{each.name}: {each.remark}." for each in self.channels if each.remark]
        return [*self.remarks, *left_out]


def report_channel(
    coach: Coach, history: History, seen: Iterable[Seen], manner: Manner
) -> ReportedChannel:
    """What the coach would have said in a channel, given what each message of it shows."""
    observations: list[Observation] = []
    said = list(interventions(_collected(seen, observations), manner))
    conversation = history.conversation
    messages = {str(message.n): message for message in conversation.messages}
    return ReportedChannel(
        name=conversation.channel,
        shared=conversation.shared,
        messages=len(observations),
        posts=tuple(_post(coach, each, messages, conversation.shared) for each in said),
        heat=_heat(observations, [each.message.at for each in said], manner) if said else (),
        remark=history.remark,
    )


def counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def local(moment: datetime, form: str = "%a %d %b %Y, %H:%M") -> str:
    """A moment as this machine's clock shows it, like Slack does."""
    return moment.astimezone().strftime(form)


def _collected(seen: Iterable[Seen], into: list[Observation]) -> Iterator[Seen]:
    for each in seen:
        into.append(each[1])
        yield each


def _post(
    coach: Coach,
    intervention: Intervention,
    messages: dict[str, PastMessage],
    shared: bool,
) -> ReportedPost:
    decision = intervention.decision
    say, is_line, to_own_team = _say(coach, intervention)
    return ReportedPost(
        at=intervention.message.at,
        kind=KINDS[decision.kind] + (", in private" if shared else ""),
        signs=tuple(_name(coach, seen.sign) for seen in decision.signs),
        messages=tuple(_excerpt(messages[each.ref]) for each in intervention.shown),
        say=say,
        is_line=is_line,
        to_own_team=to_own_team,
    )


def _say(coach: Coach, intervention: Intervention) -> tuple[str, bool, bool]:
    """What is said, whether it is a line to say, and whether to our own team."""
    shown = intervention.shown
    if intervention.decision.kind is PostKind.TURN:
        moves = list(dict.fromkeys(move for each in shown for move in each.moves))[:MOST_MOVES]
        return " ".join(coach.playbook.moves[move].keep_doing for move in moves), False, False
    cues = {cue for each in shown for cue in each.cues}
    pivot = coach.advise(intervention.decision.signs, cues).pivots[0]
    return pivot.line, True, pivot.to == "own_team"


def _name(coach: Coach, sign: Sign) -> str:
    return coach.playbook.signs[sign].name


def _excerpt(message: PastMessage) -> Excerpt:
    return Excerpt(message.at, message.side, shortened(message.text, FIRST_WORDS))


def _heat(
    observations: Sequence[Observation], posts: Sequence[datetime], manner: Manner
) -> tuple[tuple[datetime, float], ...]:
    """The heat at moments evenly spread over the conversation, and when the coach spoke."""
    times = [each.at for each in observations]
    step = (times[-1] - times[0]) / MOMENTS
    moments = sorted({times[0] + number * step for number in range(MOMENTS + 1)} | set(posts))
    curve = []
    for moment in moments:
        first = bisect.bisect_left(times, moment - LOOKED_BACK)
        known = observations[first : bisect.bisect_right(times, moment)]
        curve.append((moment, heat_at(known, moment, manner)))
    return tuple(curve)
