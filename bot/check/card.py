"""What a card knows of itself.

The coach keeps no copy of a text. What it takes to draw a card anew, its quotes among it, is in
the `value` of the card's own buttons, which Slack keeps with the message; that also lets a card
outlive a restart.
"""

import secrets
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from bot.slack.text import shortened
from bot.wording import MOST_SIGNS
from coaching import Assessment, Facts, SeenSign
from coaching.vocabulary import Actor, Cue, Posture

LONGEST_QUOTE = 150
"""Characters of evidence on a card: a button's value holds 2,000, quotes escaped as JSON."""


class Card(BaseModel):
    """An answer that can be drawn, and drawn differently after a tap."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(default_factory=lambda: secrets.token_hex(8))
    signs: tuple[SeenSign, ...]
    cues: tuple[Cue, ...]
    """The context that holds, read from the text or told."""
    facts: Facts
    posture: Posture = Posture.NONE
    """Advised at first; none where that is open, as before a sign is chosen."""
    thread_ts: str | None
    channel: str | None
    """None in a direct message: there is no channel to share with."""
    pivot: int = 0
    chosen: bool = False
    """A person chose the sign; the coach was not sure."""
    explained: bool = False
    shared: bool = False
    feedback: Literal["helpful", "not_helpful"] | None = None

    @classmethod
    def of(
        cls,
        assessment: Assessment,
        *,
        facts: Facts,
        channel: str | None,
        thread_ts: str | None = None,
    ) -> Self:
        return cls(
            signs=tuple(_quoted(sign) for sign in assessment.signs[:MOST_SIGNS]),
            cues=assessment.context,
            facts=facts,
            posture=assessment.posture,
            channel=channel if channel and not channel.startswith("D") else None,
            thread_ts=thread_ts,
        )

    @property
    def can_be_shared(self) -> bool:
        """What our own side does is never told in public: it would be blame."""
        theirs = all(seen.actor is Actor.THEM for seen in self.signs)
        return bool(self.channel and self.signs and theirs and not self.shared)

    def about(self, sign: SeenSign) -> Self:
        """The card for a sign that was not sure, once a person has chosen it."""
        return self.model_copy(update={"signs": (_quoted(sign),), "chosen": True})

    def value(self) -> str:
        """This card as a button's value."""
        return self.model_dump_json(exclude_defaults=True)


def _quoted(sign: SeenSign) -> SeenSign:
    return sign.model_copy(update={"evidence": shortened(sign.evidence, LONGEST_QUOTE)})
