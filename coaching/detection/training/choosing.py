"""Fits what chooses one of several: who shows a sign, and which posture a text calls for."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax

from coaching.detection import clues
from coaching.detection.calibration import Choice
from coaching.detection.evidence import evidence
from coaching.detection.network import Array, Window
from coaching.detection.training.examples import ACTORS, POSTURES, UNLABELLED, Example, Numbers
from coaching.vocabulary import Actor, Posture

ACTOR_STRENGTH = 0.3
POSTURE_STRENGTH = 1.0
"""How far the weights may go for their texts' sake."""
CALLED_FOR = tuple(posture for posture in POSTURES if posture is not Posture.NONE)
"""The postures where there is a sign; where there is none, nothing needs to be chosen."""

Label = TypeVar("Label")
Exact = NDArray[np.float64]


def actor_choice(examples: Sequence[Example], windows: Sequence[Window]) -> Choice[Actor]:
    """Learned on the evidence as it is found, not as it is labelled: that is what is read."""
    rows, actors = [], []
    for example, window in zip(examples, windows, strict=True):
        for sign in np.flatnonzero(example.signs).tolist():
            rows.append(_actor_clues(example, window, sign))
            actors.append(example.actors[sign])
    return fitted_choice(ACTORS, np.array(rows), np.array(actors), ACTOR_STRENGTH)


def posture_choice(
    examples: Sequence[Example],
    windows: Sequence[Window],
    actor: Choice[Actor],
    chances: Array,
    cues: Array,
) -> Choice[Posture]:
    """Learned on what else is read in each text: the chances of its signs and of its `cues`, and
    whose the signs are."""
    rows, postures = [], []
    for number, (example, window) in enumerate(zip(examples, windows, strict=True)):
        posture = POSTURES[example.posture]
        if example.posture != UNLABELLED and posture in CALLED_FOR:
            theirs = [
                actor.by(_actor_clues(example, window, sign)) is Actor.THEM
                for sign in range(len(example.signs))
            ]
            rows.append(
                clues.of_posture(window.posture, chances[number], np.array(theirs), cues[number])
            )
            postures.append(CALLED_FOR.index(posture))
    return fitted_choice(CALLED_FOR, np.array(rows), np.array(postures), POSTURE_STRENGTH)


def _actor_clues(example: Example, window: Window, sign: int) -> Array:
    text, scores = example.text, window.actors[sign]
    words = evidence(text.text, window, sign)
    return clues.of_actor(text.text, words, sign, text.kind, text.side, scores)


def fitted_choice(
    of: tuple[Label, ...], rows: Array, labels: Numbers, strength: float
) -> Choice[Label]:
    """Multinomial logistic regression: of the weights that tell the `labels` of the `rows`, small
    ones."""
    inputs = np.column_stack([rows, np.ones(len(rows))]).astype(np.float64)
    wanted = np.eye(len(of))[labels]
    drawn = np.append(np.full(rows.shape[1], 1 / strength), 0.0)  # the intercept is free

    def cost(flat: Exact) -> tuple[float, Exact]:
        weights = flat.reshape(len(of), -1)
        chances = log_softmax(inputs @ weights.T, axis=1)
        surprise = -(wanted * chances).sum() + (drawn * weights**2).sum() / 2
        slope = (np.exp(chances) - wanted).T @ inputs + drawn * weights
        return float(surprise), slope.ravel()

    found = minimize(cost, np.zeros(len(of) * inputs.shape[1]), jac=True, method="L-BFGS-B").x
    weights = found.reshape(len(of), -1).round(4)
    return Choice(
        of=of,
        weights=tuple(map(tuple, weights[:, :-1].tolist())),
        intercept=tuple(weights[:, -1].tolist()),
    )
