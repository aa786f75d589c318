"""The coach: one text in, one assessment out."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Self

from coaching.advice import advise, in_context, possible_actor
from coaching.assessment import Advice, Assessment, Facts, Kind, SeenSign, Side
from coaching.detection import Reader, TrainedReader, language
from coaching.detection.reader import MODEL_FOLDER
from coaching.playbook import Playbook, load_playbook
from coaching.vocabulary import Cue, Posture

NEAR = 0.15
"""Confidence from which a sign is asked about where none is sure."""
CALLS_FOR = 0.25
"""Confidence of the nearest sign from which a text calls for a posture, also where no sign is sure
enough to be named. Chosen on texts by authors the detector had not seen."""
MOST_SIGNS = 4
"""Signs of one text: more than four at once is noise, by the labelled corpus."""
LONGEST_TEXT = 8_000
"""Characters that are read at most; about 1,300 words."""


class Coach:
    """Reads a text and advises. Holds no state between calls; safe to share between threads."""

    def __init__(self, playbook: Playbook, reader: Reader) -> None:
        self.playbook = playbook
        self._reader = reader

    @classmethod
    @cache
    def default(cls, model: Path | None = None) -> Self:
        """The coach with the playbook that comes with the package, and the detector that does or
        the one in the folder `model`. Raises ModelError."""
        return cls(load_playbook(), TrainedReader(model or MODEL_FOLDER))

    def get_ready(self) -> None:
        """Load now what else the first text that needs it would wait for."""
        language.get_ready()

    def assess(
        self,
        text: str,
        kind: Kind = "situation",
        side: Side = "us",
        facts: Facts = Facts(),  # noqa: B008 - frozen
    ) -> Assessment:
        """What `text` shows and what to do about it.

        `kind` says whether it is told to the coach or stands in a channel, `side` whose words it
        is. Any text has an answer: an empty, foreign or overlong one says so in `remark`.
        """
        readable = _readable(text)
        if not re.search(r"\w", readable):
            return self._nothing("There is nothing to read here.")
        if not language.is_english(readable):
            return self._nothing("I read English only. Tell me in English and I will have a look.")
        assessment = self._assess(text, readable, kind, side, facts)
        return self._if_to_be_coached(readable, assessment)

    def possible(self, signs: Iterable[SeenSign]) -> tuple[SeenSign, ...]:
        """`signs` with actors who can show them; signs added up over messages may have others."""
        return tuple(
            seen.model_copy(update={"actor": possible_actor(self.playbook, seen.sign, seen.actor)})
            for seen in signs
        )

    def advise(
        self,
        signs: tuple[SeenSign, ...],
        read: Iterable[Cue],
        facts: Facts = Facts(),  # noqa: B008 - frozen
        read_posture: Posture = Posture.NONE,
    ) -> Advice:
        """The advice for signs already seen; see `coaching.advice.advise`."""
        return advise(self.playbook, signs, read, facts, read_posture)

    def _assess(self, text: str, readable: str, kind: Kind, side: Side, facts: Facts) -> Assessment:
        reading = self._reader.read(readable, kind, side)
        ranking = tuple(self._as_written(text, readable, seen) for seen in reading.signs)
        signs = tuple(seen for seen in ranking if seen.confidence >= reading.sure)[:MOST_SIGNS]
        advice = self.advise(signs, reading.cues, facts, reading.posture)
        if not signs and ranking[0].confidence >= CALLS_FOR:
            likely = self.advise(ranking[:1], reading.cues, facts, reading.posture)
            advice = advice.model_copy(update={"posture": likely.posture, "reason": likely.reason})
        return Assessment(
            signs=signs,
            ranking=ranking,
            unsure=not signs and ranking[0].confidence >= NEAR,
            moves=reading.moves,
            context=tuple(cue for cue in Cue if cue in in_context(reading.cues, facts)),
            remark=_cut_short(text, readable, reading.end),
            **dict(advice),
        )

    def _as_written(self, text: str, readable: str, seen: SeenSign) -> SeenSign:
        """`seen` with its evidence as it stands in `text`, and an actor who can show the sign."""
        start = readable.index(seen.evidence)
        evidence = text[start : start + len(seen.evidence)]
        actor = possible_actor(self.playbook, seen.sign, seen.actor)
        return seen.model_copy(update={"actor": actor, "evidence": _encodable(evidence)})

    def _if_to_be_coached(self, text: str, assessment: Assessment) -> Assessment:
        """`assessment` without its advice where violence, discrimination or illegality is told."""
        for entry in self.playbook.beyond_coaching.values():
            if any(re.search(pattern, text, re.IGNORECASE) for pattern in entry.patterns):
                nothing = self.advise((), ())
                return assessment.model_copy(
                    update={**dict(nothing), "beyond_coaching": entry.say, "unsure": False}
                )
        return assessment

    def _nothing(self, remark: str) -> Assessment:
        return Assessment(
            signs=(),
            ranking=(),
            unsure=False,
            moves=(),
            context=(),
            remark=remark,
            **dict(self.advise((), ())),
        )


def _readable(text: str) -> str:
    """`text` without what is not for reading (control, surrogate, invisible), cut to length."""
    return "".join(
        character if character == "\n" or unicodedata.category(character)[0] != "C" else " "
        for character in text[:LONGEST_TEXT]
    )


def _cut_short(text: str, readable: str, end: int) -> str | None:
    """What to say where words stand after `end`, up to which `readable` was read."""
    if not re.search(r"\w", readable[end:]):
        end = len(readable)
    if end == len(text):
        return None
    return f"This is long, so I read only the first {end:,} characters."


def _encodable(text: str) -> str:
    """`text` without lone surrogates, which no answer could carry."""
    return text.encode("utf-8", "replace").decode("utf-8")
