"""`python -m coaching.detection.training`: train the detector anew."""

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from coaching.detection.corpus import CorpusError, load_corpus, read_labelled
from coaching.detection.network import MODEL_FOLDER
from coaching.detection.training import NotInstalledError, train

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
err = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


@app.command(epilog="Example: python -m coaching.detection.training --with ours.jsonl")
def main(
    ours: Annotated[
        list[Path] | None,
        typer.Option(
            "--with",
            metavar="FILE",
            help="Learn these labelled texts too, JSON lines or YAML. Repeat it for more files.",
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the model is written.")
    ] = MODEL_FOLDER,
) -> None:
    """Train the detector on the corpus, and on your own texts if you like (an hour or two)."""
    begun = time.monotonic()

    def say(line: str) -> None:
        err.print(f"{time.monotonic() - begun:6.0f} s  {line}")

    try:
        texts = load_corpus() + [text for path in ours or () for text in read_labelled(path)]
    except (CorpusError, OSError) as error:
        raise typer.BadParameter(str(error)) from None
    try:
        train(texts, out, say)
    except NotInstalledError as error:
        err.print(str(error))
        raise typer.Exit(1) from None


if __name__ == "__main__":
    app()
