"""Turns the scores of a network into chances, from texts by authors that it was never shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coaching.detection.network import Array, Calibration
from coaching.detection.reader import logistic
from coaching.detection.training.examples import ACTORS, CUES, MOVES, POSTURES, SIGNS, Example

PULL = 30.0
"""The common curve speaks as loud as this many texts when a sign's own curve is fitted."""
EVIDENCE_LEVEL = -2.0
"""Token scores lean low, since most tokens are evidence of nothing; from here up one is."""
EXACT_ENOUGH = 1e-7

Exact = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scores:
    """What a network says of texts: text by label."""

    signs: Array
    moves: Array
    cues: Array


def calibrated(
    examples: Sequence[Example], scores: Scores, corpus: str, say: Callable[[str], None]
) -> Calibration:
    """The calibration that suits `scores`, where `examples` are what is right."""
    signs = np.stack([example.signs for example in examples])
    slope, intercept = curves(scores.signs, signs)
    _, sign_f1 = best_threshold(signs, logistic(scores.signs * slope + intercept))
    move_threshold, move_f1 = best_threshold(
        np.stack([example.moves for example in examples]), logistic(scores.moves)
    )
    cue_threshold, cue_f1 = best_threshold(
        np.stack([example.cues for example in examples]), logistic(scores.cues)
    )
    say(f"  unseen authors: F1 {sign_f1:.2f} on signs, {move_f1:.2f} moves, {cue_f1:.2f} cues")
    return Calibration(
        corpus=corpus,
        signs=SIGNS,
        actors=ACTORS,
        moves=MOVES,
        cues=CUES,
        postures=POSTURES,
        slope=tuple(slope.round(4).tolist()),
        intercept=tuple(intercept.round(4).tolist()),
        move_threshold=move_threshold,
        cue_threshold=cue_threshold,
        evidence_level=EVIDENCE_LEVEL,
    )


def curves(scores: Array, labels: Array) -> tuple[Array, Array]:
    """Slope and intercept, sign by sign, of the logistic curve from score to chance.

    A sign with few texts says little of its own curve, so each starts from the curve that suits
    all signs together and moves away from it only as far as its texts insist.
    """
    slope, intercept = _fitted(scores.ravel(), labels.ravel(), pull=1.0)
    fits = [
        _fitted(slope * scores[:, row] + intercept, labels[:, row], PULL)
        for row in range(scores.shape[1])
    ]
    slopes = np.array([own * slope for own, _ in fits], np.float32)
    intercepts = np.array([own * intercept + shift for own, shift in fits], np.float32)
    return slopes, intercepts


def _fitted(scores: Array, labels: Array, pull: float) -> tuple[float, float]:
    """Platt scaling, drawn to slope 1 and intercept 0: Newton's method, never uphill.

    The intercept is drawn less, for how frequent a sign is may well be its own.
    """
    inputs = np.stack([scores, np.ones_like(scores)], axis=1).astype(np.float64)
    drawn = np.array([1.0, 0.0])
    pulls = np.array([pull, pull / 10])

    def cost(fit: Exact) -> float:
        reached = inputs @ fit
        surprise = (np.logaddexp(0, reached) - labels * reached).sum()
        return float(surprise + (pulls * (fit - drawn) ** 2).sum() / 2)

    fit = drawn
    for _ in range(100):
        chances = 1 / (1 + np.exp(-(inputs @ fit)))
        gradient = inputs.T @ (chances - labels) + pulls * (fit - drawn)
        curvature = (inputs.T * (chances * (1 - chances))) @ inputs + np.diag(pulls)
        step = np.linalg.solve(curvature, gradient)
        while cost(fit - step) > cost(fit):
            step = step / 2
        fit = fit - step
        if np.abs(step).max() < EXACT_ENOUGH:
            break
    return float(fit[0]), float(fit[1])


def best_threshold(labels: Array, chances: Array) -> tuple[float, float]:
    """The chance from which on a label is best given, by F1 over all labels, and that F1."""

    def f1(threshold: float) -> float:
        given = chances >= threshold
        return float(2 * (labels * given).sum() / max(given.sum() + labels.sum(), 1))

    tried = np.quantile(chances, np.linspace(0.5, 0.999, 200)).tolist()
    best = max(tried, key=f1)
    return best, f1(best)
