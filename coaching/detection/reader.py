"""The reader: a text in, what it shows out.

`Reader` is the wall: another reader can stand behind it without anything else changing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np

from coaching.assessment import Kind, SeenSign, Side
from coaching.detection import clues
from coaching.detection.calibration import Calibration, logistic
from coaching.detection.evidence import evidence
from coaching.detection.network import Array, Network, Window
from coaching.detection.phrases import Phrases
from coaching.vocabulary import OPPOSITE, Actor, Cue, Move, Posture

MODEL_FOLDER = Path(__file__).parent / "model"
"""What was learned: network, tokenizer, phrases and calibration, all made by `make train`."""

FILES = ("model.onnx", "tokenizer.json", "phrases.npz", "calibration.json")

Label = TypeVar("Label")


class ModelError(ValueError):
    """A folder holds no model; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Reading:
    signs: tuple[SeenSign, ...]
    """Every sign once, nearest first."""
    sure: float
    """The confidence from which a sign is worth naming."""
    moves: tuple[Move, ...]
    cues: tuple[Cue, ...]
    posture: Posture
    """What people recommended for texts like this one, where a sign is sure."""
    end: int
    """How far the text was read: as many characters as that."""


class Reader(Protocol):
    def read(self, text: str, kind: Kind, side: Side) -> Reading:
        """What `text` shows. It holds at least one word; safe to call from several threads."""


class TrainedReader:
    """Reads with the network and the phrases that were trained on the corpus.

    Raises ModelError where `folder` does not hold them.
    """

    def __init__(self, folder: Path = MODEL_FOLDER) -> None:
        if missing := [name for name in FILES if not (folder / name).is_file()]:
            raise ModelError(
                f"There is no model in {folder}: {missing[0]} is missing. "
                "`negotiate train --out` makes one; without NEGOTIATE_MODEL the coach uses its own."
            )
        self._network = Network(folder)
        self._phrases = Phrases.load(folder / "phrases.npz")
        self._fit = Calibration.load(folder / "calibration.json")
        self.corpus = self._fit.corpus

    def read(self, text: str, kind: Kind, side: Side) -> Reading:
        fit = self._fit
        windows = [
            self._phrases.beside(window) for window in self._network.windows(text, kind, side)
        ]
        signs, chances = self._signs(text, kind, side, windows)
        cues = logistic(np.stack([window.cues for window in windows]).max(axis=0))
        moves = logistic(np.stack([window.moves for window in windows]).max(axis=0))
        posture = clues.of_posture(
            np.mean([window.posture for window in windows], axis=0),
            chances,
            np.array([seen.actor is Actor.THEM for seen in signs]),
            cues,
        )
        return Reading(
            signs=tuple(sorted(signs, key=lambda seen: -seen.confidence)),
            sure=fit.sure[kind],
            moves=_above(fit.moves, moves, fit.move_threshold),
            cues=_above(fit.cues, one_of_opposites(fit.cues, cues), fit.cue_threshold),
            posture=fit.posture.by(posture),
            end=windows[-1].offsets[-1][1],
        )

    def _signs(
        self, text: str, kind: Kind, side: Side, windows: Sequence[Window]
    ) -> tuple[list[SeenSign], Array]:
        """Every sign as the window shows it where it is likeliest, and how likely."""
        chances = self._fit.chances(np.stack([window.signs for window in windows]), kind)
        likeliest = chances.max(axis=0)
        found = []
        for row, sign in enumerate(self._fit.signs):
            window = windows[int(chances[:, row].argmax())]
            start, end = words = evidence(text, window, row)
            grammar = clues.of_actor(text, words, row, kind, side, window.actors[row])
            found.append(
                SeenSign(
                    sign=sign,
                    actor=self._fit.actor.by(grammar),
                    evidence=text[start:end],
                    confidence=round(float(likeliest[row]), 3),
                )
            )
        return found, likeliest


def one_of_opposites(labels: Sequence[Cue], chances: Array) -> Array:
    """`chances` with none left for a cue whose opposite is likelier: both cannot hold."""
    by_cue = dict(zip(labels, chances, strict=True))
    return np.array(
        [chance if chance >= by_cue.get(OPPOSITE[cue], 0) else 0 for cue, chance in by_cue.items()],
        np.float32,
    )


def _above(labels: tuple[Label, ...], chances: Array, threshold: float) -> tuple[Label, ...]:
    return tuple(
        label for label, chance in zip(labels, chances, strict=True) if chance >= threshold
    )
