"""The labelled texts that the detector learns from: JSON lines, one file an author.

The same lines are read for measuring; the format is that of `negotiate assess` with labels.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from coaching.assessment import Kind, Side
from coaching.vocabulary import Actor, Cue, Move, Posture, Sign

FOLDER = Path(__file__).parent / "corpus"


class LabelledSign(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sign: Sign
    actor: Actor
    evidence: str = Field(min_length=1)


class LabelledText(BaseModel):
    """A text and what a careful reader sees in it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    kind: Kind
    text: str = Field(min_length=1)
    side: Side = "us"
    signs: tuple[LabelledSign, ...] = ()
    moves: tuple[Move, ...] = ()
    context: tuple[Cue, ...] = ()
    posture: Posture | None = None

    @model_validator(mode="after")
    def _evidence_is_in_the_text(self) -> Self:
        for sign in self.signs:
            if sign.evidence not in self.text:
                raise ValueError(f"the evidence of {sign.sign} is not in the text")
        return self


def load_corpus(files: Iterable[Path] | None = None) -> list[LabelledText]:
    """Every labelled text. Raises ValueError naming file and line where one is malformed."""
    texts = []
    for path in sorted(files or FOLDER.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                texts.append(LabelledText.model_validate_json(line))
            except ValueError as error:
                raise ValueError(f"{path.name}:{number}: {error}") from None
    return texts


def fingerprint(texts: Iterable[LabelledText]) -> str:
    """A hash of texts and labels: it parts from the trained heads' when one is changed alone."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.model_dump_json().encode())
    return digest.hexdigest()
