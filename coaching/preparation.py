"""Before a meeting: a checklist that is fitted to the deal. Pure.

Fitted advice helps where standing tips do not. So a checklist begins with what answers the signs of
this deal, goes on with what the last meetings left open, and ends with the essentials of any
negotiation: the seven elements of Patton and *Getting to Yes*.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from typing import Literal

from coaching.advice import possible_actor
from coaching.climate import Standing
from coaching.playbook.schema import (
    Facing,
    OwnWords,
    Playbook,
    Task,
    naming,
)
from coaching.vocabulary import Cue, Element, Move, Sign

Length = Literal["full", "short"]
"""Short is the two-minute form: five questions."""
ItemKind = Literal["sign", "open_point", "learned", "question", "essential"]
"""Why an item is there: it answers a sign, an earlier meeting left it open, it was learned from
one, somebody wants to find it out, or it belongs to any meeting."""

MOST_ITEMS = 12
"""Items of a full checklist: more are not gone through before a meeting."""
LEAST_ESSENTIALS = 3
"""Room kept for essentials, however much there is to say about this deal."""
MOST_SIGNS = 3
"""Signs that a checklist answers."""
MOST_STEPS = 2
"""Open next steps on one checklist, the soonest due."""
MOST_QUESTIONS = 2
"""Questions to find out on one checklist."""
LONGEST_WORDS = 120
"""Characters of somebody's own words on a checklist."""


# What is known before a meeting.


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something that somebody took on."""

    text: str
    owner: str = ""
    """A name as people read it."""
    due: date | None = None

    @property
    def item_id(self) -> str:
        """The id of the checklist item about it."""
        return _id(self.text)


@dataclass(frozen=True, slots=True)
class Helped:
    """A move that helped against a sign."""

    sign: Sign
    move: Move


@dataclass(frozen=True, slots=True)
class Learned:
    """What the reflections on a deal come to."""

    next_steps: tuple[NextStep, ...] = ()
    """Those not done, the soonest due first."""
    disproved: tuple[str, ...] = ()
    """Assumptions that turned out different, the newest first."""
    helped: tuple[Helped, ...] = ()
    """The most helpful first."""
    keep: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class DealSoFar:
    """What is known of a deal before a meeting; nothing, to begin with."""

    standings: tuple[Standing, ...] = ()
    moves: Collection[Move] = ()
    """The collaborative moves seen in it."""
    cues: Collection[Cue] = ()
    learned: Learned = Learned()
    questions: tuple[str, ...] = ()
    """What somebody wants to find out."""
    counterpart: str | None = None

    @property
    def main(self) -> list[Standing]:
        """The signs to answer, the weightiest first."""
        return sorted(self.standings, key=lambda standing: -standing.weight)[:MOST_SIGNS]


# The checklist.


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to have done, or to have answered, before a meeting."""

    id: str
    """What it is about, whatever the wording: a tick kept under it survives a redraw."""
    element: Element
    text: str
    why: str
    kind: ItemKind


@dataclass(frozen=True, slots=True)
class Checklist:
    items: tuple[Item, ...]
    """In the order to read them. No two are about the same."""


def prepare(playbook: Playbook, deal: DealSoFar, length: Length = "full") -> Checklist:
    """What to do before the next meeting of this deal."""
    if length == "short":
        return Checklist(tuple(_two_minutes(playbook, deal)))
    fitted = chain(
        _answers(playbook, deal),
        _open_points(playbook, deal.learned),
        _questions(playbook, deal),
        _what_went_well(playbook, deal),
    )
    items = list(islice(_different(fitted), MOST_ITEMS - LEAST_ESSENTIALS))
    return Checklist((*items, *_essentials(playbook, deal, items)))


def _answers(playbook: Playbook, deal: DealSoFar) -> Iterator[Item]:
    """All that answers the main sign, and of each other sign the first that is new."""
    seen: set[str] = set()
    for number, standing in enumerate(deal.main):
        new = [task for task in _facing(playbook, standing).items if task.about not in seen]
        for task in new[: 1 if number else None]:
            seen.add(task.about)
            yield _item(task, task.element, deal, "sign")


def _open_points(playbook: Playbook, learned: Learned) -> Iterator[Item]:
    for step in learned.next_steps[:MOST_STEPS]:
        yield from _own(playbook, "next_step", step.text, "open_point", _by_whom_and_when(step))
    for assumption in learned.disproved[:1]:
        yield from _own(playbook, "disproved", assumption, "learned")
    yield from _own(playbook, "change", learned.change, "learned")


def _questions(playbook: Playbook, deal: DealSoFar) -> Iterator[Item]:
    for question in deal.questions[:MOST_QUESTIONS]:
        yield from _own(playbook, "question", question, "question")


def _what_went_well(playbook: Playbook, deal: DealSoFar) -> Iterator[Item]:
    showing = {standing.sign for standing in deal.main}
    fitting = [helped.move for helped in deal.learned.helped if helped.sign in showing]
    for move in fitting[:1]:
        yield from _own(playbook, "helped", playbook.moves[move].name.lower(), "learned")
    yield from _own(playbook, "keep", deal.learned.keep, "learned")


def _essentials(playbook: Playbook, deal: DealSoFar, taken: Sequence[Item]) -> list[Item]:
    """As many as there is room for, in the order of the elements.

    First come those that the context calls for, then those of elements that no sign brought up.
    Within an element those come later that prepare a move which the team makes anyway.
    """
    brought_up = Counter(item.element for item in taken if item.kind == "sign")
    ids = {item.id for item in taken}
    ranks: dict[Item, tuple[bool, int]] = {}
    for element in Element:
        tasks = playbook.preparation.elements[element].items
        left = [task for task in tasks if task.about not in ids]
        left.sort(key=lambda task: task.move in deal.moves)
        for place, task in enumerate(left, brought_up[element]):
            ranks[_item(task, element, deal, "essential")] = (task.cue not in deal.cues, place)
    chosen = sorted(ranks, key=lambda item: ranks[item])[: MOST_ITEMS - len(taken)]
    return [item for item in ranks if item in chosen]


def _two_minutes(playbook: Playbook, deal: DealSoFar) -> Iterator[Item]:
    """The five questions, in words that fit the main sign where it has any."""
    fitting = _facing(playbook, deal.main[0]).two_minutes if deal.main else {}
    essentials = {
        task.about: (element, task)
        for element, entry in playbook.preparation.elements.items()
        for task in entry.items
    }
    for about, question in playbook.preparation.two_minute_form.items():
        element, task = essentials[about]
        item = _item(task, element, deal, "sign" if about in fitting else "essential")
        yield replace(item, text=naming(fitting.get(about, question), deal.counterpart))


def _facing(playbook: Playbook, standing: Standing) -> Facing:
    actor = possible_actor(playbook, standing.sign, standing.actor)
    return playbook.preparation.signs[standing.sign].facing[actor]


def _item(task: Task, element: Element, deal: DealSoFar, kind: ItemKind) -> Item:
    text = naming(task.text, deal.counterpart)
    return Item(task.about, element, text, task.why, kind)


def _own(
    playbook: Playbook, entry: str, words: str, kind: ItemKind, addition: str = ""
) -> Iterator[Item]:
    """An item in somebody's own words; none where there are no words."""
    if _plain(words):
        own: OwnWords = getattr(playbook.preparation.own_words, entry)
        text = own.text.format(words=_on_one_line(words) + addition)
        yield Item(_id(words), own.element, text, own.why, kind)


def _by_whom_and_when(step: NextStep) -> str:
    due = f"by {step.due.day} {step.due:%B}" if step.due else ""
    told = ", ".join(filter(None, (step.owner, due)))
    return told and f" ({told})"


def _different(items: Iterable[Item]) -> Iterator[Item]:
    """The items, without those about something that an earlier one is about."""
    seen = set()
    for item in items:
        if item.id not in seen:
            seen.add(item.id)
            yield item


def _id(words: str) -> str:
    """The same for words that differ in case, spaces or punctuation alone."""
    return f"words_{hashlib.sha256(_plain(words).encode('utf-8', 'replace')).hexdigest()[:16]}"


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))


def _on_one_line(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_WORDS else line[: LONGEST_WORDS - 1].rstrip() + "…"
