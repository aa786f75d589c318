"""Any text has a defined answer."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching import Assessment, Coach, Facts
from coaching.coach import LONGEST_TEXT
from coaching.vocabulary import Posture, Sign

COACH = Coach.default()
any_text = st.text(max_size=400) | st.text(
    st.sampled_from("take it or leave it, they said we're done \n\t\0\u202e\ud83d🙃<>&*_~`'\"“”"),
    max_size=400,
)


def consistent(text: str, assessment: Assessment) -> None:
    assert [seen.confidence for seen in assessment.ranking] == sorted(
        (seen.confidence for seen in assessment.ranking), reverse=True
    )
    assert set(assessment.signs) <= set(assessment.ranking)
    coached = bool(assessment.signs) and not assessment.beyond_coaching
    assert (assessment.posture is Posture.NONE) == (not coached)
    assert bool(assessment.pivots) == coached
    assert not (assessment.unsure and assessment.signs)
    if assessment.ranking:
        assert {seen.sign for seen in assessment.ranking} == set(Sign)
    if text.isprintable():
        assert all(seen.evidence in text for seen in assessment.ranking)
    json.loads(assessment.model_dump_json())


@settings(max_examples=150, deadline=None)
@given(any_text, st.sampled_from(["situation", "message"]), st.sampled_from(["us", "them"]))
def test_any_text_has_a_consistent_answer(text: str, kind: str, side: str) -> None:
    consistent(text, COACH.assess(text, kind, side))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "   \n ", "…", "🙃🔥", "\0\x07", "\u202e\u200b", "?!"])
def test_nothing_to_read_is_said(text: str) -> None:
    assessment = COACH.assess(text)
    assert assessment.remark
    assert "nothing to read" in assessment.remark


def test_a_long_text_is_cut_and_that_is_said() -> None:
    assessment = COACH.assess("They keep saying no to everything we send. " * 1_000)
    assert assessment.remark
    assert f"{LONGEST_TEXT:,}" in assessment.remark


@pytest.mark.parametrize(
    "text",
    [
        "Die Einkäufer sagen, das sei ihr letztes Angebot und sonst gehen sie zum Nächsten.",
        "Ils ont dit que c'est à prendre ou à laisser avant vendredi, sinon ils partent.",
        "Dicen que lo tomemos o lo dejemos, y que si no firmamos se van con otro proveedor.",
        "Они сказали, что это последнее предложение, иначе они уйдут к конкуренту.",
        "他们说这是最后的报价，不签就找别人。",
        "اما أن تقبلوا العرض أو نذهب إلى غيركم",
    ],
)
def test_another_language_is_said_to_be_one(text: str) -> None:
    remark = COACH.assess(text).remark
    assert remark
    assert "English" in remark


@pytest.mark.parametrize(
    "text", ["ok", "no way", "67k final", "Señor Nuñez said: take it or leave it!", "lol k thx"]
)
def test_short_english_is_read(text: str) -> None:
    assert COACH.assess(text).remark is None


def test_violence_is_not_coached() -> None:
    assessment = COACH.assess("He said he will kill my family if we do not sign by Friday.")
    assert assessment.beyond_coaching
    assert not assessment.pivots


def test_what_was_told_overrules_what_was_read() -> None:
    text = "It's a one-time sale, but they say take it or leave it, sign today or they walk away."
    told = COACH.assess(text, facts=Facts(dealings="long_term", leverage="weak_leverage"))
    assert "long_term" in told.context
    assert "one_off" not in told.context
    assert "You said that you will deal with them again." in told.reason


PLAIN_CASES = {
    "ultimatum": "Their buyer told us it's take it or leave it: sign at 67k or they are out.",
    "stalemate": "Fifth call and we are going round in circles, neither side has moved an inch.",
    "coercion": "They threatened to sue us and to stop all payments unless we drop the price.",
    "hostility": "He called us liars and cheats in front of everyone; there is no trust left.",
    "appeasement": "We threw in free training just to keep them happy and asked nothing for it.",
    "exit_risk": "They stopped answering, and we hear that they are talking to our competitor.",
}


@pytest.mark.parametrize(("sign", "text"), PLAIN_CASES.items())
def test_plain_cases_are_seen(sign: str, text: str) -> None:
    assert sign in {seen.sign for seen in COACH.assess(text).signs}


@pytest.mark.parametrize(
    "text",
    [
        "They have not threatened to leave, we agreed on the agenda for Monday.",
        "Last year it was hostile between us, now everything is fine and we talk every week.",
        "What should we prepare in case they ask for a discount next week?",
        "Final version of the deck is in the folder, please review the threat model section.",
        "Can someone walk me through the contract before the call tomorrow?",
    ],
)
def test_what_only_sounds_like_a_trap_is_none(text: str) -> None:
    assert not COACH.assess(text).signs
