"""Before a meeting and after it: a fitted checklist, a reflection, and what was learned. Pure.

Fitted advice helps where standing tips do not. So a checklist begins with what answers the signs of
this deal, goes on with what the last meetings left open, and ends with the essentials of any
negotiation: the seven elements of Patton and *Getting to Yes*.

A reflection asks for facts before opinions and never for whose fault it was. What it says comes
back on the next checklist, and adds up to a person's own history.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from operator import attrgetter
from typing import Annotated, Literal

from pydantic import AwareDatetime, StringConstraints

from coaching.advice import possible_actor
from coaching.assessment import Value
from coaching.climate import Standing
from coaching.playbook.schema import (
    ChoiceEntry,
    Facing,
    OwnWords,
    Playbook,
    PromptEntry,
    ReflectionPrompts,
    Task,
    naming,
)
from coaching.vocabulary import Actor, Cue, Element, Move, Outcome, Sign, Trust

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
SUCCESS = {Outcome.YES: 1.0, Outcome.PARTLY: 0.5, Outcome.NO: -1.0}
"""What one try adds to the answer whether a move helps against a sign."""


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
        return words_id(self.text)


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
        yield Item(words_id(words), own.element, text, own.why, kind)


def _by_whom_and_when(step: NextStep) -> str:
    due = f"by {step.due.day} {step.due:%B}" if step.due else ""
    told = ", ".join(filter(None, (step.owner, due)))
    return told and f" ({told})"


def question_item(playbook: Playbook, words: str) -> Item:
    """What stands on a checklist for something to find out; `words` holds at least one."""
    return next(_own(playbook, "question", words, "question"))


def words_id(words: str) -> str:
    """The id of an item in somebody's own words: the same for words that differ in case, spaces
    or punctuation alone."""
    return f"words_{hashlib.sha256(_plain(words).encode('utf-8', 'replace')).hexdigest()[:16]}"


def _different(items: Iterable[Item]) -> Iterator[Item]:
    """The items, without those about something that an earlier one is about."""
    seen = set()
    for item in items:
        if item.id not in seen:
            seen.add(item.id)
            yield item


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))


def _on_one_line(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_WORDS else line[: LONGEST_WORDS - 1].rstrip() + "…"


# The reflection.


Told = Annotated[str, StringConstraints(strip_whitespace=True, max_length=3000)]


class Reflection(Value):
    """What somebody said after a meeting. Everything but the time may be left open."""

    at: AwareDatetime
    """When the meeting was."""
    what_happened: Told = ""
    wanted: Told = ""
    got: Told = ""
    sign: Sign | None = None
    actor: Actor | None = None
    pivot_move: Move | None = None
    pivot_worked: Outcome | None = None
    gave: Told = ""
    received: Told = ""
    wrong_assumption: Told = ""
    trust: Trust | None = None
    trust_evidence: Told = ""
    keep: Told = ""
    change: Told = ""
    next_step: Told = ""
    owner: Told = ""
    """A name as people read it."""
    due: date | None = None
    step_done: bool = False
    """Whether the next step has been done since."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question after a meeting."""

    name: str
    """The field of `Reflection` that the answer is for."""
    label: str
    hint: str
    answer: Literal["text", "choice", "person", "date"]
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class ReflectionForm:
    prompts: tuple[Prompt, ...]
    """In the order to ask them: facts, then opinions, and the next step last."""


def reflection_form(playbook: Playbook, deal: DealSoFar) -> ReflectionForm:
    """What to ask after a meeting; the signs and pivots of this deal are offered first."""
    entries = playbook.preparation.reflection
    return ReflectionForm(
        tuple(
            _prompt(playbook, deal, name, getattr(entries, name))
            for name in ReflectionPrompts.model_fields
        )
    )


def _prompt(playbook: Playbook, deal: DealSoFar, name: str, entry: PromptEntry) -> Prompt:
    answers: Mapping[str, Literal["person", "date"]] = {"owner": "person", "due": "date"}
    choices = tuple(_choices(playbook, deal, name, entry))
    return Prompt(
        name,
        naming(entry.label, deal.counterpart),
        naming(entry.hint, deal.counterpart),
        "choice" if choices else answers.get(name, "text"),
        choices,
    )


def _choices(
    playbook: Playbook, deal: DealSoFar, name: str, entry: PromptEntry
) -> Iterator[Choice]:
    if name == "sign":
        signs = dict.fromkeys([standing.sign for standing in deal.main] + list(Sign))
        yield from (Choice(sign, playbook.signs[sign].name) for sign in signs)
    elif name == "pivot_move":
        moves = dict.fromkeys([*_proposed(playbook, deal), *Move])
        yield from (Choice(move, playbook.moves[move].name) for move in moves)
    elif isinstance(entry, ChoiceEntry):
        for value, label in entry.choices.items():
            yield Choice(value, naming(label, deal.counterpart))


def _proposed(playbook: Playbook, deal: DealSoFar) -> Iterator[Move]:
    """The moves that the coach proposes against the signs of the deal."""
    for standing in deal.main:
        actor = possible_actor(playbook, standing.sign, standing.actor)
        yield from (pivot.move for pivot in playbook.signs[standing.sign].pivots[actor])


def learned(reflections: Iterable[Reflection]) -> Learned:
    """What the reflections on one deal, given in any order, come to."""
    newest_first = sorted(reflections, key=attrgetter("at"), reverse=True)
    if not newest_first:
        return Learned()
    return Learned(
        next_steps=_open_steps(newest_first),
        disproved=tuple(
            dict.fromkeys(r.wrong_assumption for r in newest_first if r.wrong_assumption)
        ),
        helped=_helped(newest_first),
        keep=newest_first[0].keep,
        change=newest_first[0].change,
    )


def _open_steps(newest_first: Iterable[Reflection]) -> tuple[NextStep, ...]:
    """Of a step that was taken on twice the newer counts."""
    steps: dict[str, tuple[bool, NextStep]] = {}
    for reflection in newest_first:
        if reflection.next_step:
            step = NextStep(reflection.next_step, reflection.owner, reflection.due)
            steps.setdefault(step.item_id, (reflection.step_done, step))
    left = [step for done, step in steps.values() if not done]
    return tuple(sorted(left, key=lambda step: step.due or date.max))


def _helped(reflections: Iterable[Reflection]) -> tuple[Helped, ...]:
    success: dict[Helped, float] = defaultdict(float)
    for reflection in reflections:
        if reflection.sign and reflection.pivot_move and reflection.pivot_worked:
            helped = Helped(reflection.sign, reflection.pivot_move)
            success[helped] += SUCCESS[reflection.pivot_worked]
    best_first = sorted(success, key=lambda helped: -success[helped])
    return tuple(helped for helped in best_first if success[helped] > 0)
