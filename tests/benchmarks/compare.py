"""Sets our detector beside simpler ones, in one run: `make compare TEXTS=labelled.jsonl`.

Each baseline learns the corpus. The chance from which it names a sign is chosen as ours is: on
authors that it was not shown, by the same rule. Then each reads the texts in a process of its own,
one by one, on one core.
"""

import argparse
import json
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import baselines
import numpy as np
import psutil

from coaching.assessment import Kind
from coaching.detection import TrainedReader
from coaching.detection.corpus import LabelledText, load_corpus, near_duplicates, read_labelled
from coaching.detection.evaluation import Matches, Rate
from coaching.detection.training.calibrating import ALARMS, best_threshold, quiet_from
from coaching.detection.training.examples import deal
from coaching.vocabulary import Sign

BASELINES = {"keyword rules": "Keywords", "n-grams": "NGrams", "nearest neighbours": "Neighbours"}
OURS = "ours"
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

Named = Callable[[LabelledText], set[Sign]]


@dataclass
class Measured:
    situations: float
    messages: float
    """F1 over all signs."""
    flagged: float
    """The share of clean texts that got a sign."""
    microseconds: float
    """The median for a text."""
    megabytes: float
    """What the process holds more for what was learned, beside the libraries, which all load."""
    ready: float
    """Seconds until that is loaded and a first text is read."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="labelled texts, JSON lines or YAML")
    parser.add_argument("--alone", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.alone:
        print(json.dumps(asdict(measured(given.files, *given.alone))))
        return
    with TemporaryDirectory() as folder:
        print("Learning the corpus", file=sys.stderr)
        learn_all(Path(folder))
        print(
            f"{'':20}{'F1 situations':>15}{'F1 messages':>13}{'clean flagged':>15}"
            f"{'µs a text':>11}{'MB':>6}{'ready':>9}"
        )
        for name in (*BASELINES, OURS):
            one = Measured(**json.loads(in_its_own_process(given.files, name, folder)))
            print(
                f"{name:20}{one.situations:15.3f}{one.messages:13.3f}{one.flagged:15.1%}"
                f"{one.microseconds:11,.0f}{one.megabytes:6.0f}{one.ready:7.2f} s"
            )
    texts = [text for path in given.files for text in read_labelled(path)]
    if known := near_duplicates(texts, load_corpus()):
        print(f"{len(known)} of these texts are nearly in the corpus: the figures flatter.")


def in_its_own_process(files: list[Path], name: str, folder: str) -> str:
    command = [sys.executable, __file__, *map(str, files), "--alone", name, folder]
    return subprocess.run(
        command, env=os.environ | ONE_CORE, check=True, capture_output=True, text=True
    ).stdout


def learn_all(folder: Path) -> None:
    """Each baseline, with the chance from which it names a sign of each kind, as a file."""
    texts = load_corpus()
    folds = deal(texts)
    shown = [text for text, fold in zip(texts, folds, strict=True) if fold != 0]
    held = [text for text, fold in zip(texts, folds, strict=True) if fold == 0]
    for name, kind_of in BASELINES.items():
        baseline: baselines.Baseline = getattr(baselines, kind_of)()
        baseline.learn(shown)
        chances = np.stack([baseline.chances(text.text) for text in held])
        sure = {kind: bar(kind, held, chances) for kind in ("situation", "message")}
        baseline.learn(texts)
        (folder / name).write_bytes(pickle.dumps((baseline, sure)))


def bar(kind: Kind, texts: list[LabelledText], chances: np.ndarray) -> float:
    """The chance from which signs of a kind are named, by the rule of our own calibration."""
    own = np.array([text.kind == kind for text in texts])
    right, said = baselines.labels(texts)[own], chances[own]
    quiet = min(quiet_from(said[right.sum(1) == 0], ALARMS[kind]), float(said.max()))
    return best_threshold(right, said, quiet)[0]


def measured(files: list[Path], name: str, folder: str) -> Measured:
    texts = [text for path in files for text in read_labelled(path)]
    process = psutil.Process()
    before, started = process.memory_info().rss, time.perf_counter()
    named = loaded(name, Path(folder))
    named(LabelledText(text="Ready to read?"))
    ready = time.perf_counter() - started
    matches: dict[Kind, Matches] = {"situation": Matches(), "message": Matches()}
    flagged, times = Rate(), []
    for text in texts:
        started = time.perf_counter()
        said = named(text)
        times.append(time.perf_counter() - started)
        right = {label.sign for label in text.signs}
        matches[text.kind].add(said, right)
        if not right:
            flagged.add(bool(said))
    return Measured(
        matches["situation"].f1,
        matches["message"].f1,
        flagged.share,
        1e6 * float(np.median(times)),
        (process.memory_info().rss - before) / 2**20,
        ready,
    )


def loaded(name: str, folder: Path) -> Named:
    """Which signs the detector `name` names in a text."""
    if name == OURS:
        reader = TrainedReader()

        def ours(text: LabelledText) -> set[Sign]:
            reading = reader.read(text.text, text.kind, text.side)
            return {seen.sign for seen in reading.signs if seen.confidence >= reading.sure}

        return ours
    baseline, sure = pickle.loads((folder / name).read_bytes())  # noqa: S301 - written above

    def theirs(text: LabelledText) -> set[Sign]:
        given = baseline.chances(text.text) >= sure[text.kind]
        return {sign for sign, on in zip(Sign, given, strict=True) if on}

    return theirs


if __name__ == "__main__":
    main()
