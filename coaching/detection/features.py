"""What the heads see of a text: the same for training and for reading."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coaching.assessment import Side
from coaching.detection.attribution import grammar
from coaching.detection.encoder import EncodedText, Encoder, Vectors
from coaching.detection.passages import Span, sentences
from coaching.vocabulary import Sign

SIGNS = tuple(Sign)


@dataclass(frozen=True, slots=True)
class TextFeatures:
    text: str
    sentences: list[Span]
    encoded: EncodedText

    def passages(self) -> Vectors:
        """A row a sentence: its own vector, and beside it that of the whole text."""
        own = np.stack([_unit(self.encoded.mean(span)) for span in self.sentences])
        whole = np.broadcast_to(self._whole(), own.shape)
        return np.concatenate([own, whole], axis=1)

    def document(self) -> Vectors:
        """One row for the text: its vector, and its sentences' strongest values."""
        own = np.stack([_unit(self.encoded.mean(span)) for span in self.sentences])
        return np.concatenate([self._whole(), own.max(axis=0)])[None, :]

    def actor(self, sign: Sign, evidence: Span, side: Side) -> NDArray[np.float32]:
        """One row for the question who shows `sign`: around its evidence, and in its words."""
        sentence = next(
            (s for s in self.sentences if s.start < evidence.end and s.end > evidence.start),
            evidence,
        )
        return np.concatenate(
            [
                _unit(self.encoded.mean(sentence)),
                _unit(self.encoded.mean(evidence)),
                grammar(evidence.of(self.text), side),
                grammar(sentence.of(self.text), side),
                np.array([sign is other for other in SIGNS], dtype=np.float32),
            ]
        )[None, :]

    def _whole(self) -> Vectors:
        return _unit(self.encoded.vectors.mean(axis=0))


def features(encoder: Encoder, text: str) -> TextFeatures:
    """Raises ValueError for a text with no word in it."""
    spans = sentences(text)
    encoded = encoder.encode(text, spans)
    if not len(encoded.vectors):
        raise ValueError("no word to read")
    return TextFeatures(text, spans, encoded)


def _unit(vector: Vectors) -> Vectors:
    result: Vectors = vector / max(float(np.linalg.norm(vector)), 1e-6)
    return result
