"""Runs the trained network: a small transformer with heads of its own, on the machine itself.

The weights are int8 (ONNX). The transformer began as all-MiniLM-L6-v2 (Apache-2.0).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from coaching.assessment import Kind, Side

LONGEST = 256
"""Tokens read together; a longer text is read in windows."""
OVERLAP = 64
"""Tokens that two windows share, so that no clause is read only in halves."""
CHARACTERS = 700
"""A window more is read for so many characters. English needs fewer; a text of digits or signs, a
token each, would take several times as long to read, and is not read to its end."""
BEFORE = 4
"""Tokens before the text's own: they say whether it is a situation or a message, and whose."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Window:
    """What is said of one stretch of a text."""

    ids: Sequence[int]
    """The numbers of its tokens."""
    offsets: Sequence[tuple[int, int]]
    """Where each token stands in the text."""
    tokens: Array
    """Token by sign: how far the token belongs to the sign's evidence."""
    signs: Array
    actors: Array
    """Sign by actor."""
    moves: Array
    cues: Array
    posture: Array


class Network:
    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        # Texts are short: several are read side by side, each on one core.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._outputs = [output.name for output in self._session.get_outputs()]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def windows(self, text: str, kind: Kind, side: Side) -> Iterator[Window]:
        """What the network says of `text`, window by window; none for a text without words.

        No more than one, and one more for each CHARACTERS: of a text with denser tokens than
        English the end is not read.
        """
        tokens = self._tokenizer.encode(text, add_special_tokens=False)
        before = [self._tokenizer.token_to_id(token) for token in ("[CLS]", kind, side, "[SEP]")]
        room = LONGEST - BEFORE - 1
        most = 1 + len(text) // CHARACTERS
        for start in range(0, len(tokens.ids), room - OVERLAP)[:most]:
            if start and len(tokens.ids) - start <= OVERLAP:
                return
            own = tokens.ids[start : start + room]
            ids = np.array([[*before, *own, before[-1]]], dtype=np.int64)
            outputs = self._session.run(self._outputs, {"ids": ids})
            named = {name: out[0] for name, out in zip(self._outputs, outputs, strict=True)}
            named["tokens"] = named["tokens"][BEFORE:-1]
            yield Window(own, tokens.offsets[start : start + room], **named)
