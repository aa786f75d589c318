"""The measuring itself, on answers made up for the purpose."""

from coaching.assessment import Assessment, SeenSign
from coaching.detection.corpus import LabelledSign, LabelledText
from coaching.detection.evaluation import evaluate
from coaching.vocabulary import Actor, Posture, Sign


def assessment(*signs: SeenSign, ranking: tuple[SeenSign, ...] | None = None) -> Assessment:
    return Assessment(
        signs=signs,
        ranking=signs if ranking is None else ranking,
        unsure=False,
        moves=(),
        context=(),
        posture=Posture.BLEND,
        reason="",
        pivots=(),
        cautions=(),
    )


def seen(sign: Sign, actor: Actor, evidence: str) -> SeenSign:
    return SeenSign(sign=sign, actor=actor, evidence=evidence, confidence=0.9)


TEXT = LabelledText(
    text="sign now or we go, you liar",
    posture=Posture.BLEND,
    signs=(
        LabelledSign(sign=Sign.ULTIMATUM, actor=Actor.THEM, evidence="sign now or we go"),
        LabelledSign(sign=Sign.HOSTILITY, actor=Actor.THEM, evidence="you liar"),
    ),
)
CLEAN = LabelledText(text="see you at ten", posture=Posture.NONE)


def test_right_wrong_and_missed_are_counted() -> None:
    said = assessment(
        seen(Sign.ULTIMATUM, Actor.US, "or we go"), seen(Sign.EXIT_RISK, Actor.THEM, "we go")
    )
    measured = evaluate(lambda *_: said, [TEXT])
    assert (measured.micro.right, measured.micro.wrong, measured.micro.missed) == (1, 1, 1)
    assert measured.micro.f1 == 0.5
    assert measured.actor.share == 0
    assert measured.evidence.share == 1
    assert measured.posture.share == 1
    assert measured.confusion[Sign.HOSTILITY, Sign.EXIT_RISK] == 1


def test_the_ranking_counts_also_where_nothing_was_sure() -> None:
    ranking = (seen(Sign.ZERO_SUM, Actor.US, "x"), seen(Sign.HOSTILITY, Actor.US, "x"))
    measured = evaluate(lambda *_: assessment(ranking=ranking), [TEXT])
    assert [measured.top[n].share for n in (1, 2, 3)] == [0, 1, 1]


def test_alarms_are_counted_on_clean_texts_alone() -> None:
    said = assessment(seen(Sign.ULTIMATUM, Actor.US, "ten"))
    measured = evaluate(lambda *_: said, [TEXT, CLEAN, CLEAN])
    assert (measured.alarms.hits, measured.alarms.of) == (2, 2)


def test_nothing_to_measure_is_no_division_by_zero() -> None:
    measured = evaluate(lambda *_: assessment(), [])
    assert measured.micro.f1 == measured.macro_f1 == 0
