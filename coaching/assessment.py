"""What the coach answers: values only, the same for a card, a terminal and a program."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from coaching.playbook.schema import CautionEntry, Pivot
from coaching.vocabulary import Actor, Cue, Move, Posture, Sign

Kind = Literal["situation", "message"]
"""A situation is told to the coach; a message stands in a deal channel."""

Side = Literal["us", "them"]
"""Whose words a text is: `them` where the counterpart speaks in a shared channel."""


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SeenSign(Value):
    """A trap sign in a text."""

    sign: Sign
    actor: Actor
    evidence: str
    """The words that show it: an exact part of the text."""
    confidence: float = Field(ge=0, le=1)
    """How often a sign seen like this is really there."""


class Facts(Value):
    """What a person told the coach beside the text: it overrules what was read from the text."""

    counterpart: str | None = None
    dealings: Literal["one_off", "long_term"] | None = None
    leverage: Literal["strong_leverage", "weak_leverage"] | None = None

    def without_name(self) -> Facts:
        """The same, but for the counterpart's name: for what others may read."""
        return self.model_copy(update={"counterpart": None})

    @property
    def cues(self) -> frozenset[Cue]:
        return frozenset(Cue(fact) for fact in (self.dealings, self.leverage) if fact)


class Advice(Value):
    """What to do about the signs of one situation."""

    posture: Posture
    reason: str
    pivots: tuple[Pivot, ...]
    """The main one first; lines are filled in with the counterpart's name."""
    cautions: tuple[CautionEntry, ...]


class Assessment(Value):
    """The coach's whole answer to one text."""

    signs: tuple[SeenSign, ...]
    """The signs it is sure of, surest first."""
    ranking: tuple[SeenSign, ...]
    """All signs, nearest first, also where none is sure."""
    unsure: bool
    """No sign is sure, yet some are near enough to ask about."""
    moves: tuple[Move, ...]
    context: tuple[Cue, ...]
    posture: Posture
    reason: str
    pivots: tuple[Pivot, ...]
    cautions: tuple[CautionEntry, ...]
    beyond_coaching: str | None = None
    """Set where the text is not one to coach: what to do instead."""
    remark: str | None = None
    """What a reader should know of this answer: cut short, not English, nothing to read."""
