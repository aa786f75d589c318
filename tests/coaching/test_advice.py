"""From signs and context to posture, reason and pivots."""

import pytest

from coaching.advice import advise, choose_posture
from coaching.assessment import Facts, SeenSign
from coaching.playbook import load_playbook
from coaching.vocabulary import Actor, Cue, Posture, Sign

PLAYBOOK = load_playbook()


def seen(sign: Sign, actor: Actor = Actor.THEM) -> SeenSign:
    return SeenSign(sign=sign, actor=actor, evidence="their words", confidence=0.9)


@pytest.mark.parametrize(
    ("signs", "context", "posture"),
    [
        ([], [], Posture.NONE),
        ([seen(Sign.ULTIMATUM)], [Cue.ONE_OFF, Cue.STRONG_LEVERAGE], Posture.FIRM),
        ([seen(Sign.ULTIMATUM)], [Cue.STRONG_LEVERAGE, Cue.LONG_TERM], Posture.BLEND),
        ([seen(Sign.ULTIMATUM)], [Cue.ONE_OFF, Cue.WEAK_LEVERAGE], Posture.BLEND),
        ([seen(Sign.ULTIMATUM)], [], Posture.BLEND),
        ([seen(Sign.ULTIMATUM, Actor.US)], [], Posture.COLLABORATE),
        ([seen(Sign.ZERO_SUM, Actor.US)], [Cue.ONE_OFF], Posture.COLLABORATE),
        ([seen(Sign.EXIT_RISK)], [Cue.LONG_TERM], Posture.COLLABORATE),
        ([seen(Sign.CAPITULATION, Actor.US)], [], Posture.BLEND),
    ],
)
def test_posture(signs: list[SeenSign], context: list[Cue], posture: Posture) -> None:
    assert choose_posture(tuple(signs), frozenset(context)) is posture


@pytest.mark.parametrize(
    ("sign", "actor"),
    [(sign, actor) for sign, entry in PLAYBOOK.signs.items() for actor in sorted(entry.actors)],
)
@pytest.mark.parametrize("read_posture", Posture)
def test_every_sign_and_actor_has_a_fitting_pivot_first(
    sign: Sign, actor: Actor, read_posture: Posture
) -> None:
    advice = advise(PLAYBOOK, (seen(sign, actor),), [], Facts(counterpart="Acme"), read_posture)
    assert advice.posture in advice.pivots[0].postures
    assert advice.reason
    assert "{" not in "".join(pivot.line for pivot in advice.pivots)


def test_what_was_told_is_named_in_the_reason_and_what_was_read_too() -> None:
    facts = Facts(dealings="one_off")
    reason = advise(PLAYBOOK, (seen(Sign.ULTIMATUM),), [Cue.STRONG_LEVERAGE], facts).reason
    assert "You said that this is a single deal." in reason
    assert "It sounds as if the better alternatives are yours." in reason


@pytest.mark.parametrize(
    ("line", "name", "said"),
    [
        ("Help me, {counterpart}, with this.", "Acme", "Help me, Acme, with this."),
        ("Help me, {counterpart}, with this.", None, "Help me, with this."),
        ("What would help, {counterpart}?", None, "What would help?"),
        ("No name here.", "Acme", "No name here."),
    ],
)
def test_a_line_is_spoken_with_and_without_a_name(line: str, name: str | None, said: str) -> None:
    pivot = PLAYBOOK.signs[Sign.ULTIMATUM].pivots[Actor.THEM][0]
    assert pivot.model_copy(update={"line": line}).spoken(name) == said
