"""JSON lines in, JSON lines out: each line answered in its place."""

import json
from collections.abc import Callable, Iterable
from typing import Annotated, Any, TextIO, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from coaching import Assessment, Coach, Kind, Side

LONGEST_LINE = 1_000_000
"""Bytes."""
MOST_PROBLEMS = 3
"""Told of one line."""

Form = TypeVar("Form", bound=BaseModel)


class Line(BaseModel):
    """One text to assess; fields beside these are let pass, so that labelled files work too."""

    model_config = ConfigDict(extra="ignore")

    id: str | int
    text: str
    kind: Kind = "situation"
    side: Side = "us"


def assess_lines(coach: Coach, lines: Iterable[bytes], out: TextIO, progress_on: Console) -> None:
    """Assess each line's text."""
    answer_lines(lines, lambda raw: _answer(coach, raw), out, progress_on, "texts assessed")


def answer_lines(
    lines: Iterable[bytes],
    answer: Callable[[bytes], dict[str, Any]],
    out: TextIO,
    progress_on: Console,
    what: str,
) -> None:
    """Write the answer to each line that is not empty; `what` is counted on the screen."""
    with Progress(
        SpinnerColumn(),
        TextColumn(f"{{task.completed}} {what}"),
        TimeElapsedColumn(),
        console=progress_on,
        transient=True,
    ) as progress:
        task = progress.add_task("", total=None)
        for raw in lines:
            if raw.strip():
                out.write(json.dumps(answer(raw), ensure_ascii=False) + "\n")
                out.flush()
            progress.advance(task)


def answer_line(
    raw: bytes,
    form: type[Form],
    answer: Callable[[Form], dict[str, Any]],
    longest: int = LONGEST_LINE,
) -> dict[str, Any]:
    """The answer to a line of this form; `{"id", "error"}` for one that cannot be read."""
    if len(raw) > longest:
        return {"id": None, "error": f"the line is longer than {longest:,} bytes"}
    try:
        line = form.model_validate_json(raw)
    except ValidationError as error:
        return {"id": _id_of(raw), "error": what_is_wrong(error)}
    return answer(line)


def _answer(coach: Coach, raw: bytes) -> dict[str, Any]:
    return answer_line(
        raw,
        Line,
        lambda line: {"id": line.id, **fields(coach.assess(line.text, line.kind, line.side))},
    )


def fields(assessment: Assessment) -> dict[str, Any]:
    """An assessment as the terminal's JSON lines give it."""
    return {
        "signs": [sign.model_dump(mode="json") for sign in assessment.signs],
        "ranking": [sign.sign for sign in assessment.ranking],
        "moves": list(assessment.moves),
        "context": list(assessment.context),
        "posture": assessment.posture,
        "pivots": [
            pivot.model_dump(mode="json", include={"move", "strategy", "why", "line"})
            for pivot in assessment.pivots
        ],
        **({"remark": assessment.remark} if assessment.remark else {}),
        **({"beyond_coaching": assessment.beyond_coaching} if assessment.beyond_coaching else {}),
    }


class _OnlyId(BaseModel):
    id: Annotated[str | int | None, Field(default=None)]


def _id_of(raw: bytes) -> str | int | None:
    try:
        return _OnlyId.model_validate_json(raw).id
    except ValidationError:
        return None


def what_is_wrong(error: ValidationError) -> str:
    """What is wrong with a line, without quoting it."""
    problems = [
        ": ".join([".".join(str(part) for part in problem["loc"]), problem["msg"]]).lstrip(": ")
        for problem in error.errors(include_input=False)
    ]
    more = [f"and {len(problems) - MOST_PROBLEMS} more"] if len(problems) > MOST_PROBLEMS else []
    return "; ".join(problems[:MOST_PROBLEMS] + more)
