"""Draws how much better the detector gets with more texts: `make learning-curve` (an hour or two).

It learns a quarter, half and all of the texts by two thirds of the authors, and reads the texts by
the others, whom it was never shown.
"""

import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt

from coaching.detection.calibration import logistic
from coaching.detection.corpus import load_corpus
from coaching.detection.training import prepared, said_of_strangers
from coaching.detection.training.calibrating import best_threshold, curves
from coaching.detection.training.examples import deal

PICTURE = Path(__file__).parents[2] / "docs" / "learning-curve.png"
PARTS = (4, 2, 1)


def main(step: int = 1) -> None:
    """`step` leaves out texts, to try this script: 40 takes every fortieth."""
    texts = load_corpus()[::step]
    encoder, tokenizer, examples = prepared(texts)
    folds = deal(texts)
    held = [one for one, fold in zip(examples, folds, strict=True) if fold == 0]
    shown = [one for one, fold in zip(examples, folds, strict=True) if fold != 0]
    labels = np.stack([one.signs for one in held])
    points = []
    for part in PARTS:
        some = shown[::part]
        windows = said_of_strangers(
            some, held, encoder, tokenizer, lambda line: print(line, file=sys.stderr)
        )
        scores = np.stack([window.signs for window in windows])
        slope, intercept = curves(scores, labels)
        _, f1 = best_threshold(labels, logistic(scores * slope + intercept))
        points.append((len(some), f1))
        print(f"{len(some):,} texts: F1 {f1:.3f} on {len(held):,} texts by authors never shown")
    draw(points)


def draw(points: list[tuple[int, float]]) -> None:
    mpl.use("Agg")
    counts, figures = zip(*points, strict=True)
    figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
    axes.plot(counts, figures, marker="o", color="#2e7d4f")
    axes.set_xscale("log", base=2)
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    axes.set_ylim(0, 1)
    axes.set_xlabel("texts learned")
    axes.set_ylabel("F1 over all signs, on authors never shown")
    axes.grid(alpha=0.3)
    figure.savefig(PICTURE, dpi=150)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
