"""Tells how good the coach is on labelled texts: a table, JSON, or a picture of mix-ups."""

import statistics
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from coaching.detection.evaluation import Evaluation, Matches
from coaching.vocabulary import Sign


def table(measured: Evaluation) -> RenderableType:
    signs = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("sign", "precision", "recall", "F1", "support"):
        signs.add_column(column, justify="left" if column == "sign" else "right")
    for sign, matches in measured.signs.items():
        signs.add_row(sign, *_row(matches))
    signs.add_section()
    signs.add_row("micro", *_row(measured.micro))
    signs.add_row("macro", *(f"{number:.2f}" for number in measured.macro), "")
    signs.add_section()
    signs.add_row("moves", *_row(measured.moves))
    signs.add_row("context", *_row(measured.context))
    rest = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for name, value in _rest(measured):
        rest.add_row(name, value)
    return Group(signs, "", rest)


def as_json(measured: Evaluation) -> dict[str, Any]:
    return {
        "texts": measured.texts,
        "signs": {sign: _fields(matches) for sign, matches in measured.signs.items()},
        "micro": _fields(measured.micro),
        "macro": dict(
            zip(("precision", "recall", "f1"), (round(n, 3) for n in measured.macro), strict=True)
        ),
        "macro_f1": round(measured.macro_f1, 3),
        "top": {str(n): round(rate.share, 3) for n, rate in measured.top.items()},
        "actor": round(measured.actor.share, 3),
        "evidence": round(measured.evidence.share, 3),
        "moves": _fields(measured.moves),
        "context": _fields(measured.context),
        "posture": round(measured.posture.share, 3),
        "alarms_per_100_clean": round(100 * measured.alarms.share, 1),
        "clean": measured.alarms.of,
        "milliseconds": round(_median(measured), 2),
    }


def plot(measured: Evaluation, path: Path) -> None:
    """A picture: which sign was missed where which other was said."""
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    mpl.use("Agg")
    counts = [[measured.confusion[(missed, wrong)] for wrong in Sign] for missed in Sign]
    figure, axes = plt.subplots(figsize=(9, 8), layout="constrained")
    axes.imshow(counts, cmap="Greens")
    names = [sign.replace("_", " ") for sign in Sign]
    axes.set_xticks(range(len(names)), names, rotation=45, ha="right")
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("said, though not labelled")
    axes.set_ylabel("labelled, but missed")
    axes.set_title("Signs mixed up within one text")
    for row, line in enumerate(counts):
        for column, count in enumerate(line):
            if count:
                axes.text(column, row, str(count), ha="center", va="center")
    figure.savefig(path, dpi=120)
    plt.close(figure)


def _row(matches: Matches) -> list[str]:
    numbers = (matches.precision, matches.recall, matches.f1)
    return [*(f"{number:.2f}" for number in numbers), str(matches.support)]


def _rest(measured: Evaluation) -> list[tuple[str, str]]:
    top = ", ".join(f"top-{n} {rate.share:.2f}" for n, rate in measured.top.items())
    return [
        ("texts", f"{measured.texts}, of which {measured.alarms.of} without a sign"),
        ("nearest signs", f"{top} (of {measured.top[1].of} texts with a sign)"),
        ("actor", f"{measured.actor.share:.2f} right, of signs rightly seen"),
        ("evidence", f"{measured.evidence.share:.2f} overlap, of signs rightly seen"),
        ("posture", f"{measured.posture.share:.2f} right of {measured.posture.of}"),
        ("false alarms", f"{100 * measured.alarms.share:.1f} per 100 texts without a sign"),
        ("time", f"{_median(measured):.1f} ms a text (median)"),
    ]


def _fields(matches: Matches) -> dict[str, float]:
    return {
        "precision": round(matches.precision, 3),
        "recall": round(matches.recall, 3),
        "f1": round(matches.f1, 3),
        "support": matches.support,
        "right": matches.right,
        "wrong": matches.wrong,
        "missed": matches.missed,
    }


def _median(measured: Evaluation) -> float:
    return statistics.median(measured.milliseconds) if measured.milliseconds else 0.0
