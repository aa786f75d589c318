"""Measures the coach on labelled texts."""

import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from coaching.assessment import Assessment, Kind, Side
from coaching.detection.corpus import LabelledSign, LabelledText
from coaching.vocabulary import Sign

Assess = Callable[[str, Kind, Side], Assessment]


@dataclass
class Matches:
    """Right, wrong and missed labels of one kind."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, said: Iterable[Hashable], labelled: Iterable[Hashable]) -> None:
        said, labelled = set(said), set(labelled)
        self.right += len(said & labelled)
        self.wrong += len(said - labelled)
        self.missed += len(labelled - said)

    @property
    def support(self) -> int:
        return self.right + self.missed

    @property
    def precision(self) -> float:
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return _share(self.right, self.support)

    @property
    def f1(self) -> float:
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)


@dataclass
class Rate:
    """How often something was so, of how many times it could have been."""

    hits: int = 0
    of: int = 0

    def add(self, hit: bool) -> None:
        self.hits += hit
        self.of += 1

    @property
    def share(self) -> float:
        return _share(self.hits, self.of)


@dataclass
class Evaluation:
    """What was measured. Shares are between 0 and 1, times in milliseconds."""

    texts: int = 0
    signs: dict[Sign, Matches] = field(default_factory=lambda: {sign: Matches() for sign in Sign})
    micro: Matches = field(default_factory=Matches)
    top: dict[int, Rate] = field(default_factory=lambda: {n: Rate() for n in (1, 2, 3)})
    """Among texts with a sign: whether one of theirs is among the first n of the ranking."""
    actor: Rate = field(default_factory=Rate)
    evidence: Rate = field(default_factory=Rate)
    """Among signs rightly seen: right actor; evidence that overlaps the labelled."""
    moves: Matches = field(default_factory=Matches)
    context: Matches = field(default_factory=Matches)
    posture: Rate = field(default_factory=Rate)
    alarms: Rate = field(default_factory=Rate)
    """Among texts without a sign: how many got one."""
    confusion: Counter[tuple[Sign, Sign]] = field(default_factory=Counter)
    """Pairs of a missed sign and a wrong one in the same text."""
    milliseconds: list[float] = field(default_factory=list)

    @property
    def macro(self) -> tuple[float, float, float]:
        """Precision, recall and F1, the mean of the signs that are labelled at all."""
        seen = [matches for matches in self.signs.values() if matches.support]
        return (
            _share(sum(matches.precision for matches in seen), len(seen)),
            _share(sum(matches.recall for matches in seen), len(seen)),
            _share(sum(matches.f1 for matches in seen), len(seen)),
        )

    @property
    def macro_f1(self) -> float:
        return self.macro[2]


def evaluate(assess: Assess, texts: Iterable[LabelledText]) -> Evaluation:
    """Compare what `assess` says of `texts` with their labels."""
    result = Evaluation()
    for text in texts:
        result.texts += 1
        started = time.perf_counter()
        assessment = assess(text.text, text.kind, text.side)
        result.milliseconds.append(1000 * (time.perf_counter() - started))
        _count(result, text, assessment)
    return result


def _count(result: Evaluation, text: LabelledText, assessment: Assessment) -> None:
    labelled = {sign.sign: sign for sign in text.signs}
    said = {sign.sign: sign for sign in assessment.signs}
    result.micro.add(said, labelled)
    for sign, matches in result.signs.items():
        matches.add(said.keys() & {sign}, labelled.keys() & {sign})
    if labelled:
        for n, rate in result.top.items():
            rate.add(any(seen.sign in labelled for seen in assessment.ranking[:n]))
    else:
        result.alarms.add(bool(said))
    for sign in said.keys() & labelled.keys():
        result.actor.add(said[sign].actor == labelled[sign].actor)
        result.evidence.add(_overlap(text.text, said[sign].evidence, labelled[sign]))
    result.confusion.update(
        (missed, wrong) for missed in labelled.keys() - said for wrong in said.keys() - labelled
    )
    result.moves.add(assessment.moves, text.moves)
    result.context.add(assessment.context, text.context)
    if text.posture:
        result.posture.add(assessment.posture == text.posture)


def _overlap(text: str, evidence: str, label: LabelledSign) -> bool:
    start, labelled = text.find(evidence), text.find(label.evidence)
    return start < labelled + len(label.evidence) and labelled < start + len(evidence)


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0
