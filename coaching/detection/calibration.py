"""From scores to chances and choices, as measured on texts by authors that were never learned."""

from functools import cached_property
from pathlib import Path
from typing import Generic, Self, TypeVar

import numpy as np
from pydantic import BaseModel

from coaching.assessment import Kind
from coaching.detection.network import Array
from coaching.vocabulary import Actor, Cue, Move, Posture, Sign

Label = TypeVar("Label")


class Choice(BaseModel, Generic[Label]):
    """Chooses one label by its clues: a logistic regression."""

    of: tuple[Label, ...]
    weights: tuple[tuple[float, ...], ...]
    """Label by clue."""
    intercept: tuple[float, ...]

    def by(self, clues: Array) -> Label:
        return self.of[int((self._weights @ clues + self.intercept).argmax())]

    @cached_property
    def _weights(self) -> Array:
        return np.array(self.weights, np.float32)


class Calibration(BaseModel):
    corpus: str
    """The fingerprint of the corpus that was learned."""
    signs: tuple[Sign, ...]
    moves: tuple[Move, ...]
    cues: tuple[Cue, ...]
    slope: tuple[float, ...]
    intercept: tuple[float, ...]
    shift: dict[Kind, float]
    """A sign's chance is the logistic of slope times score plus intercept plus the kind's shift."""
    sure: dict[Kind, float]
    """The chance from which a sign is named: higher for messages, since most of them show none."""
    move_threshold: float
    cue_threshold: float
    actor: Choice[Actor]
    posture: Choice[Posture]

    @classmethod
    def load(cls, path: Path) -> Self:
        return cls.model_validate_json(path.read_text(encoding="utf-8"))

    def chances(self, scores: Array, kind: Kind) -> Array:
        """How likely each sign is, by its score in a text of `kind`."""
        return logistic(scores * np.array(self.slope) + np.array(self.intercept) + self.shift[kind])


def logistic(scores: Array) -> Array:
    return (1 / (1 + np.exp(-scores))).astype(np.float32)
