"""What a playbook entry may say. Every field is checked when the playbook is loaded."""

import difflib
import re
from collections.abc import Iterator
from typing import Annotated, Generic, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from coaching.vocabulary import (
    Actor,
    Cue,
    Element,
    Move,
    Outcome,
    Posture,
    Sign,
    Strategy,
    Trust,
)

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
NAMED = ", {counterpart}"
"""Where a line has room for the counterpart's name: with its comma, so that both can go."""

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=60)]
Topic = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{2,39}$")]
"""What a checklist item is about. Stable: a tick is kept under it."""


def _can_be_named(phrase: str) -> str:
    if re.search(r"[{}]", re.sub(r"\{(they|them|their)\}", "", phrase)):
        raise ValueError("the only placeholders there are: {they}, {them} and {their}")
    return phrase


Phrase = Annotated[Words, AfterValidator(_can_be_named)]
"""Words about the counterpart, with their name where `{they}`, `{them}` and `{their}` stand."""
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=75),
    AfterValidator(_can_be_named),
]
"""A phrase that is short enough to tick off or to choose."""


def naming(phrase: str, counterpart: str | None) -> str:
    """`phrase` with the counterpart's name in it, or "they", "them" and "their"."""
    return phrase.format(
        they=counterpart or "they",
        them=counterpart or "them",
        their=_possessive(counterpart) if counterpart else "their",
    )


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


class Entry(BaseModel):
    """Common to every entry: no field unknown, nothing changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Pivot(Entry):
    """One way out of a sign, fitted to who shows it."""

    move: Move
    to: Literal["counterpart", "own_team"] = "counterpart"
    """Whom the line is said to."""
    strategy: Strategy
    postures: tuple[Posture, ...] = Field(min_length=1)
    """The postures this pivot goes with; the first pivot that fits the advised posture is told."""
    why: Words
    line: Words
    """What to say aloud. `{counterpart}` is their name, left out where none is known."""
    watch: Words
    """The one thing to watch for after saying it."""

    def spoken(self, counterpart: str | None = None) -> str:
        """The line with the counterpart's name in it, or without one where none is known."""
        if counterpart:
            return self.line.replace("{counterpart}", counterpart)
        return self.line.replace(NAMED, "")

    @model_validator(mode="after")
    def _name_can_be_left_out(self) -> Self:
        if re.search(r"[{}]", self.line.replace(NAMED, "")):
            raise ValueError(f"line: the only placeholder there is reads '{NAMED}'")
        return self


class SignEntry(Entry):
    """A trap sign: what it is, what it does to the talk, and the ways out."""

    name: Short
    is_this: Words
    not_this: Words
    closest: Short
    """How the sign reads on a button under "which of these is closest?"."""
    effect: dict[Actor, Words]
    """What it does to the talk, by who shows it."""
    pivots: dict[Actor, tuple[Pivot, ...]]
    """By who shows it: an actor that is missing cannot occur for this sign."""
    source: Words
    """The idea this entry rests on, and where it comes from."""

    @property
    def actors(self) -> frozenset[Actor]:
        return frozenset(self.pivots)

    @model_validator(mode="after")
    def _ways_out_for_each_actor(self) -> Self:
        missing = {Actor.THEM, Actor.US} - self.actors
        if missing:
            raise ValueError(f"pivots are missing for: {', '.join(sorted(missing))}")
        if set(self.effect) != set(self.pivots):
            raise ValueError("effect and pivots must name the same actors")
        for actor, pivots in self.pivots.items():
            if len({pivot.move for pivot in pivots}) < 2:
                raise ValueError(f"pivots for '{actor}' need at least two different moves")
            covered = {posture for pivot in pivots for posture in pivot.postures}
            if uncovered := {Posture.FIRM, Posture.BLEND, Posture.COLLABORATE} - covered:
                raise ValueError(f"pivots for '{actor}' fit no: {', '.join(sorted(uncovered))}")
        return self


class MoveEntry(Entry):
    name: Short
    is_this: Words
    keep_doing: Words
    """Said when a team makes this move and no trap is seen."""
    example: Words
    source: Words


class StrategyEntry(Entry):
    name: Short
    pressure_says: Words
    do_instead: Words
    source: Words


class PostureEntry(Entry):
    name: Short
    headline: Words
    """The advice in a phrase, as in "Hold firm"."""
    reason: Words
    """Why, when nothing of the context says more."""
    reasons: dict[Cue, Words] = Field(default_factory=dict)
    """Why, when this cue is known."""
    how: Words
    source: Words


class CueEntry(Entry):
    name: Short
    told: Words
    """How the advice names a cue that a person filled in."""
    read: Words
    """How the advice names a cue that was read from the text."""
    source: Words


class CautionEntry(Entry):
    name: Short
    text: Words
    postures: tuple[Posture, ...] = Field(min_length=1)
    """The postures this mistake goes with."""
    source: Words


class BeyondCoaching(Entry):
    """What is not coached: violence, discrimination, illegality. Said instead of a card."""

    name: Short
    patterns: tuple[Words, ...] = Field(min_length=1)
    """Regular expressions, matched without case."""
    say: Words
    source: Words

    @field_validator("patterns")
    @classmethod
    def _are_regular_expressions(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern, re.IGNORECASE)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
        return patterns


class Task(Entry):
    """Something to have done before a meeting."""

    about: Topic
    text: Line
    why: Words


class Essential(Task):
    """A task that belongs to any meeting."""

    cue: Cue | None = None
    """Where this cue is known, the task comes first."""
    move: Move | None = None
    """The move that it prepares: where a team makes it anyway, the task comes later."""


class ElementEntry(Entry):
    """One of the seven elements, and what to do about it before any meeting."""

    name: Short
    items: tuple[Essential, ...] = Field(min_length=2, max_length=3)
    source: Words


class Answer(Task):
    """A task that answers a sign."""

    element: Element


class Facing(Entry):
    """How to prepare where a sign is shown by one actor."""

    items: tuple[Answer, ...] = Field(min_length=1, max_length=2)
    """The more useful first."""
    two_minutes: dict[Topic, Line] = Field(default_factory=dict)
    """Questions of the two-minute form in words that fit the sign."""


class SignPreparation(Entry):
    facing: dict[Actor, Facing]
    source: Words


class OwnWords(Entry):
    """How something that people wrote comes back on the checklist."""

    element: Element
    text: Words
    why: Words

    @field_validator("text")
    @classmethod
    def _has_room_for_the_words(cls, text: str) -> str:
        if text.count("{words}") != 1 or re.search(r"[{}]", text.replace("{words}", "")):
            raise ValueError("must have the placeholder {words}, once, and no other")
        return text


class OwnWordsEntries(Entry):
    next_step: OwnWords
    disproved: OwnWords
    change: OwnWords
    question: OwnWords
    helped: OwnWords
    keep: OwnWords


class PromptEntry(Entry):
    label: Phrase
    hint: Phrase


Choice = TypeVar("Choice", Actor, Outcome, Trust)


class ChoiceEntry(PromptEntry, Generic[Choice]):
    """A prompt that is answered by choosing."""

    choices: dict[Choice, Line] = Field(min_length=3)
    """Each of the three that there are to choose from, in words."""


class ReflectionPrompts(Entry):
    """The prompts after a meeting, in the order they are asked: facts before opinions.

    Source: what experienced teams ask after an event (after-action reviews), without blame.
    """

    what_happened: PromptEntry
    wanted: PromptEntry
    got: PromptEntry
    sign: PromptEntry
    actor: ChoiceEntry[Actor]
    pivot_move: PromptEntry
    pivot_worked: ChoiceEntry[Outcome]
    gave: PromptEntry
    received: PromptEntry
    wrong_assumption: PromptEntry
    trust: ChoiceEntry[Trust]
    trust_evidence: PromptEntry
    keep: PromptEntry
    change: PromptEntry
    next_step: PromptEntry
    owner: PromptEntry
    due: PromptEntry


class Preparation(Entry):
    """What is done before a meeting and after it."""

    elements: dict[Element, ElementEntry]
    two_minute_form: dict[Topic, Line] = Field(min_length=5, max_length=5)
    """Essentials as questions, to be answered however little time there is."""
    signs: dict[Sign, SignPreparation]
    own_words: OwnWordsEntries
    reflection: ReflectionPrompts

    def tasks(self) -> Iterator[tuple[Element, Task]]:
        """All tasks, the essentials first."""
        for element, entry in self.elements.items():
            yield from ((element, task) for task in entry.items)
        for sign in self.signs.values():
            for facing in sign.facing.values():
                yield from ((task.element, task) for task in facing.items)

    @model_validator(mode="after")
    def _all_elements(self) -> Self:
        if missing := set(Element) - set(self.elements):
            raise ValueError(f"elements: no entry for {', '.join(sorted(missing))}")
        return self

    @model_validator(mode="after")
    def _a_topic_has_one_element(self) -> Self:
        known: dict[str, Element] = {}
        for element, task in self.tasks():
            if known.setdefault(task.about, element) is not element:
                raise ValueError(f"{task.about}: under {known[task.about]} and under {element}")
        return self

    @model_validator(mode="after")
    def _essentials_have_different_topics(self) -> Self:
        topics = [task.about for entry in self.elements.values() for task in entry.items]
        if repeated := {topic for topic in topics if topics.count(topic) > 1}:
            raise ValueError(f"elements: two items are about {', '.join(sorted(repeated))}")
        return self

    @model_validator(mode="after")
    def _short_questions_are_about_essentials(self) -> Self:
        essentials = {task.about for entry in self.elements.values() for task in entry.items}
        if unknown := set(self.two_minute_form) - essentials:
            raise ValueError(f"two_minute_form: no essential is about {', '.join(unknown)}")
        for sign, entry in self.signs.items():
            for actor, facing in entry.facing.items():
                if unknown := set(facing.two_minutes) - set(self.two_minute_form):
                    raise ValueError(
                        f"signs: {sign}: {actor}: the two-minute form does not ask about "
                        f"{', '.join(unknown)}"
                    )
        return self


class Playbook(Entry):
    """Everything the coach knows."""

    families: dict[str, tuple[Sign, ...]]
    signs: dict[Sign, SignEntry]
    moves: dict[Move, MoveEntry]
    strategies: dict[Strategy, StrategyEntry]
    postures: dict[Posture, PostureEntry]
    cues: dict[Cue, CueEntry]
    cautions: dict[str, CautionEntry]
    beyond_coaching: dict[str, BeyondCoaching]
    preparation: Preparation

    def find(self, asked: str) -> Sign | None:
        """The sign that `asked` names, by id or name, in any case."""
        return self._by_name().get(_plain(asked))

    def nearest(self, asked: str) -> Sign | None:
        """The sign whose name is nearly `asked`."""
        names = self._by_name()
        near = difflib.get_close_matches(_plain(asked), names, n=1, cutoff=0.6)
        return names[near[0]] if near else None

    def _by_name(self) -> dict[str, Sign]:
        names = {_plain(entry.name): sign for sign, entry in self.signs.items()}
        return names | {_plain(sign): sign for sign in self.signs}

    @model_validator(mode="after")
    def _nothing_is_missing(self) -> Self:
        for field, vocabulary in (
            ("signs", Sign),
            ("moves", Move),
            ("strategies", Strategy),
            ("postures", Posture),
            ("cues", Cue),
        ):
            missing = {str(word) for word in vocabulary} - set(getattr(self, field))
            if missing:
                raise ValueError(f"{field}: no entry for {', '.join(sorted(missing))}")
        return self

    @model_validator(mode="after")
    def _every_sign_can_be_prepared_for(self) -> Self:
        for sign, entry in self.signs.items():
            prepared = self.preparation.signs.get(sign)
            if prepared is None or set(prepared.facing) != entry.actors:
                actors = ", ".join(actor for actor in Actor if actor in entry.actors)
                raise ValueError(f"preparation.yaml: signs: {sign}: must face {actors}")
        return self


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").split())
