"""`/negotiate review`: what a person's own reflections show, in words and as a picture."""

from collections.abc import Iterator, Mapping
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
from coaching.history import PivotTried, SignMet
from coaching.playbook import Playbook
from coaching.vocabulary import Outcome

MOST = 5
"""Signs, and pivots, that are listed."""
WENT = {
    Outcome.YES: ("helped", "#3d7a4f"),
    Outcome.PARTLY: ("helped in part", "#c9a063"),
    Outcome.NO: ("did not help", "#b5482f"),
}
TRAP, LINE = "#8a5a2b", "#1f3a3d"
THICK = 0.6
"""Of a row's height."""
A_WEEK = 7.0
"""Days."""


def card(playbook: Playbook, found: Review) -> Message:
    if not found.meetings:
        return sentence(
            "You have not reflected on a meeting yet. After each meeting that you plan with me I "
            "ask how it went; what you write adds up here."
        )
    parts = [
        f"*What your reflections show*\n{_meetings(found.meetings)} so far. Only you see this.",
        "*Signs you met*\n" + ("\n".join(_signs(playbook, found)) or "None so far."),
        "*What you tried*\n" + ("\n".join(_pivots(playbook, found)) or "Nothing so far."),
    ]
    if found.trust:
        parts.append(f"*Trust* {_trust(found)}")
    return Message(
        "What your reflections show",
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


def _forget() -> ButtonElement:
    asks = ConfirmObject(
        title="Forget all of them?",
        text=PlainTextObject(
            text="I delete everything you wrote after meetings. What you shared in a channel and "
            "the steps on lists that were sent stay there."
        ),
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
        whose = {WHOSE[actor]: times for actor, times in met.by_actor.items()}
        yield _line(playbook.signs[met.sign].name, met.times, whose)


def _pivots(playbook: Playbook, found: Review) -> Iterator[str]:
    for tried in found.pivots[:MOST]:
        went = {WENT[how][0]: times for how, times in tried.outcomes.items()}
        yield _line(playbook.moves[tried.move].name, tried.times, went)


def _line(name: str, times: int, parts: Mapping[str, int]) -> str:
    """How often, and how often of those it was what; not counted again where it always was."""
    told = [part if count == times else f"{part} {_times(count)}" for part, count in parts.items()]
    return f"•  {escape(name)}: {', '.join([_times(times), *told])}"


def _trust(found: Review) -> str:
    level = found.trust[-1].level
    over = f" on the whole, over {_meetings(len(found.trust))}" if len(found.trust) > 1 else ""
    return (
        f"{'is where it was' if level == 0 else 'has grown' if level > 0 else 'has shrunk'}{over}."
    )


def _meetings(count: int) -> str:
    return "1 meeting" if count == 1 else f"{count} meetings"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


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
    levels = [each.level for each in found.trust]
    trust.plot(days, levels, color=LINE, marker="o", linewidth=1.5)
    trust.axhline(0, color=LINE, linewidth=0.5)
    # Room around: of one meeting alone an axis would be all fractions.
    trust.set_ylim(min(levels, default=0) - 1, max(levels, default=0) + 1)
    if days:
        locator = AutoDateLocator()  # type: ignore[no-untyped-call]
        trust.xaxis.set_major_locator(locator)
        formatter = ConciseDateFormatter(locator)  # type: ignore[no-untyped-call]
        trust.xaxis.set_major_formatter(formatter)
        trust.set_xlim(days[0] - A_WEEK, days[-1] + A_WEEK)
    else:
        trust.set_xticks([])
        trust.set_xlabel("Nothing told so far")
    trust.set_title("Trust, meeting by meeting", loc="left")
    trust.yaxis.set_major_locator(MaxNLocator(integer=True))
    for axes in (signs, pivots, trust):
        axes.spines[["top", "right"]].set_visible(False)
    png = BytesIO()
    figure.savefig(png, format="png")
    return png.getvalue()


def _bars(axes: Any, met: list[tuple[str, SignMet]]) -> None:
    axes.barh([name for name, _ in met], [each.times for _, each in met], THICK, color=TRAP)
    _in_rows(axes)


def _went(axes: Any, tried: list[tuple[str, PivotTried]]) -> None:
    """How each went, side by side; hatched where it did not help, so colour is not all."""
    names = [name for name, _ in tried]
    left = [0] * len(tried)
    for outcome, (label, colour) in WENT.items():
        widths = [each.outcomes.get(outcome, 0) for _, each in tried]
        hatch = "//" if outcome is Outcome.NO else None
        axes.barh(names, widths, THICK, left=left, color=colour, label=label, hatch=hatch)
        left = [start + width for start, width in zip(left, widths, strict=True)]
    _in_rows(axes)
    axes.legend(
        fontsize=8, frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=len(WENT)
    )


def _in_rows(axes: Any) -> None:
    """As many rows whatever there is to show: a single bar would fill the picture."""
    axes.set_ylim(MOST - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.xaxis.get_major_locator().set_params(integer=True)


def describe(playbook: Playbook, found: Review) -> str:
    """The picture in words, for those who do not see it."""
    signs = ", ".join(f"{playbook.signs[m.sign].name} {m.times}" for m in found.signs[:MOST])
    pivots = ", ".join(f"{playbook.moves[p.move].name} {p.times}" for p in found.pivots[:MOST])
    return f"Signs met: {signs or 'none'}. Tried: {pivots or 'nothing'}. Trust {_level(found)}."


def _level(found: Review) -> str:
    return _trust(found).rstrip(".") if found.trust else "was not told"
