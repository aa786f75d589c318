"""What a playbook entry may say. Every field is checked when the playbook is loaded."""

import difflib
import re
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from coaching.vocabulary import Actor, Cue, Move, Posture, Sign, Strategy

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
NAMED = ", {counterpart}"
"""Where a line has room for the counterpart's name: with its comma, so that both can go."""

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=60)]


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
    two_minute_form: tuple[str, ...] = Field(min_length=1)
    """Questions to have answered before a meeting, however little time there is."""

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


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").split())
