"""What is decided of a past conversation is what would have been decided live."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from exports import MONDAY
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.replay.conversations import PastMessage
from bot.replay.playing import interventions
from coaching.climate import Manner, Observation, Post, Sighting, decide
from coaching.vocabulary import Actor, Move, Sign

sightings = st.builds(
    Sighting, st.sampled_from(list(Sign)), st.sampled_from(list(Actor)), st.floats(0.15, 1)
)
shown = st.tuples(
    st.floats(0.1, 60), st.lists(sightings, max_size=3), st.lists(st.sampled_from(list(Move)))
)


def observations(steps: Sequence[tuple[float, list[Sighting], list[Move]]]) -> list[Observation]:
    found, at = [], MONDAY
    for number, (hours, signs, moves) in enumerate(steps):
        at += timedelta(hours=hours)
        found.append(Observation(str(number), at, tuple(signs), tuple(moves)))
    return found


def live(seen: Sequence[Observation]) -> Iterator[tuple[str, datetime]]:
    """The same decisions, with nothing left out and nothing forgotten."""
    posts: list[Post] = []
    for number, newest in enumerate(seen):
        if decision := decide(seen[: number + 1], posts):
            signs = tuple(each.sign for each in decision.signs)
            posts.append(Post(decision.kind, newest.ref, newest.at, signs))
            yield decision.kind, newest.at


@settings(max_examples=200, deadline=None)
@given(st.lists(shown, max_size=20))
def test_leaving_out_what_changes_nothing_changes_nothing(
    steps: list[tuple[float, list[Sighting], list[Move]]],
) -> None:
    seen = observations(steps)
    messages = [
        PastMessage(n=number, user="U1", at=each.at, text="") for number, each in enumerate(seen)
    ]
    played = list(interventions(zip(messages, seen, strict=True), Manner()))
    assert [(each.decision.kind, each.message.at) for each in played] == list(live(seen))
    for each in played:
        assert {shown.ref for shown in each.shown} == set(each.decision.refs)
