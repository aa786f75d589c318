"""A person's own history: what their reflections add up to. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from operator import attrgetter

from coaching.preparation import Reflection
from coaching.vocabulary import Actor, Move, Outcome, Sign, Trust

RISE = {Trust.UP: 1, Trust.SAME: 0, Trust.DOWN: -1}
"""What one meeting adds to the level of trust."""


@dataclass(frozen=True, slots=True)
class SignMet:
    sign: Sign
    times: int
    by_actor: Mapping[Actor, int] = field(default_factory=dict)
    """How often it was whose; it may not have been told each time."""


@dataclass(frozen=True, slots=True)
class PivotTried:
    move: Move
    times: int
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    """How often it went how; it may not have been told each time."""


@dataclass(frozen=True, slots=True)
class TrustAt:
    """Trust after one meeting."""

    at: datetime
    trust: Trust
    level: int
    """All rises so far less all falls: a line to draw, not a measure."""


@dataclass(frozen=True, slots=True)
class Review:
    """What a person's reflections show, for them alone."""

    meetings: int
    signs: tuple[SignMet, ...]
    """The most frequent first, as are the pivots."""
    pivots: tuple[PivotTried, ...]
    trust: tuple[TrustAt, ...]
    """In order of time."""


def review(reflections: Iterable[Reflection]) -> Review:
    """What somebody's reflections, given in any order, show."""
    by_time = sorted(reflections, key=attrgetter("at"))
    return Review(len(by_time), _signs_met(by_time), _pivots_tried(by_time), _trust(by_time))


def _signs_met(reflections: Sequence[Reflection]) -> tuple[SignMet, ...]:
    met = Counter(r.sign for r in reflections if r.sign)
    return tuple(
        SignMet(sign, times, Counter(r.actor for r in reflections if r.sign is sign and r.actor))
        for sign, times in met.most_common()
    )


def _pivots_tried(reflections: Sequence[Reflection]) -> tuple[PivotTried, ...]:
    tried = Counter(r.pivot_move for r in reflections if r.pivot_move)
    return tuple(
        PivotTried(
            move,
            times,
            Counter(r.pivot_worked for r in reflections if r.pivot_move is move and r.pivot_worked),
        )
        for move, times in tried.most_common()
    )


def _trust(by_time: Sequence[Reflection]) -> tuple[TrustAt, ...]:
    told = [(r.at, r.trust) for r in by_time if r.trust]
    levels = accumulate(RISE[trust] for _, trust in told)
    return tuple(TrustAt(at, trust, level) for (at, trust), level in zip(told, levels, strict=True))
