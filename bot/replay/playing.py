"""Plays a past conversation to the coach: what it would have said, and when."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from bot.replay.conversations import Conversation, PastMessage
from coaching import Coach
from coaching.climate import (
    LOOKED_BACK,
    Decision,
    Manner,
    Observation,
    Post,
    PostKind,
    decide,
    observe,
)

READERS = 2
"""Messages read side by side: the network lets other threads run, and uses a whole core."""

Seen = tuple[PastMessage, Observation]


@dataclass(frozen=True, slots=True)
class Intervention:
    """What the coach would have said in answer to a message."""

    message: PastMessage
    decision: Decision
    shown: tuple[Observation, ...]
    """What the messages that led to it showed, in order of time."""

    @property
    def is_follow_up(self) -> bool:
        return self.decision.kind is not PostKind.OPENING


@contextmanager
def side_by_side() -> Iterator[Executor]:
    """Threads to read messages in; whoever interrupts does not wait for those not yet begun."""
    readers = ThreadPoolExecutor(READERS)
    try:
        yield readers
    finally:
        readers.shutdown(cancel_futures=True)


def observed(coach: Coach, conversation: Conversation, readers: Executor) -> Iterator[Seen]:
    """What each message shows, in order of time."""

    def read(message: PastMessage) -> Seen:
        assessment = coach.assess(message.text, "message", message.side)
        return message, observe(assessment, str(message.n), message.at)

    yield from readers.map(read, conversation.in_order())


def interventions(seen: Iterable[Seen], manner: Manner) -> Iterator[Intervention]:
    """Everything the coach would have said, decided message by message."""
    known: list[Observation] = []
    posts: list[Post] = []
    for message, newest in seen:
        since = newest.at - LOOKED_BACK
        known = [*(each for each in known if each.at >= since), newest]
        posts = [post for post in posts if post.at >= since]
        if decision := decide(known, posts, manner):
            signs = tuple(each.sign for each in decision.signs)
            posts.append(Post(decision.kind, newest.ref, newest.at, signs))
            shown = tuple(each for each in known if each.ref in decision.refs)
            yield Intervention(message, decision, shown)
