"""A labelled text as the network takes it, and which texts are kept from it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from coaching.detection.corpus import LabelledText
from coaching.detection.network import BEFORE, LONGEST, Array
from coaching.vocabulary import Actor, Cue, Move, Posture, Sign

SIGNS, ACTORS, MOVES = tuple(Sign), tuple(Actor), tuple(Move)
CUES, POSTURES = tuple(Cue), tuple(Posture)
"""A label's place here is its row in the network."""
UNLABELLED = -1
"""In place of an actor or a posture: nothing is to be learned from this text."""
MOSTLY = 0.8

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
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


def load_tokenizer(path: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


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


def deal(texts: Sequence[LabelledText], folds: int = 3) -> list[int]:
    """Each text's fold. An author's texts stay together: a network that knows an author's manner
    does better on the author's other texts than it ever will on a stranger's.

    Authors of a like sort are dealt out one by one, so that every fold has some of each.
    """
    by_author: dict[str, list[LabelledText]] = defaultdict(list)
    for text in texts:
        by_author[author(text)].append(text)
    alike = sorted(by_author, key=lambda name: (_sort(by_author[name]), name))
    fold = {name: place % folds for place, name in enumerate(alike)}
    return [fold[author(text)] for text in texts]


def _sort(texts: Sequence[LabelledText]) -> str:
    """What an author mostly wrote."""
    situations = np.mean([text.kind == "situation" for text in texts])
    if np.mean([not text.signs for text in texts]) > MOSTLY:
        return "clean"
    if situations < 1 - MOSTLY:
        return "messages"
    return "situations" if situations > MOSTLY else "varied"
