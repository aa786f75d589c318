"""Replays a Slack export, a channel at a time, and says how far it is."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from bot.replay.export import Export, Folder, open_export
from bot.replay.playing import Seen, observed, side_by_side
from bot.replay.report import Report, ReportedChannel, report_channel
from coaching import Coach
from coaching.climate import Manner

NO_MEMBERS = "The export lists no members, so everyone counts as our own side."


def replay_export(
    coach: Coach, path: Path, channels: Sequence[str], manner: Manner, progress_on: Console
) -> Report:
    """What the coach would have said in an export's channels; in all, without names.

    Raises ExportError where the file is no export, or has no such channel.
    """
    with open_export(path) as export:
        folders = sorted(export.named(channels), key=lambda folder: folder.name)
        reported = _replay(coach, export, folders, manner, progress_on)
        remarks = () if export.knows_members else (NO_MEMBERS,)
    return Report(tuple(reported), manner.bar, remarks)


def _replay(
    coach: Coach, export: Export, folders: Sequence[Folder], manner: Manner, progress_on: Console
) -> list[ReportedChannel]:
    reported, done = [], 0
    with _progress(progress_on) as progress, side_by_side() as readers:
        # Bytes tell how much there is before it has been read; messages would not.
        task = progress.add_task("", total=sum(folder.size for folder in folders), messages=0)
        for folder in folders:
            progress.update(task, description=f"#{folder.name}")
            history = export.history(folder)
            seen = observed(coach, history.conversation, readers)
            size = folder.size / max(1, len(history.conversation.messages))
            counted = _counted(progress, task, seen, size)
            reported.append(report_channel(coach, history, counted, manner))
            done += folder.size
            progress.update(task, completed=done)
    return reported


def _counted(progress: Progress, task: TaskID, seen: Iterable[Seen], size: float) -> Iterator[Seen]:
    """`seen`, while the progress advances by each message's `size`."""
    for each in seen:
        yield each
        messages = progress.tasks[task].fields["messages"] + 1
        progress.update(task, advance=size, messages=messages)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[messages]:,} messages"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
