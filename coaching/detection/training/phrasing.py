"""Fits the phrases: for each label, which words and pairs of neighbours speak for it."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from coaching.detection.network import Array
from coaching.detection.phrases import FINEST, Phrases, rarities
from coaching.detection.training.examples import POSTURES, UNLABELLED, Example

FEWEST = 2
"""What stands in fewer texts says nothing of others."""
STRENGTH = 10.0
"""How far the weights may go for their texts' sake (scikit-learn's C)."""


def fitted_phrases(examples: Sequence[Example]) -> Phrases:
    """The phrases that tell the labels of `examples`."""
    texts = [example.own_ids for example in examples]
    keys, rarity = rarities(texts, FEWEST)
    unweighed = Phrases(keys, rarity, np.zeros((len(keys), 0), np.int8), rarity[:0], rarity[:0])
    found = [unweighed.known(ids) for ids in texts]
    counted = csr_matrix(
        (
            np.concatenate([values for _, values in found]),
            np.concatenate([rows for rows, _ in found]),
            np.cumsum([0, *(len(rows) for rows, _ in found)]),
        ),
        (len(texts), len(keys)),
    )
    columns = [_weighed(counted, column) for column in _labels(examples).T]
    weights = np.stack([weights for weights, _ in columns], axis=1)
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-6) / FINEST
    return Phrases(
        keys,
        rarity,
        np.round(weights / scale).astype(np.int8),
        scale.astype(np.float32),
        np.array([intercept for _, intercept in columns], np.float32),
    )


def _labels(examples: Sequence[Example]) -> Array:
    """Text by label, in the order of the phrases' columns; below 0 where a text has no posture."""
    rows = []
    for one in examples:
        posture = np.arange(len(POSTURES)) == one.posture
        told = posture if one.posture != UNLABELLED else np.full(len(POSTURES), UNLABELLED)
        rows.append(np.concatenate([one.signs, one.moves, one.cues, told]))
    return np.stack(rows).astype(np.float32)


def _weighed(counted: csr_matrix, label: Array) -> tuple[Array, float]:
    """The weights and the intercept for one label; nothing where all texts agree on it."""
    texts = np.flatnonzero(label >= 0)
    if len(np.unique(label[texts])) < 2:
        return np.zeros(counted.shape[1], np.float32), 0.0
    model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=300, random_state=0)
    model.fit(counted[texts], label[texts])
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])
