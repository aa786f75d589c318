"""From signs and context to advice: hold firm, blend or shift, why, and what to say next."""

from collections.abc import Iterable

from coaching.assessment import Advice, Facts, SeenSign
from coaching.playbook.schema import CautionEntry, Pivot, Playbook
from coaching.vocabulary import OPPOSITE, Actor, Cue, Posture, Sign

PRESSING = frozenset(
    {
        Sign.POSITIONAL_DEMAND,
        Sign.ZERO_SUM,
        Sign.ULTIMATUM,
        Sign.COERCION,
        Sign.TIME_PRESSURE,
        Sign.HOSTILITY,
        Sign.RELATIONSHIP_HOSTAGE,
    }
)
"""Signs of a side that pushes."""

STRAINED = frozenset({Sign.STALEMATE, Sign.HOSTILITY, Sign.EXIT_RISK, Sign.UNTESTED_ASSUMPTION})
"""Signs that shared problem solving answers best, where no limit is under attack."""


def advise(
    playbook: Playbook,
    signs: tuple[SeenSign, ...],
    read: Iterable[Cue],
    facts: Facts,
    read_posture: Posture = Posture.NONE,
) -> Advice:
    """What to do about `signs`.

    `read` are the cues seen in the text and `read_posture` is the posture that it calls for as a
    whole, if that is known. What a person told, the `facts`, overrules both.
    """
    context = in_context(read, facts)
    posture = _posture(signs, context, facts, read_posture)
    return Advice(
        posture=posture,
        reason=_reason(playbook, posture, context, facts),
        pivots=_pivots(playbook, signs, posture, facts.counterpart),
        cautions=_cautions(playbook, posture),
    )


def in_context(read: Iterable[Cue], facts: Facts) -> frozenset[Cue]:
    """The cues that hold: those told, and those read that nothing told contradicts."""
    return facts.cues | {cue for cue in read if OPPOSITE[cue] not in facts.cues}


def _posture(
    signs: tuple[SeenSign, ...], context: frozenset[Cue], facts: Facts, read_posture: Posture
) -> Posture:
    if signs and not facts.cues and read_posture is not Posture.NONE:
        return read_posture
    return choose_posture(signs, context)


def choose_posture(signs: tuple[SeenSign, ...], context: frozenset[Cue]) -> Posture:
    """Firm where holding the line costs nothing later, collaborate where pressing or strain is
    the trouble, blend where limits must hold and the talk is stuck.

    Source: *Why Hard Bargaining Gets You Stuck* (when firmness is right, signs of time to shift).
    """
    if not signs:
        return Posture.NONE
    free_to_hold = (Cue.STRONG_LEVERAGE in context or Cue.ONE_OFF in context) and not context & {
        Cue.LONG_TERM,
        Cue.WEAK_LEVERAGE,
    }
    we_press = any(seen.sign in PRESSING and seen.actor is not Actor.THEM for seen in signs)
    they_press = any(seen.sign in PRESSING and seen.actor is Actor.THEM for seen in signs)
    if free_to_hold and not we_press:
        return Posture.FIRM
    if we_press and not they_press:
        return Posture.COLLABORATE
    if all(seen.sign in STRAINED for seen in signs):
        return Posture.COLLABORATE
    return Posture.BLEND


def _reason(playbook: Playbook, posture: Posture, context: frozenset[Cue], facts: Facts) -> str:
    entry = playbook.postures[posture]
    because = [
        playbook.cues[cue].told if cue in facts.cues else playbook.cues[cue].read
        for cue in Cue
        if cue in context
    ]
    fitting = [entry.reasons[cue] for cue in Cue if cue in context and cue in entry.reasons]
    return " ".join([*because, *(fitting[:1] or [entry.reason])])


def _pivots(
    playbook: Playbook, signs: tuple[SeenSign, ...], posture: Posture, counterpart: str | None
) -> tuple[Pivot, ...]:
    """The ways out of the main sign, those that fit the posture first, then the next sign's."""
    pivots = [
        pivot
        for seen in signs
        for pivot in sorted(
            playbook.signs[seen.sign].pivots[possible_actor(playbook, seen.sign, seen.actor)],
            key=lambda pivot: posture not in pivot.postures,
        )
    ]
    return tuple(pivot.model_copy(update={"line": pivot.spoken(counterpart)}) for pivot in pivots)


def possible_actor(playbook: Playbook, sign: Sign, actor: Actor) -> Actor:
    """`actor`, or `them` where the playbook says that the sign cannot be shown by that actor."""
    return actor if actor in playbook.signs[sign].actors else Actor.THEM


def _cautions(playbook: Playbook, posture: Posture) -> tuple[CautionEntry, ...]:
    return tuple(caution for caution in playbook.cautions.values() if posture in caution.postures)
