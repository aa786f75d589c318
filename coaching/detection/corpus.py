"""The labelled texts that the detector learns from, and others of the same form.

`corpus/*.yaml` holds a file an author, made to be read and added to by a person; labelled texts
that come as JSON lines (a team's own, a test set) are read too.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from coaching.assessment import Kind, Side
from coaching.vocabulary import Actor, Cue, Move, Posture, Sign

FOLDER = Path(__file__).parent / "corpus"
ALIKE = 0.5
"""A share of common word triples from which two texts are near-duplicates."""


class LabelledSign(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sign: Sign
    actor: Actor
    evidence: str = Field(min_length=1)


class LabelledText(BaseModel):
    """A text and what a careful reader sees in it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str | int = ""
    kind: Kind = "message"
    text: str = Field(min_length=1)
    side: Side = "us"
    signs: tuple[LabelledSign, ...] = ()
    moves: tuple[Move, ...] = ()
    context: tuple[Cue, ...] = ()
    posture: Posture | None = None

    @model_validator(mode="after")
    def _evidence_is_in_the_text(self) -> Self:
        for sign in self.signs:
            if sign.evidence not in self.text:
                raise ValueError(f"the evidence of {sign.sign} is not in the text")
        return self


class CorpusError(ValueError):
    """A labelled text is malformed; the message names file, place and what is wrong."""


def load_corpus(folder: Path = FOLDER) -> list[LabelledText]:
    """Every text of the corpus, author by author. Raises CorpusError."""
    return [text for path in sorted(folder.glob("*.yaml")) for text in read_labelled(path)]


def read_labelled(path: Path) -> list[LabelledText]:
    """The labelled texts of a file, `.yaml` or JSON lines; a conversation's messages one by one.

    Raises CorpusError, OSError.
    """
    texts = []
    for place, entry in _entries(path):
        try:
            texts.append(LabelledText.model_validate(entry))
        except ValidationError as error:
            problems = "; ".join(problem["msg"] for problem in error.errors(include_input=False))
            raise CorpusError(f"{path.name}: {place}: {problems}") from None
    return texts


def _entries(path: Path) -> Iterator[tuple[str, Any]]:
    for place, entry in _parsed(path):
        if isinstance(entry, dict) and "messages" in entry:
            for message in entry["messages"]:
                number = message.get("n")
                yield f"{place}, message {number}", {"id": f"{entry.get('id')}-{number}", **message}
        else:
            yield place, entry


def _parsed(path: Path) -> Iterator[tuple[str, Any]]:
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".yaml":
        for entry in yaml.load(content, Loader=yaml.CSafeLoader):
            yield str(entry.get("id")), entry
        return
    for number, line in enumerate(content.splitlines(), 1):
        try:
            yield f"line {number}", json.loads(line)
        except ValueError:
            raise CorpusError(f"{path.name}: line {number}: not JSON") from None


def fingerprint(texts: Iterable[LabelledText]) -> str:
    """A hash of texts and labels: it parts from the trained model's when one is changed alone."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.model_dump_json().encode())
    return digest.hexdigest()


def near_duplicates(
    texts: Sequence[LabelledText], others: Sequence[LabelledText]
) -> list[tuple[LabelledText, LabelledText]]:
    """Pairs, one of `texts` and one of `others`, that share most of their word triples."""
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    triples = [_triples(other.text) for other in others]
    for number, found in enumerate(triples):
        for triple in found:
            holders[triple].append(number)
    pairs = []
    for text in texts:
        own = _triples(text.text)
        shared: dict[int, int] = defaultdict(int)
        for triple in own:
            for number in holders.get(triple, ()):
                shared[number] += 1
        pairs += [
            (text, others[number])
            for number, count in shared.items()
            if others[number] is not text and count >= ALIKE * min(len(own), len(triples[number]))
        ]
    return pairs


def _triples(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))
