"""The terminal command `negotiate`. Exit codes: 0 fine, 1 failed, 2 wrong use."""

import asyncio
import os
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

if TYPE_CHECKING:
    from coaching import Coach
    from coaching.climate import Manner

PICTURES = (".png", ".svg", ".pdf")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Names the trap a negotiation is in, and gives the words to get out of it.",
    rich_markup_mode="rich",
)
database = typer.Typer(no_args_is_help=True, help="Look after the bot's database.")
app.add_typer(database, name="db")

out = Console(width=min(Console().width, 88))
err = Console(stderr=True)


@app.command(epilog='Example: negotiate check "They say it is 67k by Thursday or they go."')
def check(
    text: Annotated[str, typer.Argument(help="What is going on, in your own words.")],
    counterpart: Annotated[str | None, typer.Option(help="Who is across the table.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the assessment as JSON.")] = False,
) -> None:
    """Check one situation: the trap, whether to hold firm or shift, and a line to say."""
    from bot import terminal
    from coaching import Facts

    coach = _coach()
    assessment = coach.assess(text, facts=Facts(counterpart=counterpart))
    if json:
        out.file.write(assessment.model_dump_json(indent=2) + "\n")
    else:
        out.print(terminal.card(coach.playbook, assessment))


@app.command(
    epilog='Example: echo \'{"id": 1, "text": "They want 67k."}\' | negotiate assess --jsonl'
)
def assess(
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read and write JSON lines (the only form there is).")
    ] = False,
) -> None:
    """Assess many texts: JSON lines from standard input, one answer a line to standard output."""
    from bot.jsonl import assess_lines

    if not jsonl:
        raise typer.BadParameter("add --jsonl; it is the only format so far")
    assess_lines(_coach(), sys.stdin.buffer, sys.stdout, err)


@app.command(epilog="Example: negotiate playbook ultimatum")
def playbook(
    sign: Annotated[str | None, typer.Argument(help="A sign's id; without it, all signs.")] = None,
) -> None:
    """Read what the coach knows about the signs and the ways out."""
    from bot import terminal
    from coaching.playbook import load_playbook

    book = load_playbook()
    if sign is None:
        out.print(terminal.contents(book))
    elif found := book.find(sign):
        out.print(terminal.sign_page(book, found))
    else:
        near = book.nearest(sign)
        hint = f" Did you mean {near}?" if near else ""
        raise typer.BadParameter(f"there is no sign '{sign}'.{hint}")


@app.command(epilog="Example: negotiate evaluate ours.jsonl --plot mixed-up.png")
def evaluate(
    files: Annotated[list[Path], typer.Argument(help="Labelled texts: JSON lines or YAML.")],
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    plot: Annotated[Path | None, typer.Option(help="Draw which signs are mixed up.")] = None,
) -> None:
    """Measure the coach on labelled texts: precision, recall and more, sign by sign."""
    import json as as_text

    from rich.progress import track

    from bot import evaluation
    from coaching.detection.corpus import CorpusError, load_corpus, near_duplicates, read_labelled
    from coaching.detection.evaluation import evaluate as measure

    if plot:
        _can_be_written(plot)
        if plot.suffix.lower() not in PICTURES:
            raise typer.BadParameter(f"{plot} must end in one of {', '.join(PICTURES)}")
    try:
        texts = [text for path in files for text in read_labelled(path)]
    except (CorpusError, OSError) as error:
        raise typer.BadParameter(str(error)) from None
    coach = _coach()
    coach.assess("Ready?")
    measured = measure(coach.assess, track(texts, "Assessing", console=err, transient=True))
    if json:
        out.file.write(as_text.dumps(evaluation.as_json(measured), indent=2) + "\n")
    else:
        out.print(evaluation.table(measured))
    if plot:
        evaluation.plot(measured, plot)
    if known := near_duplicates(texts, load_corpus()):
        number = len({id(text) for text, _ in known})
        err.print(
            f"{number} of these texts are nearly in the training corpus: the figures flatter."
        )


@app.command(epilog="Example: negotiate replay export.zip --channel deal-acme --html report.html")
def replay(
    file: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            dir_okay=False,
            readable=True,
            help="A Slack export, as the .zip file that it came in.",
        ),
    ] = None,
    channel: Annotated[
        list[str] | None, typer.Option(help="Only this channel; may be repeated.")
    ] = None,
    sensitivity: Annotated[
        Literal["quiet", "normal", "keen"],
        typer.Option(help="How much has to build up before the coach speaks."),
    ] = "normal",
    html: Annotated[
        Path | None, typer.Option(help="Write the report to this page too.", dir_okay=False)
    ] = None,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl",
            help="Read conversations as JSON lines, from the file or standard input, "
            "and answer each with a line.",
        ),
    ] = False,
) -> None:
    """Replay past conversations: where the coach would have spoken, and what it would have said."""
    from coaching.climate import Manner, Sensitivity

    manner = Manner(Sensitivity(sensitivity))
    if jsonl and (channel or html):
        raise typer.BadParameter("--channel and --html are for a Slack export, not for --jsonl")
    if jsonl:
        _replay_lines(file, manner)
    elif file is None:
        raise typer.BadParameter("name a Slack export, a .zip file, or add --jsonl")
    else:
        _replay_export(file, channel or [], manner, html)


def _replay_lines(file: Path | None, manner: "Manner") -> None:
    from bot.replay.lines import replay_lines

    with file.open("rb") if file else nullcontext(sys.stdin.buffer) as lines:
        replay_lines(_coach(), lines, manner, sys.stdout, err)


def _replay_export(file: Path, channels: list[str], manner: "Manner", html: Path | None) -> None:
    from bot.replay.export import ExportError
    from bot.replay.page import page
    from bot.replay.replaying import replay_export
    from bot.replay.screen import drawn

    if html:
        _can_be_written(html)
    try:
        report = replay_export(_coach(), file, channels, manner, err)
    except ExportError as error:
        raise typer.BadParameter(str(error)) from None
    out.print(drawn(report))
    if html:
        _write(html, page(report))


def _can_be_written(path: Path) -> None:
    """Said before the work whose result goes there, not after."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise typer.BadParameter(f"there is no folder {path.parent}")
    if path.is_dir() or not os.access(path if path.exists() else folder, os.W_OK):
        raise typer.BadParameter(f"{path} cannot be written")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(f"{path} cannot be written: {error.strerror}") from None


@app.command(epilog="Example: negotiate train --with ours.jsonl --out our-model")
def train(
    ours: Annotated[
        list[Path] | None,
        typer.Option("--with", help="Labelled texts of your own to learn too; may be repeated."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="A folder for the model, in place of the coach's own.", file_okay=False),
    ] = None,
) -> None:
    """Train the detector anew on the corpus: an hour on two cores. `make train` readies it."""
    from coaching.detection.corpus import CorpusError, load_corpus, read_labelled
    from coaching.detection.reader import MODEL_FOLDER
    from coaching.detection.training import NotInstalledError
    from coaching.detection.training import train as learn

    if ours and not out:
        raise typer.BadParameter("with --with, name a folder: --out our-model")
    begun = time.monotonic()

    def say(line: str) -> None:
        err.print(f"{time.monotonic() - begun:6.0f} s  {line}", markup=False, soft_wrap=True)

    try:
        texts = load_corpus() + [text for path in ours or () for text in read_labelled(path)]
        if out:
            out.mkdir(parents=True, exist_ok=True)
            _can_be_written(out / "model.onnx")
        learn(texts, out or MODEL_FOLDER, say)
    except (CorpusError, OSError) as error:
        raise typer.BadParameter(str(error)) from None
    except NotInstalledError as error:
        err.print(str(error), markup=False)
        raise typer.Exit(1) from None
    if out:
        err.print(f"To use it, set NEGOTIATE_MODEL={out}", markup=False, soft_wrap=True)


@app.command(epilog="Example: SLACK_BOT_TOKEN=xoxb-… SLACK_APP_TOKEN=xapp-… negotiate serve")
def serve() -> None:
    """Run the bot: in your Slack workspace, or without credentials in the local workspace."""
    from bot.serving import serve as run

    _run(run)


@app.command(epilog="Example: NEGOTIATE_PORT=8080 negotiate workspace")
def workspace() -> None:
    """Try the bot in a browser, with no Slack: a local workspace with two deals to play with."""
    from bot.serving import serve_workspace as run

    _run(run)


@database.command(epilog="Example: negotiate db upgrade")
def upgrade() -> None:
    """Bring the database's tables up to date. Safe to run again."""
    from bot.settings import Settings
    from bot.store import schema

    def run(settings: Settings) -> None:
        schema.upgrade(settings.database_url)
        err.print("The database is up to date.")

    _run(run)


def _coach() -> "Coach":
    """The coach, with the model that is set."""
    from coaching import Coach
    from coaching.detection import ModelError

    try:
        return Coach.default(_model())
    except ModelError as error:
        err.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None


def _model() -> Path | None:
    # Settings take a sixth of a second to import; a quick check without any does not wait for it.
    if not os.environ.get("NEGOTIATE_MODEL") and not Path(".env").is_file():
        return None
    from bot.settings import CoachSettings

    return CoachSettings().model


def _run(what: Callable[..., object]) -> None:
    """Run `what` with the settings; a known mistake ends in a sentence, not in a trace."""
    from aiohttp import ClientError
    from alembic.util import CommandError
    from sqlalchemy.exc import DBAPIError

    from bot.app import CredentialsError
    from bot.serving import NotReadyError
    from bot.settings import SettingsError, load_settings
    from bot.store.database import DatabaseUrlError
    from coaching.detection import ModelError

    try:
        settings = load_settings()
    except SettingsError as error:
        raise typer.BadParameter(str(error)) from None
    try:
        result = what(settings)
        if asyncio.iscoroutine(result):
            asyncio.run(result)
    except (CredentialsError, DatabaseUrlError, ModelError, NotReadyError) as error:
        problem = str(error)
    except DBAPIError as error:
        problem = (
            f"The database does not answer ({type(error.orig).__name__}). "
            "Is NEGOTIATE_DATABASE_URL right, and does the database run?"
        )
    except CommandError:
        problem = "The database was made by a newer version of the coach than this one."
    except (ClientError, TimeoutError):
        problem = f"{settings.slack_api_url} cannot be reached. Is SLACK_API_URL right?"
    except OSError as error:
        problem = f"{error.strerror}. Are NEGOTIATE_HOST and NEGOTIATE_PORT free, the folder ours?"
    else:
        return
    err.print(problem, style="red", markup=False)
    raise typer.Exit(1)


def main() -> None:
    app()
