"""Trains the heads on the corpus: `python -m coaching.detection.training` (needs the dev extra).

A sentence that holds a sign's evidence is an example of it, every other sentence of the corpus is
none. What comes out is calibrated on texts the heads were not fitted to.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from coaching.detection.corpus import LabelledText, fingerprint, load_corpus
from coaching.detection.encoder import Encoder
from coaching.detection.features import SIGNS, TextFeatures, features
from coaching.detection.heads import HEADS_FILE, Heads, Weights
from coaching.detection.passages import Span
from coaching.vocabulary import Actor, Cue, Move

FOLDS = GroupKFold(5)
Array = NDArray[np.float32]


def train(texts: Sequence[LabelledText]) -> Heads:
    encoder = Encoder()
    seen = [features(encoder, text.text) for text in track(texts, "Reading the corpus")]
    passages = np.concatenate([one.passages() for one in seen])
    owner = np.concatenate([np.full(len(one.sentences), i) for i, one in enumerate(seen)])
    documents = np.concatenate([one.document() for one in seen])
    signs, calibration = [], []
    for sign in track(SIGNS, "Fitting the signs"):
        shown = np.concatenate([_shown(t, one, sign) for t, one in zip(texts, seen, strict=True)])
        in_text = np.array([any(s.sign is sign for s in text.signs) for text in texts])
        signs.append(_row(_model(4.0).fit(passages, shown)))
        calibration.append(_calibrate(passages, shown, owner, in_text))
    return Heads(
        signs=np.stack(signs),
        calibration=np.stack(calibration),
        actors=_actors(texts, seen),
        moves=_rows(documents, np.array([[m in t.moves for m in Move] for t in texts])),
        cues=_rows(documents, np.array([[c in t.context for c in Cue] for t in texts])),
        corpus=np.array(fingerprint(texts)),
    )


def _shown(text: LabelledText, seen: TextFeatures, sign: object) -> NDArray[np.bool_]:
    spans = [_where(text.text, s.evidence) for s in text.signs if s.sign is sign]
    return np.array(
        [any(p.start < s.end and p.end > s.start for s in spans) for p in seen.sentences]
    )


def _where(text: str, evidence: str) -> Span:
    start = text.index(evidence)
    return Span(start, start + len(evidence))


def _calibrate(
    passages: Array, shown: NDArray[np.bool_], owner: NDArray[np.int64], in_text: NDArray[np.bool_]
) -> Array:
    """Slope and intercept from a text's best score to the chance that the sign is there."""
    held_out = cross_val_predict(
        _model(4.0), passages, shown, groups=owner, cv=FOLDS, method="decision_function"
    )
    best = np.full(len(in_text), -np.inf)
    np.maximum.at(best, owner, held_out)
    return _row(LogisticRegression(C=1e6).fit(best[:, None], in_text))


def _actors(texts: Sequence[LabelledText], seen: Sequence[TextFeatures]) -> Weights:
    rows, actors = [], []
    for text, one in zip(texts, seen, strict=True):
        for sign in text.signs:
            rows.append(one.actor(sign.sign, _where(text.text, sign.evidence), text.side))
            actors.append(tuple(Actor).index(sign.actor))
    model = _model(4.0).fit(np.concatenate(rows), actors)
    return np.column_stack([model.coef_, model.intercept_]).astype(np.float32)


def _rows(documents: Array, labels: NDArray[np.bool_]) -> Weights:
    return np.stack([_row(_model(4.0).fit(documents, column)) for column in labels.T])


def _model(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=2000)


def _row(model: LogisticRegression) -> Weights:
    return np.append(model.coef_[0], model.intercept_[0]).astype(np.float32)


if __name__ == "__main__":
    train(load_corpus()).save(HEADS_FILE)
