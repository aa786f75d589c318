"""Assessing texts in bulk: JSON lines in, JSON lines out."""

import json
from collections.abc import Iterable
from typing import Annotated, Any, TextIO

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from coaching import Assessment, Coach, Kind, Side

LONGEST_LINE = 1_000_000
"""Bytes."""


class Line(BaseModel):
    """One text to assess; fields beside these are let pass, so that labelled files work too."""

    model_config = ConfigDict(extra="ignore")

    id: str | int
    text: str
    kind: Kind = "situation"
    side: Side = "us"


def assess_lines(lines: Iterable[bytes], out: TextIO, progress_on: Console) -> None:
    """Answer each line in its place; a line that cannot be read gets an error in its place."""
    coach = Coach.default()
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.completed} texts assessed"),
        TimeElapsedColumn(),
        console=progress_on,
        transient=True,
    ) as progress:
        task = progress.add_task("", total=None)
        for raw in lines:
            if raw.strip():
                out.write(json.dumps(_answer(coach, raw), ensure_ascii=False) + "\n")
                out.flush()
            progress.advance(task)


def _answer(coach: Coach, raw: bytes) -> dict[str, Any]:
    if len(raw) > LONGEST_LINE:
        return {"id": None, "error": f"the line is longer than {LONGEST_LINE:,} bytes"}
    try:
        line = Line.model_validate_json(raw)
    except ValidationError as error:
        return {"id": _id_of(raw), "error": _what_is_wrong(error)}
    return {"id": line.id, **fields(coach.assess(line.text, line.kind, line.side))}


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


def _what_is_wrong(error: ValidationError) -> str:
    """What is wrong with a line, without quoting it."""
    problems = [
        ": ".join([".".join(str(part) for part in problem["loc"]), problem["msg"]]).lstrip(": ")
        for problem in error.errors(include_input=False)
    ]
    return "; ".join(problems)
