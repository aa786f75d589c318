"""How a deal stands, and whether the coach should speak now. Pure: observations in, decision out.

Every message that shows a sign or a collaborative move is an `Observation`. They add up to the
deal's heat: signs raise it, moves lower it, and it fades with working time. The coach speaks when
the heat passes the bar, and never because of one message alone.

Forecasting that a talk turns sour is right about 70 times in 100 with 30 false alarms (Zhang et
al. 2018, "Conversations Gone Awry"; Chang & Danescu-Niculescu-Mizil 2019), so the bar is high:

1. Three messages at least must show a sign, two where a team wants the coach keen; the newest of
   them is the one that is answered.
2. A sign seen again counts less than another sign: variety tells more than repetition.
3. A collaborative move takes heat away, by whichever side.
4. Heat halves every few working days; weekends do not count.
5. One opening post an episode. An episode ends when the deal has cooled down or gone quiet.
6. Within it a new sign may be added in the same thread, seldom, and a turn for the better once.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from coaching.assessment import Assessment, SeenSign
from coaching.vocabulary import Actor, Cue, Move, Sign

FLOOR = 0.15
"""Confidence below which a sign is not kept at all: it would be noise."""
SHOWN = 0.3
"""Strength from which a sign is told of."""
SHOWING = 0.25
"""The chance that a message shows any sign, from which it counts among those that do."""
REPEATED = 0.6
"""What a sign adds from the third time on, as a share of what it adds at first."""
RELIEF = 0.15
"""Heat that a message with a collaborative move, and no sign, takes away."""
MOST_AT_ONCE = 0.7
"""Heat of one message, however sure its signs: a talk does not turn sour by one message."""
HOTTEST = 3.0
"""Heat rises no further, so that a talk that went very wrong can still be seen to turn."""
HALF_LIFE = timedelta(days=8)
"""Working time in which heat halves."""
REMEMBERED = timedelta(days=28)
"""Older observations no longer count at all."""
LOOKED_BACK = 2 * REMEMBERED
"""How far back observations and posts bear on a decision; more need not be given."""
COOL = 0.4
"""The share of the bar below which an episode is over."""
COOLDOWN = timedelta(days=2)
"""Working time after an episode in which no other is opened."""
BETWEEN_POSTS = timedelta(hours=4)
"""Between two posts of an episode."""
MOST_POSTS = 3
"""Posts of one episode that name signs: the opening and two additions."""
BETTER = 3
"""Messages with collaborative moves, no sign between them, that make a turn for the better."""
EASED = 0.8
"""The share of an episode's greatest heat below which a turn for the better is believed."""
NAMED = 3
"""Signs that one post is about."""


class Sensitivity(StrEnum):
    """How much has to build up before the coach speaks in a channel."""

    QUIET = "quiet"
    NORMAL = "normal"
    KEEN = "keen"


BARS = {Sensitivity.QUIET: 1.6, Sensitivity.NORMAL: 1.2, Sensitivity.KEEN: 1.1}
"""The heat from which the coach speaks."""
FEWEST = {Sensitivity.QUIET: 3, Sensitivity.NORMAL: 3, Sensitivity.KEEN: 2}
"""Messages that must show a sign before it does. Bar and number were chosen on 107 conversations of
the corpus, by five authors that the detector which read them had not learned: by the normal ones
the first post is in time and to the point in 90 % of those that need one, and there is a post in
10 % of those that do not."""


class PostKind(StrEnum):
    OPENING = "opening"
    """The first post of an episode: it starts the coaching thread."""
    ADDITION = "addition"
    """A new sign in the same episode, in the same thread."""
    TURN = "turn"
    """A turn for the better, in the same thread."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A sign in a message, without the message's words."""

    sign: Sign
    actor: Actor
    confidence: float


@dataclass(frozen=True, slots=True)
class Observation:
    """What one message showed. `ref` says which message it was, and means nothing here."""

    ref: str
    at: datetime
    sightings: tuple[Sighting, ...] = ()
    moves: tuple[Move, ...] = ()
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """What the coach has said in the deal's channel, or decided to say."""

    kind: PostKind
    ref: str
    """The message that it answers."""
    at: datetime
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a team wants the coach to be in one channel."""

    sensitivity: Sensitivity = Sensitivity.NORMAL
    doubts: Mapping[Sign, int] = field(default_factory=dict)
    """How often posts about a sign were lately called not useful: each halves its weight."""

    @property
    def bar(self) -> float:
        return BARS[self.sensitivity]

    def strength(self, sighting: Sighting) -> float:
        return float(sighting.confidence * 0.5 ** self.doubts.get(sighting.sign, 0))


@dataclass(frozen=True, slots=True)
class Decision:
    """The coach should speak: in which way, and about what."""

    kind: PostKind
    signs: tuple[SeenSign, ...]
    """The weightiest first; without words as evidence."""
    refs: tuple[str, ...]
    """The messages that show them, in order of time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A sign as it stands in a deal."""

    sign: Sign
    actor: Actor
    weight: float
    refs: tuple[str, ...]
    last: datetime

    @property
    def seen(self) -> SeenSign:
        """As if seen in one text, without words as evidence."""
        sure = min(1.0, self.weight)
        return SeenSign(sign=self.sign, actor=self.actor, evidence="", confidence=sure)


@dataclass(frozen=True, slots=True)
class Climate:
    """How a deal stands at one moment."""

    heat: float
    """From 0; the coach speaks from the bar of the channel's sensitivity on."""
    trend: float
    """How much the heat changed over the last three working days."""
    standings: tuple[Standing, ...]
    moves: Mapping[Move, int]
    cues: frozenset[Cue]


def observe(assessment: Assessment, ref: str, at: datetime) -> Observation:
    """What is kept of an assessed message: no words, and nothing of what is not to be coached."""
    if assessment.beyond_coaching:
        return Observation(ref, at)
    return Observation(
        ref=ref,
        at=at,
        sightings=tuple(
            Sighting(seen.sign, seen.actor, seen.confidence)
            for seen in assessment.ranking
            if seen.confidence >= FLOOR
        ),
        moves=assessment.moves,
        cues=assessment.context,
    )


def decide(
    observations: Sequence[Observation],
    posts: Sequence[Post] = (),
    manner: Manner = Manner(),
) -> Decision | None:
    """Whether to speak now that the last of `observations` has been seen; both are in time order.

    None nearly always.
    """
    if not observations:
        return None
    newest = observations[-1]
    if not (newest.sightings or newest.moves):
        return None
    heats = list(_heats(observations, manner))
    episode = _open_episode(observations, heats, posts, manner)
    if episode:
        return _in_episode(observations, heats, episode, manner)
    rested = not posts or working_time(posts[-1].at, newest.at) >= COOLDOWN
    showing = [o for o in _remembered(observations) if _chance(o, manner) >= SHOWING]
    enough = len(showing) >= FEWEST[manner.sensitivity] and heats[-1] >= manner.bar
    if rested and enough and showing[-1] is newest:
        return _about(PostKind.OPENING, showing, manner)
    return None


def climate(
    observations: Sequence[Observation],
    now: datetime,
    manner: Manner = Manner(),
) -> Climate:
    """How the deal stands at `now`; the observations are in time order."""
    known = [o for o in observations if now - REMEMBERED <= o.at <= now]
    moves: dict[Move, int] = defaultdict(int)
    for observation in known:
        for move in observation.moves:
            moves[move] += 1
    heat = heat_at(known, now, manner)
    before = _working_days_before(now, 3)
    return Climate(
        heat=heat,
        trend=heat - heat_at([o for o in known if o.at <= before], before, manner),
        standings=tuple(_standings(known, now, manner)),
        moves=moves,
        cues=frozenset(cue for observation in known for cue in observation.cues),
    )


def heat_at(observations: Sequence[Observation], now: datetime, manner: Manner) -> float:
    """The heat that `observations` have left at `now`."""
    heats = list(_heats(observations, manner))
    return heats[-1] * _faded(observations[-1].at, now) if heats else 0.0


def heats_at(
    observations: Sequence[Observation], moments: Sequence[datetime], manner: Manner
) -> list[float]:
    """The heat at each of `moments`; they and the observations are in time order."""
    heats, at = [0.0, *_heats(observations, manner)], [o.at for o in observations]
    found = []
    for moment in moments:
        known = bisect_right(at, moment)
        found.append(heats[known] * _faded(at[known - 1], moment) if known else 0.0)
    return found


def working_time(start: datetime, end: datetime) -> timedelta:
    """The time from `start` to `end` without Saturdays and Sundays; zero if `end` is earlier."""
    passed, day = timedelta(), start
    while day < end:
        midnight = (day + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        if day.weekday() < 5:
            passed += min(midnight, end) - day
        day = midnight
    return passed


def _heats(observations: Iterable[Observation], manner: Manner) -> Iterator[float]:
    """The heat right after each observation."""
    heat, last = 0.0, None
    times: dict[Sign, int] = defaultdict(int)
    for observation in observations:
        if last:
            heat *= _faded(last, observation.at)
        last = observation.at
        calm = 1.0
        for sighting in observation.sightings:
            weight = manner.strength(sighting) * (REPEATED if times[sighting.sign] > 1 else 1.0)
            calm *= 1 - weight
            times[sighting.sign] += sighting.confidence >= SHOWN
        heat = min(HOTTEST, heat + min(MOST_AT_ONCE, 1 - calm))
        if observation.moves and _strongest(observation, manner) < SHOWN:
            heat = max(0.0, heat - RELIEF)
        yield heat


def _faded(start: datetime, end: datetime) -> float:
    return float(0.5 ** (working_time(start, end) / HALF_LIFE))


def _chance(observation: Observation, manner: Manner) -> float:
    """How likely a message shows any sign."""
    none = 1.0
    for sighting in observation.sightings:
        none *= 1 - manner.strength(sighting)
    return 1 - none


def _strongest(observation: Observation, manner: Manner) -> float:
    return max((manner.strength(sighting) for sighting in observation.sightings), default=0.0)


def _remembered(observations: Sequence[Observation]) -> list[Observation]:
    return [o for o in observations if observations[-1].at - o.at <= REMEMBERED]


def _open_episode(
    observations: Sequence[Observation],
    heats: Sequence[float],
    posts: Sequence[Post],
    manner: Manner,
) -> list[Post]:
    """The posts since the last opening, if its episode is not over; else none."""
    openings = [number for number, post in enumerate(posts) if post.kind is PostKind.OPENING]
    if not openings:
        return []
    episode = list(posts[openings[-1] :])
    cool = COOL * manner.bar
    last, heat = episode[0].at, manner.bar
    for observation, after in zip(observations, heats, strict=True):
        if observation.at <= episode[0].at:
            continue
        if heat * _faded(last, observation.at) < cool:
            return []
        last, heat = observation.at, after
    return episode


def _in_episode(
    observations: Sequence[Observation],
    heats: Sequence[float],
    episode: Sequence[Post],
    manner: Manner,
) -> Decision | None:
    newest = observations[-1]
    since = [o for o in observations if o.at > episode[-1].at]
    if any(post.kind is PostKind.TURN for post in episode) or not since:
        return None
    height = max(heat for o, heat in zip(observations, heats, strict=True) if o.at >= episode[0].at)
    if _turned(since, manner) and heats[-1] < EASED * height:
        return Decision(PostKind.TURN, (), tuple(o.ref for o in since if o.moves))
    named = {sign for post in episode for sign in post.signs}
    new = [s for s in newest.sightings if manner.strength(s) >= SHOWN and s.sign not in named]
    rested = newest.at - episode[-1].at >= BETWEEN_POSTS
    if new and rested and len(episode) < MOST_POSTS and heats[-1] >= manner.bar:
        return _about(
            PostKind.ADDITION, [o for o in since if _strongest(o, manner) >= SHOWN], manner
        )
    return None


def _turned(since: Sequence[Observation], manner: Manner) -> bool:
    """Whether the last messages that tell anything all work together, and none shows a sign."""
    telling = [o for o in since if o.moves or _strongest(o, manner) >= SHOWN]
    last = telling[-BETTER:]
    return (
        len(last) == BETTER
        and last[-1] is since[-1]
        and all(_strongest(o, manner) < SHOWN for o in last)
    )


def _about(kind: PostKind, showing: Sequence[Observation], manner: Manner) -> Decision | None:
    """None where no single sign is likely enough to be told of."""
    standings = list(_standings(showing, showing[-1].at, manner))
    if not standings:
        return None
    top = [s for s in standings if s.weight >= SHOWN][:NAMED] or standings[:1]
    refs = {ref for standing in top for ref in standing.refs} | {showing[-1].ref}
    return Decision(
        kind,
        tuple(standing.seen for standing in top),
        tuple(o.ref for o in showing if o.ref in refs),
    )


def _standings(
    observations: Sequence[Observation], now: datetime, manner: Manner
) -> list[Standing]:
    """Each sign with what is left of its weight, the weightiest first."""
    seen: dict[Sign, list[tuple[Observation, Sighting, float]]] = defaultdict(list)
    for observation in observations:
        for sighting in observation.sightings:
            weight = manner.strength(sighting) * _faded(observation.at, now)
            if manner.strength(sighting) >= SHOWN:
                seen[sighting.sign].append((observation, sighting, weight))
    standings = [
        Standing(
            sign=sign,
            actor=_actor(sighting for _, sighting, _ in found),
            weight=sum(weight for _, _, weight in found),
            refs=tuple(observation.ref for observation, _, _ in found),
            last=found[-1][0].at,
        )
        for sign, found in seen.items()
    ]
    return sorted(standings, key=lambda standing: -standing.weight)


def _actor(sightings: Iterable[Sighting]) -> Actor:
    """Whose the sign is, over all the times it was seen."""
    actors = {sighting.actor for sighting in sightings}
    return actors.pop() if len(actors) == 1 else Actor.BOTH


def _working_days_before(now: datetime, days: int) -> datetime:
    before = now
    while days:
        before -= timedelta(days=1)
        days -= before.weekday() < 5
    return before
