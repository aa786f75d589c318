"""Turns scores into chances and choices, from texts by authors that were never learned."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from coaching.assessment import Kind
from coaching.detection.calibration import Calibration, logistic
from coaching.detection.network import Array, Window
from coaching.detection.training.choosing import actor_choice, posture_choice
from coaching.detection.training.examples import (
    CUES,
    KINDS,
    MOVES,
    SIGNS,
    Example,
    author,
    clean_authors,
)

ALARMS: dict[Kind, float] = {"situation": 0.1, "message": 0.015}
"""The share of clean texts that may be flagged. Hardly a message may: a coach that speaks up in a
channel without need is soon sent away."""
PULL = 30.0
"""The common curve speaks as loud as this many texts when a sign's own curve is fitted."""
EXACT_ENOUGH = 1e-7
FARTHEST = 5.0
"""No kind's shift goes farther."""

Exact = NDArray[np.float64]
Flags = NDArray[np.bool_]


def calibrated(
    examples: Sequence[Example],
    windows: Sequence[Window],
    corpus: str,
    say: Callable[[str], None],
) -> Calibration:
    """The calibration that suits what `windows` say, where `examples` are what is right."""
    labels = np.stack([one.signs for one in examples])
    scores = np.stack([window.signs for window in windows])
    slope, intercept = curves(scores, labels)
    lines = scores * slope + intercept
    usual, shift, sure = _usual(examples), {}, {}
    for kind in KINDS:
        own = np.array([one.text.kind == kind for one in examples])
        shift[kind] = round(shift_to(lines[own & usual], labels[own & usual]), 4)
        lines[own] += shift[kind]
        sure[kind] = _sure(kind, logistic(lines[own]), labels[own], usual[own], say)
    chances, cues = logistic(lines), logistic(np.stack([window.cues for window in windows]))
    move_threshold, move_f1 = best_threshold(
        np.stack([one.moves for one in examples]),
        logistic(np.stack([window.moves for window in windows])),
    )
    cue_threshold, cue_f1 = best_threshold(np.stack([one.cues for one in examples]), cues)
    say(f"  unseen authors: F1 {move_f1:.2f} on moves, {cue_f1:.2f} on cues")
    actor = actor_choice(examples, windows)
    return Calibration(
        corpus=corpus,
        signs=SIGNS,
        moves=MOVES,
        cues=CUES,
        slope=_short(slope),
        intercept=_short(intercept),
        shift=shift,
        sure=sure,
        move_threshold=round(move_threshold, 4),
        cue_threshold=round(cue_threshold, 4),
        actor=actor,
        posture=posture_choice(examples, windows, actor, chances, cues),
    )


def _short(numbers: Array) -> tuple[float, ...]:
    return tuple(round(float(number), 4) for number in numbers)


def _usual(examples: Sequence[Example]) -> Flags:
    """Which texts are of the mix that is brought to the coach, or stands in a deal's channel.

    Authors of clean texts alone wrote lures and small talk, far more than there are among those:
    these count for how quiet the coach is, not for how likely a sign is.
    """
    clean = clean_authors([one.text for one in examples])
    return np.array([author(one.text) not in clean for one in examples])


def _sure(
    kind: Kind, chances: Array, labels: Array, usual: Flags, say: Callable[[str], None]
) -> float:
    """The chance from which signs of a kind are named: where F1 is best, if that is quiet."""
    if not usual.any():
        return 1.0
    quiet = quiet_from(chances[labels.sum(1) == 0], ALARMS[kind])
    sure, f1 = best_threshold(labels[usual], chances[usual], quiet)
    say(f"  unseen authors: F1 {f1:.2f} on signs of a {kind}, named from {sure:.2f}")
    return math.ceil(1_000 * sure) / 1_000  # confidences are told to three digits


def quiet_from(clean: Array, alarms: float) -> float:
    """The chance that no more than a share of `alarms` of the `clean` texts reaches."""
    if not len(clean):
        return 0.0
    likeliest = np.sort(clean.max(axis=1))[::-1]
    return float(np.nextafter(likeliest[int(alarms * len(likeliest))], np.float32(1)))


def shift_to(lines: Array, labels: Array) -> float:
    """What must be added to `lines` for as many signs to be expected as there are."""
    low, high = -FARTHEST, FARTHEST
    for _ in range(40):
        middle = (low + high) / 2
        if logistic(lines + middle).sum() < labels.sum():
            low = middle
        else:
            high = middle
    return low if len(lines) else 0.0


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


def best_threshold(labels: Array, chances: Array, least: float = 0.0) -> tuple[float, float]:
    """The chance, `least` or more, from which on a label is best given, by F1 over all labels;
    and that F1."""

    def f1(threshold: float) -> float:
        given = chances >= threshold
        return float(2 * (labels * given).sum() / max(given.sum() + labels.sum(), 1))

    tried = np.maximum(np.quantile(chances, np.linspace(0.5, 0.999, 200)), least).tolist()
    best = max(tried, key=f1)
    return best, f1(best)
