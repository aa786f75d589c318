"""A card's state fits a button's value, whatever was said."""

from hypothesis import given
from hypothesis import strategies as st

from bot.check.card import Card
from coaching import Assessment, Facts, SeenSign
from coaching.vocabulary import Actor, Cue, Posture, Sign

LONGEST_VALUE = 2000
"""Slack docs, "Button element": at most so many characters of `value`."""
awkward = st.text(st.sampled_from('"\\\n\0\x1f🙃é&<> a'), min_size=160, max_size=400) | st.text()


@given(awkward, awkward.map(lambda name: name[:60] or "x"))
def test_the_longest_card_fits(evidence: str, counterpart: str) -> None:
    sign = SeenSign(
        sign=Sign.RELATIONSHIP_HOSTAGE, actor=Actor.BOTH, evidence=evidence, confidence=0.123
    )
    facts = Facts(counterpart=counterpart, dealings="long_term", leverage="weak_leverage")
    assessment = Assessment(
        signs=(sign, sign),
        ranking=(sign,),
        unsure=False,
        moves=(),
        context=tuple(Cue),
        posture=Posture.COLLABORATE,
        reason="",
        pivots=(),
        cautions=(),
    )
    card = Card.of(assessment, facts=facts, channel="C0123456789A", thread_ts="1700000000.000000")
    full = card.model_copy(update={"pivot": 12, "explained": True, "feedback": "not_helpful"})
    assert len(full.value()) <= LONGEST_VALUE
    assert Card.model_validate_json(full.value()) == full
