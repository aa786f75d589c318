"""The reader: a text in, what it shows out.

`Reader` is the wall: another reader can stand behind it without anything else changing.
"""

from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from coaching.assessment import Kind, SeenSign, Side
from coaching.detection.encoder import Encoder
from coaching.detection.features import SIGNS, TextFeatures, features
from coaching.detection.framing import is_real
from coaching.detection.heads import Heads, Weights, probability, scores
from coaching.detection.passages import Span, clauses
from coaching.vocabulary import Actor, Cue, Move

Label = TypeVar("Label")

LONGEST_EVIDENCE = 160
"""Characters: past this a clause is no quotation any more."""
UNREAL_WEIGHT = 0.25
"""How much a sentence that tells of something denied, imagined or over still counts."""
MOVE_THRESHOLD = CUE_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    signs: tuple[SeenSign, ...]
    """Every sign once, nearest first."""
    moves: tuple[Move, ...]
    cues: tuple[Cue, ...]


class Reader(Protocol):
    def read(self, text: str, kind: Kind, side: Side) -> Reading:
        """What `text` shows. It holds at least one word; safe to call from several threads."""


class EncoderReader:
    """Reads with a small transformer and linear heads trained on the corpus."""

    def __init__(self, encoder: Encoder | None = None, heads: Heads | None = None) -> None:
        self._encoder = encoder or Encoder()
        self._heads = heads or Heads.load()

    def read(self, text: str, kind: Kind, side: Side) -> Reading:
        seen = features(self._encoder, text)
        document = seen.document()
        return Reading(
            signs=self._signs(seen, side),
            moves=_above(self._heads.moves, document, tuple(Move), MOVE_THRESHOLD),
            cues=_above(self._heads.cues, document, tuple(Cue), CUE_THRESHOLD),
        )

    def _signs(self, seen: TextFeatures, side: Side) -> tuple[SeenSign, ...]:
        real = np.array([is_real(span.of(seen.text), seen.text) for span in seen.sentences])
        slope, intercept = self._heads.calibration.T
        confidence = probability(scores(self._heads.signs, seen.passages()) * slope + intercept)
        confidence *= np.where(real, 1, UNREAL_WEIGHT)[:, None]
        best = confidence.argmax(axis=0)
        found = [
            self._seen_sign(seen, row, seen.sentences[best[row]], confidence[best[row], row], side)
            for row in range(len(SIGNS))
        ]
        return tuple(sorted(found, key=lambda sign: -sign.confidence))

    def _seen_sign(
        self, seen: TextFeatures, row: int, sentence: Span, confidence: float, side: Side
    ) -> SeenSign:
        evidence = self._evidence(seen, row, sentence)
        who = scores(self._heads.actors, seen.actor(SIGNS[row], evidence, side))[0]
        return SeenSign(
            sign=SIGNS[row],
            actor=tuple(Actor)[int(who.argmax())],
            evidence=evidence.of(seen.text),
            confidence=round(float(confidence), 3),
        )

    def _evidence(self, seen: TextFeatures, row: int, sentence: Span) -> Span:
        """The clause of `sentence` that speaks most for the sign."""
        weights = self._heads.signs[row, : seen.encoded.vectors.shape[1]]
        best = max(
            clauses(seen.text, sentence),
            key=lambda clause: float(seen.encoded.mean(clause) @ weights),
        )
        return Span(best.start, min(best.end, best.start + LONGEST_EVIDENCE))


def _above(
    weights: Weights, document: np.ndarray, labels: tuple[Label, ...], threshold: float
) -> tuple[Label, ...]:
    chances = probability(scores(weights, document))[0]
    return tuple(
        label for label, chance in zip(labels, chances, strict=True) if chance >= threshold
    )
