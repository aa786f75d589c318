"""A labelled text as the network takes it, and which texts are kept from it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from coaching.assessment import Kind
from coaching.detection.corpus import LabelledText
from coaching.detection.network import BEFORE, LONGEST, Array
from coaching.vocabulary import Actor, Cue, Move, Posture, Sign

KINDS: tuple[Kind, ...] = ("situation", "message")
SIGNS, ACTORS, MOVES = tuple(Sign), tuple(Actor), tuple(Move)
CUES, POSTURES = tuple(Cue), tuple(Posture)
"""A label's place here is its row in the network."""
UNLABELLED = -1
"""In place of an actor or a posture: nothing is to be learned from this text."""
MOSTLY = 0.8

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    text: LabelledText
    offsets: Sequence[tuple[int, int]]
    """Where each of the text's own tokens stands in it."""
    ids: Numbers
    """[CLS], kind, side, [SEP], the text's own tokens, [SEP]."""
    tokens: Array
    """Token by sign: 1 where the token belongs to the sign's evidence."""
    signs: Array
    actors: Numbers
    """The actor's row, sign by sign; UNLABELLED where the sign is absent."""
    moves: Array
    cues: Array
    posture: int

    @property
    def own_ids(self) -> list[int]:
        """The text's own tokens."""
        return cast(list[int], self.ids[BEFORE:-1].tolist())


def example(text: LabelledText, tokenizer: Tokenizer) -> Example:
    """Of a text longer than the network reads at once, only the beginning is learned."""
    encoded = tokenizer.encode(text.text, add_special_tokens=False)
    room = LONGEST - BEFORE - 1
    before = [tokenizer.token_to_id(token) for token in ("[CLS]", text.kind, text.side, "[SEP]")]
    ids = np.array([*before, *encoded.ids[:room], before[-1]], np.int64)
    tokens = np.zeros((len(ids), len(SIGNS)), np.float32)
    actors = np.full(len(SIGNS), UNLABELLED)
    for label in text.signs:
        row = SIGNS.index(label.sign)
        start = text.text.find(label.evidence)
        end = start + len(label.evidence)
        for place, (first, last) in enumerate(encoded.offsets[:room], BEFORE):
            if first < end and last > start:
                tokens[place, row] = 1
        actors[row] = ACTORS.index(label.actor)
    return Example(
        text=text,
        offsets=encoded.offsets[:room],
        ids=ids,
        tokens=tokens,
        signs=(actors != UNLABELLED).astype(np.float32),
        actors=actors,
        moves=np.array([move in text.moves for move in MOVES], np.float32),
        cues=np.array([cue in text.context for cue in CUES], np.float32),
        posture=POSTURES.index(text.posture) if text.posture else UNLABELLED,
    )


def author(text: LabelledText) -> str:
    """Who wrote a text: the file of the corpus, named before the dash of the text's id."""
    return str(text.id).partition("-")[0]


def clean_authors(texts: Sequence[LabelledText]) -> set[str]:
    """Those who wrote almost nothing but texts without a sign."""
    return {
        name
        for name, own in _by_author(texts).items()
        if sum(not text.signs for text in own) > MOSTLY * len(own)
    }


def deal(texts: Sequence[LabelledText], folds: int = 3) -> list[int]:
    """Each text's fold. An author's texts stay together: a network that knows an author's manner
    does better on the author's other texts than it ever will on a stranger's.

    Who wrote most is dealt first, and each to the fold that is left most like the others by it:
    in size, in kinds, in clean texts and in signs.
    """
    counts = {name: _counts(own) for name, own in _by_author(texts).items()}
    even = np.sum(list(counts.values()), axis=0) / folds
    held = np.zeros((folds, len(even)))
    fold = {}
    for name in sorted(counts, key=lambda name: (-counts[name][0], name)):
        spread = [
            ((held[place] + counts[name] - even) ** 2 - (held[place] - even) ** 2)
            @ (1 / np.maximum(even, 1) ** 2)
            for place in range(folds)
        ]
        fold[name] = int(np.argmin(spread))
        held[fold[name]] += counts[name]
    return [fold[author(text)] for text in texts]


def _counts(texts: Sequence[LabelledText]) -> Array:
    """How many texts there are, of each kind with and without signs, and with each sign."""
    return np.array(
        [
            len(texts),
            *(
                sum(text.kind == kind and bool(text.signs) is some for text in texts)
                for kind in KINDS
                for some in (True, False)
            ),
            *(
                sum(sign in {label.sign for label in text.signs} for text in texts)
                for sign in SIGNS
            ),
        ],
        np.float32,
    )


def _by_author(texts: Sequence[LabelledText]) -> dict[str, list[LabelledText]]:
    found: dict[str, list[LabelledText]] = defaultdict(list)
    for text in texts:
        found[author(text)].append(text)
    return found
