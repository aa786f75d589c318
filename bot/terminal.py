"""Draws the coach's answers in a terminal."""

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table

from bot.wording import MOST_MOVES, MOST_NEAREST, MOST_SIGNS, NO_TRAP, WHICH_IS_CLOSEST, WHOSE
from coaching import Assessment, SeenSign
from coaching.playbook import Playbook
from coaching.vocabulary import Posture, Sign


def card(playbook: Playbook, assessment: Assessment) -> RenderableType:
    """The answer to one text, to be read."""
    if assessment.beyond_coaching:
        return Panel(escape(assessment.beyond_coaching), title="Not one to coach")
    if assessment.signs:
        parts = _trap(playbook, assessment)
    elif assessment.unsure:
        parts = _closest(playbook, assessment)
    else:
        parts = _no_trap(playbook, assessment)
    if assessment.remark and assessment.ranking:
        parts.append(f"[dim]{escape(assessment.remark)}[/dim]")
    return Panel(Group(*parts), padding=(1, 2), expand=False)


def sign_page(playbook: Playbook, sign: Sign) -> RenderableType:
    """A sign's page of the playbook."""
    entry = playbook.signs[sign]
    parts: list[RenderableType] = [
        f"It is this: {escape(entry.is_this)}\nIt is not: {escape(entry.not_this)}"
    ]
    for actor, pivots in entry.pivots.items():
        parts.append(f"\n[bold]Whose: {WHOSE[actor]}.[/bold] {escape(entry.effect[actor])}")
        for pivot in pivots:
            move = playbook.moves[pivot.move].name
            parts.append(f"\n[bold]{escape(move)}.[/bold] {escape(pivot.why)}")
            parts.append(_line(pivot.spoken()))
            parts.append(f"[dim]Watch for: {escape(pivot.watch)}[/dim]")
    parts.append(f"\n[dim]The idea: {escape(entry.source)}[/dim]")
    return Panel(Group(*parts), title=escape(entry.name), padding=(1, 2), expand=False)


def contents(playbook: Playbook) -> RenderableType:
    """All signs, with the id to ask for each by."""
    table = Table(box=None, show_header=False, padding=(0, 2, 1, 0))
    for sign, entry in playbook.signs.items():
        table.add_row(f"[bold]{sign}[/bold]", escape(entry.is_this))
    return table


def _trap(playbook: Playbook, assessment: Assessment) -> list[RenderableType]:
    pivot = assessment.pivots[0]
    parts: list[RenderableType] = []
    for seen in assessment.signs[:MOST_SIGNS]:
        parts += _sign(playbook, seen)
    headline = playbook.postures[assessment.posture].headline
    return [
        *parts,
        f"[bold]{escape(headline)}.[/bold] {escape(assessment.reason)}\n",
        f"[bold]Say{' to your own team' if pivot.to == 'own_team' else ''} something like:[/bold]",
        _line(pivot.line),
        f"\n{escape(pivot.why)}",
        f"[bold]Watch for:[/bold] {escape(pivot.watch)}",
    ]


def _sign(playbook: Playbook, seen: SeenSign) -> list[RenderableType]:
    entry = playbook.signs[seen.sign]
    return [
        f"[bold]{escape(entry.name)}[/bold] ({WHOSE[seen.actor]})  "
        f"[italic]“{escape(seen.evidence)}”[/italic]",
        f"{escape(entry.effect[seen.actor])}\n",
    ]


def _closest(playbook: Playbook, assessment: Assessment) -> list[RenderableType]:
    nearest = [
        f"  • {escape(playbook.signs[seen.sign].closest)}  "
        f"[dim](negotiate playbook {seen.sign})[/dim]"
        for seen in assessment.ranking[:MOST_NEAREST]
    ]
    return [f"{WHICH_IS_CLOSEST}\n", *nearest]


def _no_trap(playbook: Playbook, assessment: Assessment) -> list[RenderableType]:
    if not assessment.ranking:
        return [escape(assessment.remark or "")]
    none = playbook.postures[Posture.NONE]
    keep = [escape(playbook.moves[move].keep_doing) for move in assessment.moves[:MOST_MOVES]]
    return [f"[bold]{NO_TRAP}[/bold] {escape(none.reason)}", *keep]


def _line(line: str) -> RenderableType:
    return Padding(f"[bold green]{escape(line)}[/bold green]", (0, 0, 0, 2))
