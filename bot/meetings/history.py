"""`/negotiate review`: what a person's own reflections show, in words and as a picture."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ConfirmObject,
    PlainTextObject,
    SectionBlock,
)

from bot.slack.ids import Action
from bot.slack.messages import Message, sentence
from bot.slack.text import escape
from bot.wording import WHOSE
from coaching import Review
from coaching.playbook import Playbook
from coaching.preparation import PivotTried, SignMet
from coaching.vocabulary import Outcome

MOST = 5
"""Signs, and pivots, that are listed."""
WENT = {
    Outcome.YES: ("helped", "#3d7a4f"),
    Outcome.PARTLY: ("helped in part", "#c9a063"),
    Outcome.NO: ("did not help", "#b5482f"),
}
TRAP, LINE = "#8a5a2b", "#1f3a3d"


def card(playbook: Playbook, found: Review) -> Message:
    if not found.meetings:
        return sentence(
            "You have not reflected on a meeting yet. After each meeting that you plan with me I "
            "ask how it went; what you write adds up here."
        )
    parts = [
        f"*{_shows(found)}.* Only you see this.",
        "*Signs you met*\n" + ("\n".join(_signs(playbook, found)) or "None so far."),
        "*What you tried*\n" + ("\n".join(_pivots(playbook, found)) or "Nothing so far."),
    ]
    if found.trust:
        parts.append(f"*Trust* {_trust(found)}")
    return Message(
        _shows(found),
        [
            *[SectionBlock(text=part) for part in parts],
            ActionsBlock(
                elements=[
                    ButtonElement(text="Send me the picture", action_id=Action.REVIEW_PICTURE),
                    _forget(),
                ]
            ),
        ],
    )


def _shows(found: Review) -> str:
    return f"What your {_times(found.meetings, 'reflection')} show{'s' * (found.meetings == 1)}"


def _forget() -> ButtonElement:
    asks = ConfirmObject(
        title="Forget all of them?",
        text=PlainTextObject(text="Everything you wrote after meetings is deleted, for good."),
        confirm="Forget them",
        deny="Keep them",
        style="danger",
    )
    return ButtonElement(
        text="Forget my reflections",
        action_id=Action.FORGET_REFLECTIONS,
        style="danger",
        confirm=asks,
    )


def _signs(playbook: Playbook, found: Review) -> Iterator[str]:
    for met in found.signs[:MOST]:
        whose = ", ".join(f"{times} {WHOSE[actor]}" for actor, times in met.by_actor.items())
        told = f" ({whose})" if whose else ""
        yield f"•  {escape(playbook.signs[met.sign].name)}: {_times(met.times, 'time')}{told}"


def _pivots(playbook: Playbook, found: Review) -> Iterator[str]:
    for tried in found.pivots[:MOST]:
        went = ", ".join(f"{times} {WENT[how][0]}" for how, times in tried.outcomes.items())
        told = f": {went}" if went else ""
        name = escape(playbook.moves[tried.move].name)
        yield f"•  {name}, {_times(tried.times, 'time')}{told}"


def _trust(found: Review) -> str:
    level = found.trust[-1].level
    over = _times(len(found.trust), "meeting")
    if level == 0:
        return f"is where it was, over {over}."
    return f"has {'grown' if level > 0 else 'shrunk'} on the whole, over {over}."


def _times(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def draw(playbook: Playbook, found: Review) -> bytes:
    """A PNG: signs met, pivots by how they went, trust over time."""
    # Not before: it takes half a second, and only a picture needs it.
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    figure = Figure(figsize=(10, 6), dpi=110, layout="constrained")
    signs, pivots, trust = figure.subplot_mosaic([["signs", "pivots"], ["trust", "trust"]]).values()
    _bars(signs, [(playbook.signs[met.sign].name, met) for met in found.signs[:MOST]])
    signs.set_title("Signs you met", loc="left")
    _went(pivots, [(playbook.moves[each.move].name, each) for each in found.pivots[:MOST]])
    pivots.set_title("What you tried, and how it went", loc="left")
    days = [float(date2num(each.at)) for each in found.trust]  # type: ignore[no-untyped-call]
    trust.plot(days, [each.level for each in found.trust], color=LINE, marker="o", linewidth=1.5)
    locator = AutoDateLocator()  # type: ignore[no-untyped-call]
    trust.xaxis.set_major_locator(locator)
    trust.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    trust.set_title("Trust, meeting by meeting", loc="left")
    trust.yaxis.set_major_locator(MaxNLocator(integer=True))
    for axes in (signs, pivots, trust):
        axes.spines[["top", "right"]].set_visible(False)
    png = BytesIO()
    figure.savefig(png, format="png")
    return png.getvalue()


def _bars(axes: Any, met: list[tuple[str, SignMet]]) -> None:
    axes.barh([name for name, _ in met], [each.times for _, each in met], color=TRAP)
    axes.invert_yaxis()
    axes.xaxis.get_major_locator().set_params(integer=True)


def _went(axes: Any, tried: list[tuple[str, PivotTried]]) -> None:
    """How each went, side by side; hatched where it did not help, so colour is not all."""
    names = [name for name, _ in tried]
    left = [0] * len(tried)
    for outcome, (label, colour) in WENT.items():
        widths = [each.outcomes.get(outcome, 0) for _, each in tried]
        hatch = "//" if outcome is Outcome.NO else None
        axes.barh(names, widths, left=left, color=colour, label=label, hatch=hatch)
        left = [start + width for start, width in zip(left, widths, strict=True)]
    axes.invert_yaxis()
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(fontsize=8, frameon=False)


def describe(playbook: Playbook, found: Review) -> str:
    """The picture in words, for those who do not see it."""
    signs = ", ".join(f"{playbook.signs[m.sign].name} {m.times}" for m in found.signs[:MOST])
    pivots = ", ".join(f"{playbook.moves[p.move].name} {p.times}" for p in found.pivots[:MOST])
    return f"Signs met: {signs or 'none'}. Tried: {pivots or 'nothing'}. Trust {_level(found)}."


def _level(found: Review) -> str:
    return _trust(found).rstrip(".") if found.trust else "was not told"
