"""When the coach speaks about a deal: rules that hold for whatever is written."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.climate import (
    BARS,
    Decision,
    Manner,
    Observation,
    Post,
    PostKind,
    Sensitivity,
    Sighting,
    climate,
    decide,
    heat_at,
    working_time,
)
from coaching.vocabulary import Actor, Move, Sign

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FRIDAY = MONDAY + timedelta(days=4)


def seen(
    hours: float, *signs: Sign, sure: float = 0.9, moves: tuple[Move, ...] = ()
) -> Observation:
    return Observation(
        ref=str(hours),
        at=MONDAY + timedelta(hours=hours),
        sightings=tuple(Sighting(sign, Actor.THEM, sure) for sign in signs),
        moves=moves,
    )


def spoken(
    observations: list[Observation],
    manner: Manner = Manner(),  # noqa: B008 - frozen
) -> list[tuple[str, Decision]]:
    posts: list[Post] = []
    said = []
    for number, newest in enumerate(observations, 1):
        if decision := decide(observations[:number], posts, manner):
            posts.append(
                Post(decision.kind, newest.ref, newest.at, tuple(s.sign for s in decision.signs))
            )
            said.append((newest.ref, decision))
    return said


SOUR = [
    seen(0, Sign.ULTIMATUM),
    seen(1, Sign.TIME_PRESSURE),
    seen(2, Sign.CAPITULATION),
    seen(3, Sign.HOSTILITY),
]
CALM = [seen(hours, moves=(Move.OPEN_QUESTION,)) for hours in (30, 31, 32, 33)]


def test_one_message_alone_never_makes_it_speak() -> None:
    assert not spoken([seen(0, Sign.ULTIMATUM, Sign.COERCION, Sign.HOSTILITY, sure=1.0)])


def test_a_deal_that_turns_sour_gets_one_opening_about_its_signs() -> None:
    said = spoken(SOUR)
    openings = [(ref, d) for ref, d in said if d.kind is PostKind.OPENING]
    assert len(openings) == 1
    ref, opening = openings[0]
    assert {s.sign for s in opening.signs} <= {s.sign for o in SOUR for s in o.sightings}
    assert opening.refs[-1] == ref


def test_isolated_signs_weeks_apart_do_not_add_up() -> None:
    assert not spoken([seen(days * 24, Sign.ULTIMATUM) for days in (0, 21, 42, 63)])


def test_moves_between_the_signs_keep_it_silent() -> None:
    moves = (Move.OPEN_QUESTION, Move.TRADE_OFF)
    talk = [
        part
        for hours in (0, 20, 40)
        for part in (
            seen(hours, Sign.POSITIONAL_DEMAND, sure=0.5),
            *(seen(hours + more, moves=moves) for more in (1, 2, 3, 4)),
        )
    ]
    assert not spoken(talk)


def test_another_sign_tells_more_than_the_same_again() -> None:
    same = [seen(hours, Sign.STALEMATE, sure=0.6) for hours in range(5)]
    varied = [seen(hours, sign, sure=0.6) for hours, sign in enumerate(list(Sign)[:5])]
    at = same[-1].at
    assert heat_at(varied, at, Manner()) > heat_at(same, at, Manner())


def test_a_turn_for_the_better_is_noticed_once_in_the_same_episode() -> None:
    said = spoken(SOUR + CALM)
    assert [d.kind for _, d in said].count(PostKind.TURN) == 1
    assert said[-1][1].kind is PostKind.TURN


def test_a_new_sign_in_the_episode_is_added_and_no_second_thread_opened() -> None:
    later = [seen(10, Sign.EXIT_RISK), seen(11, Sign.COERCION), seen(12, Sign.ZERO_SUM)]
    kinds = [d.kind for _, d in spoken(SOUR + later)]
    assert kinds.count(PostKind.OPENING) == 1
    assert PostKind.ADDITION in kinds


@pytest.mark.parametrize("sensitivity", list(Sensitivity))
def test_the_quieter_the_higher_the_bar(sensitivity: Sensitivity) -> None:
    assert BARS[Sensitivity.QUIET] > BARS[Sensitivity.NORMAL] > BARS[Sensitivity.KEEN]
    manner = Manner(sensitivity)
    for number in range(len(SOUR)):
        if decide(SOUR[: number + 1], (), manner):
            assert heat_at(SOUR[: number + 1], SOUR[number].at, manner) >= manner.bar


def test_what_was_called_not_useful_weighs_less() -> None:
    doubted = Manner(doubts={sign: 3 for o in SOUR for sign in [o.sightings[0].sign]})
    assert spoken(SOUR)
    assert not spoken(SOUR, doubted)


def test_weekends_do_not_count() -> None:
    assert working_time(FRIDAY, FRIDAY + timedelta(days=3)) == timedelta(days=1)
    assert working_time(MONDAY, MONDAY + timedelta(hours=5)) == timedelta(hours=5)
    assert working_time(MONDAY, MONDAY - timedelta(days=1)) == timedelta(0)


def test_the_climate_says_what_stands_and_whether_it_gets_worse() -> None:
    now = SOUR[-1].at + timedelta(hours=1)
    stands = climate(SOUR, now)
    assert stands.heat > 0
    assert stands.trend > 0
    assert {standing.sign for standing in stands.standings} == {
        s.sign for o in SOUR for s in o.sightings
    }
    later = climate(SOUR, now + timedelta(days=14))
    assert later.heat < stands.heat / 2
    assert later.trend < 0


observations = st.lists(
    st.builds(
        lambda gap, signs, moves: (gap, signs, moves),
        st.integers(0, 72),
        st.lists(st.tuples(st.sampled_from(list(Sign)), st.floats(0.15, 1)), max_size=3),
        st.lists(st.sampled_from(list(Move)), max_size=2),
    ),
    max_size=40,
)


@given(observations, st.sampled_from(list(Sensitivity)))
def test_whatever_is_written_it_keeps_its_manners(
    talk: list[tuple[int, list[tuple[Sign, float]], list[Move]]], sensitivity: Sensitivity
) -> None:
    at, told = MONDAY, []
    for number, (gap, signs, moves) in enumerate(talk):
        at += timedelta(hours=gap)
        sightings = tuple(Sighting(sign, Actor.US, sure) for sign, sure in signs)
        told.append(Observation(str(number), at, sightings, tuple(moves)))
    said = spoken(told, Manner(sensitivity))
    by_ref = {o.ref: o for o in told}
    for ref, decision in said:
        if decision.kind is PostKind.TURN:
            assert by_ref[ref].moves
            continue
        assert by_ref[ref].sightings
        assert decision.signs
        assert all(by_ref[each].at <= by_ref[ref].at for each in decision.refs)
    openings = [by_ref[ref].at for ref, d in said if d.kind is PostKind.OPENING]
    for first, second in pairwise(openings):
        assert working_time(first, second) >= timedelta(days=2)
    if said:
        assert said[0][1].kind is PostKind.OPENING
