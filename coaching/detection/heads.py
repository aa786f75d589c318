"""The trained part of the detector: linear heads over the encoder's vectors.

`training` makes the file; nothing here needs more than NumPy.
"""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coaching.detection.encoder import MODEL_FOLDER

HEADS_FILE = MODEL_FOLDER / "heads.npz"

Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Heads:
    """Each head is a matrix with a row a label; the last column is the intercept."""

    signs: Weights
    """A row a sign, over a passage's features."""
    calibration: Weights
    """A row a sign: slope and intercept from the best passage's score to a probability."""
    actors: Weights
    """A row an actor, over a passage's vector, its grammar and the sign."""
    moves: Weights
    cues: Weights
    """A row a move or cue, over a whole text's features."""
    corpus: NDArray[np.str_]
    """The hash of the corpus that the heads were trained on."""

    @classmethod
    def load(cls, path: Path = HEADS_FILE) -> "Heads":
        with np.load(path, allow_pickle=False) as stored:
            return cls(**{field.name: stored[field.name] for field in fields(cls)})

    def save(self, path: Path = HEADS_FILE) -> None:
        np.savez_compressed(path, **{f.name: getattr(self, f.name) for f in fields(self)})


def scores(weights: Weights, features: NDArray[np.float32]) -> NDArray[np.float32]:
    """One score a row of `features` and row of `weights`: log odds, before calibration."""
    result: NDArray[np.float32] = features @ weights[:, :-1].T + weights[:, -1]
    return result


def probability(score: NDArray[np.float32]) -> NDArray[np.float32]:
    return (1 / (1 + np.exp(-np.clip(score, -30, 30)))).astype(np.float32)
