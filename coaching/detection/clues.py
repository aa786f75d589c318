"""What tells who shows a sign, and which posture a text calls for, beside the trained scores.

The network takes us for them where a story has many people in it; pronouns do not. And where our
own side presses, or theirs, the posture follows more surely than from the words themselves.
"""

import re

import numpy as np
from numpy.typing import NDArray

from coaching.assessment import Kind, Side
from coaching.detection.evidence import Span
from coaching.detection.network import Array
from coaching.vocabulary import Sign

Flags = NDArray[np.bool_]

FARTHEST = 400
"""Characters before a sign's words that may still be of their sentence."""

US = re.compile(
    r"\b(?:we|us|our|ours|i|me|my|mine|i'm|i've|i'd|i'll|we're|we've|we'd|we'll|im|ive)\b", re.I
)
THEM = re.compile(
    r"\b(?:they|them|their|theirs|he|him|his|she|her|they're|they've|they'd|they'll|counterpart"
    r"|client|customer|buyer|supplier|vendor|procurement|landlord|agent|owner)\b",
    re.I,
)
OURS = re.compile(
    r"\b(?:my|our)\s+(?:\w+\s+)?(?:boss|rep|manager|ceo|cfo|cto|vp|director|team|colleague|partner"
    r"|lead|head|founder|side|chief|wife|husband|brother|sister|dad|mum|mother|father)\b",
    re.I,
)
"""People on our side, though they are told of like others."""
TOGETHER = re.compile(
    r"\b(?:both|neither|each other|either side|nobody|no one|everyone|back and forth)\b", re.I
)
QUOTED = re.compile(r"[\"“”‘]|(?<!\w)'|'(?!\w)")


def of_actor(text: str, words: Span, sign: int, kind: Kind, side: Side, scores: Array) -> Array:
    """For the sign of row `sign`, shown by `words`: the network's `scores` of the actors, which
    sign it is, and the grammar of its words and of their sentence."""
    which = np.arange(len(Sign)) == sign
    start, end = words
    sentence = text[max(text.rfind(". ", 0, start) + 1, start - FARTHEST) : end]
    return np.concatenate(
        [
            scores - scores.mean(),
            which,
            _grammar(text[start:end]),
            _grammar(sentence),
            [side == "them"],
            which * (side == "them"),
            which * (kind == "message"),
        ]
    ).astype(np.float32)


def of_posture(scores: Array, signs: Array, theirs: Flags, cues: Array) -> Array:
    """The `scores` of the postures, the chances of the `signs`, apart by whether they are the
    counterpart's, and those of the `cues`."""
    return np.concatenate([scores, signs * theirs, signs * ~theirs, cues]).astype(np.float32)


def _grammar(passage: str) -> list[bool]:
    us, them = US.search(passage), THEM.search(passage)
    return [
        us is not None,
        them is not None,
        us is not None and (them is None or us.start() < them.start()),
        them is not None and (us is None or them.start() < us.start()),
        OURS.search(passage) is not None,
        TOGETHER.search(passage) is not None,
        QUOTED.search(passage) is not None,
    ]
