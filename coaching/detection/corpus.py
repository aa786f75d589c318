"""The labelled texts that the detector learns from, and others of the same form.

`corpus/*.yaml` holds a file an author, made to be read and added to by a person; labelled texts
that come as JSON lines (a team's own, a test set) are read too.
"""

import codecs
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from coaching.assessment import Kind, Side
from coaching.vocabulary import Actor, Cue, Move, Posture, Sign

FOLDER = Path(__file__).parent / "corpus"
BESIDE = frozenset("n user at thread_of about channel shared coach lure why".split())
"""What may stand beside a text and its labels; it is not learned."""
ALIKE = 0.5
"""A share of common word triples from which two texts are near-duplicates."""
FEWEST_TRIPLES = 5


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

    @model_validator(mode="before")
    @classmethod
    def _no_label_goes_by_another_name(cls, fields: Any) -> Any:
        """Or the text would be taken for one without that label: nothing else shows a slip."""
        names = map(str, fields) if isinstance(fields, Mapping) else ()
        for name in names:
            if name in cls.model_fields or name in BESIDE:
                continue
            if near := get_close_matches(name.lower(), cls.model_fields, n=1, cutoff=0.8):
                raise ValueError(f"there is no field {name}: did you mean {near[0]}?")
            if "signs" not in fields:
                raise ValueError(
                    f"there is no field {name}, and signs is missing: "
                    "write the text's signs there, or [] if it has none"
                )
        return fields

    @model_validator(mode="after")
    def _evidence_is_in_the_text(self) -> Self:
        for sign in self.signs:
            if sign.evidence not in self.text:
                raise ValueError(f"the evidence of {sign.sign} is not in the text")
        return self


class CorpusError(ValueError):
    """A labelled text is malformed; the message names file, place, what is wrong, what to do."""


FORM = 'write {"text": "…", "signs": []}'


def load_corpus(folder: Path = FOLDER) -> list[LabelledText]:
    """Every text of the corpus, author by author. Raises CorpusError."""
    return [text for path in sorted(folder.glob("*.yaml")) for text in read_labelled(path)]


def read_labelled(path: Path) -> list[LabelledText]:
    """The labelled texts of a file, YAML or JSON lines; a conversation's messages one by one.

    Raises CorpusError, OSError.
    """
    texts = []
    for place, entry in _entries(path):
        try:
            texts.append(LabelledText.model_validate(entry))
        except ValidationError as error:
            raise CorpusError(f"{path.name}: {place}: {_told(error)}") from None
    if not texts:
        raise CorpusError(f"{path.name}: there is no text in it")
    return texts


def _told(error: ValidationError) -> str:
    return "; ".join(
        ": ".join([*(str(part) for part in problem["loc"]), problem["msg"]])
        for problem in error.errors(include_input=False)
    ).replace("Value error, ", "")


def _entries(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each text with its place in the file."""
    for place, entry in _parsed(path):
        if not isinstance(entry, Mapping):
            raise CorpusError(f"{path.name}: {place}: not a text with fields: {FORM}")
        if "messages" in entry:
            yield from _messages(path, place, entry)
        else:
            yield place, entry


def _messages(
    path: Path, place: str, conversation: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    messages = conversation["messages"]
    if not isinstance(messages, list) or not all(isinstance(each, Mapping) for each in messages):
        raise CorpusError(f"{path.name}: {place}: messages must be a list of texts: {FORM}")
    for message in messages:
        number = message.get("n")
        own = {"id": f"{conversation.get('id')}-{number}", **message}
        yield f"{place}, message {number}", own


def _parsed(path: Path) -> Iterator[tuple[str, Any]]:
    """What stands in the file, not yet looked at, each with its place."""
    content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    try:
        content.decode()
    except UnicodeDecodeError:
        raise CorpusError(f"{path.name}: not a text file: save it as UTF-8") from None
    yield from (_yaml if path.suffix in (".yaml", ".yml") else _json_lines)(path.name, content)


def _yaml(name: str, content: bytes) -> Iterator[tuple[str, Any]]:
    try:
        entries = yaml.load(content, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CorpusError(f"{name}: line {line}: not YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise CorpusError(f"{name}: not YAML: a sign or a value in it cannot be read") from None
    if not isinstance(entries, list):
        raise CorpusError(f"{name}: not a list of texts: each begins with a dash")
    for number, entry in enumerate(entries, 1):
        named = isinstance(entry, Mapping) and "id" in entry
        yield str(entry["id"]) if named else f"text {number}", entry


def _json_lines(name: str, content: bytes) -> Iterator[tuple[str, Any]]:
    # Bytes end their lines only at line feeds, strings at characters that JSON lets stand.
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield f"line {number}", json.loads(line.decode())
        except (ValueError, RecursionError):
            raise CorpusError(
                f"{name}: line {number}: not JSON. A file of YAML is named .yaml or .yml"
            ) from None


def fingerprint(texts: Iterable[LabelledText]) -> str:
    """A hash of texts and labels: it parts from the trained model's when one is changed alone."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.model_dump_json().encode())
    return digest.hexdigest()


def near_duplicates(
    texts: Sequence[LabelledText], others: Sequence[LabelledText]
) -> list[tuple[LabelledText, LabelledText]]:
    """Pairs, one of `texts` and one of `others`, that share most of their word triples.

    What has fewer triples than FEWEST_TRIPLES is alike by chance, and is in no pair.
    """
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
            if others[number] is not text
            and count >= ALIKE * min(len(own), len(triples[number]))
            and min(len(own), len(triples[number])) >= FEWEST_TRIPLES
        ]
    return pairs


def _triples(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))
