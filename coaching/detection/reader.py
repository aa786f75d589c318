"""The reader: a text in, what it shows out.

`Reader` is the wall: another reader can stand behind it without anything else changing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from coaching.assessment import Kind, SeenSign, Side
from coaching.detection.network import Array, Network, Window
from coaching.vocabulary import Cue, Move, Posture

Label = TypeVar("Label")


@dataclass(frozen=True, slots=True)
class Reading:
    signs: tuple[SeenSign, ...]
    """Every sign once, nearest first."""
    moves: tuple[Move, ...]
    cues: tuple[Cue, ...]
    posture: Posture
    """What people who labelled texts like this one recommended."""


class Reader(Protocol):
    def read(self, text: str, kind: Kind, side: Side) -> Reading:
        """What `text` shows. It holds at least one word; safe to call from several threads."""


class NetworkReader:
    """Reads with the network that was trained on the corpus."""

    def __init__(self, network: Network | None = None) -> None:
        self._network = network or Network()
        self.corpus = self._network.calibration.corpus

    def read(self, text: str, kind: Kind, side: Side) -> Reading:
        windows = list(self._network.windows(text, kind, side))
        fit = self._network.calibration
        postures = np.mean([window.posture for window in windows], axis=0)
        return Reading(
            signs=self._signs(text, windows),
            moves=_above(fit.moves, [window.moves for window in windows], fit.move_threshold),
            cues=_above(fit.cues, [window.cues for window in windows], fit.cue_threshold),
            posture=fit.postures[int(postures.argmax())],
        )

    def _signs(self, text: str, windows: Sequence[Window]) -> tuple[SeenSign, ...]:
        fit = self._network.calibration
        scores = np.stack([window.signs for window in windows])
        chances = logistic(scores * np.array(fit.slope) + np.array(fit.intercept))
        nearest = chances.argmax(axis=0)
        found = [
            SeenSign(
                sign=sign,
                actor=fit.actors[int(windows[nearest[row]].actors[row].argmax())],
                evidence=evidence(text, windows[nearest[row]], row, fit.evidence_level),
                confidence=round(float(chances[nearest[row], row]), 3),
            )
            for row, sign in enumerate(fit.signs)
        ]
        return tuple(sorted(found, key=lambda seen: -seen.confidence))


def evidence(text: str, window: Window, sign: int, level: float) -> str:
    """The run of tokens that speaks most for `sign`, in whole words of `text`.

    The run with the greatest sum of scores above `level` (Kadane's algorithm).
    """
    best, run, total, first = -np.inf, (0, 0), 0.0, 0
    for place, score in enumerate(window.tokens[:, sign] - level):
        if total <= 0:
            total, first = 0.0, place
        total += float(score)
        if total > best:
            best, run = total, (first, place)
    start, end = window.offsets[run[0]][0], window.offsets[run[1]][1]
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end]


def logistic(scores: Array) -> Array:
    return (1 / (1 + np.exp(-scores))).astype(np.float32)


def _above(
    labels: tuple[Label, ...], scores: Sequence[Array], threshold: float
) -> tuple[Label, ...]:
    chances = logistic(np.stack(scores).max(axis=0))
    return tuple(
        label for label, chance in zip(labels, chances, strict=True) if chance >= threshold
    )
