"""Who did it: what the grammar around a sign says of its actor.

The features feed the actor's head (see heads); the words themselves do the rest there.
"""

import re

import numpy as np
from numpy.typing import NDArray

from coaching.assessment import Side

US = re.compile(
    r"\b(?:we|us|our|ours|i|me|my|mine|i'm|i've|i'd|i'll|we're|we've|we'd|we'll|im|ive)\b", re.I
)
THEM = re.compile(
    r"\b(?:they|them|their|theirs|he|him|his|she|her|they're|they've|they'd|they'll|counterpart"
    r"|client|customer|buyer|supplier|vendor|procurement|landlord|agent|owner)\b",
    re.I,
)
OUR_COLLEAGUE = re.compile(
    r"\b(?:my|our)\s+(?:\w+\s+)?(?:boss|rep|manager|ceo|cfo|cto|vp|director|team|colleague|partner"
    r"|lead|head|founder|side|chief|wife|husband|brother|sister|dad|mum|mother|father)\b",
    re.I,
)
BOTH = re.compile(
    r"\b(?:both|neither|each other|either side|nobody|no one|everyone|back and forth)\b", re.I
)
QUOTE = re.compile(r"[\"“”‘]|(?<!\w)'|'(?!\w)")
GRAMMAR_FEATURES = 8


def grammar(passage: str, side: Side) -> NDArray[np.float32]:
    """What pronouns, roles and quotation marks in `passage` say, as numbers between 0 and 1."""
    us, them = US.search(passage), THEM.search(passage)
    return np.array(
        [
            us is not None,
            them is not None,
            us is not None and (them is None or us.start() < them.start()),
            them is not None and (us is None or them.start() < us.start()),
            OUR_COLLEAGUE.search(passage) is not None,
            BOTH.search(passage) is not None,
            QUOTE.search(passage) is not None,
            side == "them",
        ],
        dtype=np.float32,
    )
