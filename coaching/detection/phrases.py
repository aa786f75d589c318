"""The second reader: it knows only words and pairs of neighbours, and errs elsewhere than the
network does.

Each word and each pair counts the more the rarer it is (TF-IDF), and a logistic regression for each
label weighs them. Its scores and the network's are added.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from coaching.detection.network import Array, Window
from coaching.vocabulary import Cue, Move, Sign

BORDERS = np.cumsum([len(Sign), len(Move), len(Cue)])
"""Where the labels of another sort begin; the postures come last."""
PAIR = 1 << 16
"""Above every token's number, so that a pair is one number too. Token 0 only fills up."""
FINEST = 127
"""The greatest weight of a label, as it is stored."""

Keys = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Phrases:
    keys: Keys
    """The words and pairs that are known, in order."""
    rarity: Array
    weights: NDArray[np.int8]
    """A row for each of `keys`, a column for each label."""
    scale: Array
    """What 1 in a column of `weights` stands for."""
    intercept: Array

    def beside(self, window: Window) -> Window:
        """`window` with what the phrases say of it added to what the network says."""
        signs, moves, cues, posture = np.split(self.scores(window.ids), BORDERS)
        return replace(
            window,
            signs=window.signs + signs,
            moves=window.moves + moves,
            cues=window.cues + cues,
            posture=window.posture + posture,
        )

    def scores(self, ids: Sequence[int]) -> Array:
        """A score for each label of the text whose tokens are `ids`."""
        rows, values = self.known(ids)
        scores: Array = values @ self.weights[rows].astype(np.float32) * self.scale + self.intercept
        return scores

    def known(self, ids: Sequence[int]) -> tuple[NDArray[np.intp], Array]:
        """The rows of the words and pairs of `ids` that are known, and how much each counts."""
        keys, counts = np.unique(phrases(ids), return_counts=True)
        rows = np.searchsorted(self.keys, keys)
        here = self.keys[np.minimum(rows, len(self.keys) - 1)] == keys
        rows = rows[here]
        values = ((1 + np.log(counts[here])) * self.rarity[rows]).astype(np.float32)
        return rows, values / max(float(np.linalg.norm(values)), 1e-6)

    def save(self, path: Path) -> None:
        np.savez(
            path,
            keys=self.keys,
            rarity=self.rarity,
            weights=self.weights,
            scale=self.scale,
            intercept=self.intercept,
        )

    @classmethod
    def load(cls, path: Path) -> Self:
        with np.load(path) as stored:
            return cls(**stored)


def phrases(ids: Sequence[int]) -> Keys:
    """The words of a text and its pairs of neighbours, a number each."""
    words = np.asarray(ids, np.uint32)
    return np.concatenate([words, words[:-1] * np.uint32(PAIR) + words[1:]])


def rarities(texts: Sequence[Sequence[int]], fewest: int) -> tuple[Keys, Array]:
    """What stands in at least `fewest` of the texts, in order, and how rare each is."""
    spread = Counter(key for ids in texts for key in np.unique(phrases(ids)).tolist())
    keys = sorted(key for key, count in spread.items() if count >= fewest)
    counts = np.array([spread[key] for key in keys], np.float32)
    rarity = np.log((1 + len(texts)) / (1 + counts)) + 1
    return np.array(keys, np.uint32), rarity.astype(np.float32)
