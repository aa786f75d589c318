"""What a card knows of itself.

No text is stored: a card's buttons carry what is needed to draw it anew, in their `value`, which
Slack keeps with the message. That also lets a card outlive a restart.
"""

import secrets
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from bot.slack.text import shortened
from coaching import Assessment, Facts, SeenSign
from coaching.vocabulary import Cue, Move, Posture

MOST_SIGNS = 2
"""Signs in a first answer."""
MOST_NEAREST = 3
"""Signs offered under "which of these is closest?"."""
LONGEST_QUOTE = 150
"""Characters of evidence on a card: it must fit a button's value (2,000) even when escaped."""


class Card(BaseModel):
    """An answer that can be drawn, and drawn differently after a tap."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(default_factory=lambda: secrets.token_hex(8))
    signs: tuple[SeenSign, ...]
    cues: tuple[Cue, ...]
    """Read from the text; `facts` were told."""
    facts: Facts
    posture: Posture = Posture.NONE
    """Advised at first; none where that is open, as before a sign is chosen."""
    thread_ts: str | None
    channel: str | None
    """None in a direct message: there is no channel to share with."""
    pivot: int = 0
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

    def about(self, sign: SeenSign) -> Self:
        """The card for a sign that was not sure, once a person has chosen it."""
        return self.model_copy(update={"signs": (_quoted(sign),)})

    def value(self) -> str:
        """This card as a button's value."""
        return self.model_dump_json(exclude_defaults=True)


def nearest(assessment: Assessment) -> tuple[SeenSign, ...]:
    return assessment.ranking[:MOST_NEAREST]


def moves_made(assessment: Assessment) -> tuple[Move, ...]:
    return assessment.moves[:2]


def _quoted(sign: SeenSign) -> SeenSign:
    return sign.model_copy(update={"evidence": shortened(sign.evidence, LONGEST_QUOTE)})
