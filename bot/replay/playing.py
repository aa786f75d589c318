"""Plays a past conversation to the coach: what it would have said, and when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.replay.conversations import Conversation, PastMessage
from coaching import Coach
from coaching.climate import Decision, Manner, Observation, Post, PostKind, decide, observe


@dataclass(frozen=True, slots=True)
class Intervention:
    """What the coach would have said in answer to a message."""

    message: PastMessage
    decision: Decision

    @property
    def is_follow_up(self) -> bool:
        return self.decision.kind is not PostKind.OPENING


def play(
    coach: Coach,
    conversation: Conversation,
    manner: Manner = Manner(),  # noqa: B008 - frozen
) -> Iterator[Intervention]:
    """Everything the coach would have said in `conversation`, message by message."""
    yield from decisions(
        (
            (
                message,
                observe(
                    coach.assess(message.text, "message", message.side), str(message.n), message.at
                ),
            )
            for message in conversation.in_order()
        ),
        manner,
    )


def decisions(
    observed: Iterable[tuple[PastMessage, Observation]], manner: Manner
) -> Iterator[Intervention]:
    observations: list[Observation] = []
    posts: list[Post] = []
    for message, observation in observed:
        observations.append(observation)
        if decision := decide(observations, posts, manner):
            signs = tuple(seen.sign for seen in decision.signs)
            posts.append(Post(decision.kind, observation.ref, observation.at, signs))
            yield Intervention(message, decision)
