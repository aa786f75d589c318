"""A deal over time as a picture: how its heat rose and fell, traps, moves, and what was said."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from coaching.climate import SHOWN, Manner, Observation, Post, PostKind, heats_at
from coaching.playbook import Playbook
from coaching.vocabulary import Sign

STEP = timedelta(hours=6)
TRAP, GOOD, POSTED, HEAT = "#b5482f", "#3d7a4f", "#1f3a3d", "#c9a063"
SAID = {
    PostKind.OPENING: "I spoke",
    PostKind.ADDITION: "I added",
    PostKind.TURN: "a turn for the better",
}
MOST_LABELS = 12
"""Signs named in the picture: with more, the words would hide each other."""


def draw(
    playbook: Playbook,
    observations: Sequence[Observation],
    posts: Sequence[Post],
    manner: Manner,
    now: datetime,
    counterpart: str | None,
) -> bytes:
    """A PNG. Marks differ by form as well as by colour."""
    # Not before: it takes half a second, and only a picture needs it.
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    def x(moments: Iterable[datetime]) -> list[float]:
        return [float(date2num(each)) for each in moments]  # type: ignore[no-untyped-call]

    showing = [o for o in observations if _signs(o)]
    helping = [o for o in observations if o.moves and not _signs(o)]
    start = min((o.at for o in observations), default=now)
    moments = _moments(start, now, observations)
    heats = heats_at(observations, moments, manner)
    at = dict(zip(moments, heats, strict=True))

    figure = Figure(figsize=(10, 4.5), dpi=110, layout="constrained")
    axes = figure.add_subplot()
    axes.fill_between(x(moments), heats, color=HEAT, alpha=0.35, linewidth=0)
    axes.plot(x(moments), heats, color=HEAT, linewidth=1.5, label="how tense it is")
    axes.axhline(manner.bar, color=POSTED, linestyle=":", linewidth=1, label="I speak from here on")
    for marks, form, colour, label in (
        (showing, "v", TRAP, "trap sign"),
        (helping, "o", GOOD, "collaborative move"),
    ):
        heights = [at[o.at] for o in marks]
        axes.scatter(
            x(o.at for o in marks), heights, marker=form, color=colour, zorder=3, label=label
        )
    small: dict[str, Any] = {"textcoords": "offset points", "fontsize": 8}
    for number, place in enumerate(x(post.at for post in posts)):
        axes.axvline(place, color=POSTED, linewidth=1.2)
        top: dict[str, Any] = {
            "xycoords": ("data", "axes fraction"),
            "xytext": (-4, -12 - 12 * (number % 3)),
            "ha": "right",
            "color": POSTED,
        }
        axes.annotate(SAID[posts[number].kind], (place, 1), **top, **small)
    for number, observation in enumerate(showing[-MOST_LABELS:]):
        axes.annotate(
            playbook.signs[_signs(observation)[0]].name,
            (x([observation.at])[0], at[observation.at]),
            xytext=(0, 9 + 12 * (number % 2)),  # neighbours must not hide each other
            ha="center",
            color=TRAP,
            **small,
        )
    axes.set_ylim(0, max([*heats, manner.bar]) * 1.3)
    axes.set_ylabel("tension")
    locator = AutoDateLocator()  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper left", fontsize=8, frameon=False)
    title = f"The deal with {counterpart}" if counterpart else "The deal over time"
    axes.set_title(title, loc="left", parse_math=False)
    png = BytesIO()
    figure.savefig(png, format="png")
    return png.getvalue()


def describe(playbook: Playbook, observations: Sequence[Observation]) -> str:
    """The picture in words, for those who do not see it."""
    traps = [playbook.signs[sign].name.lower() for o in observations for sign in _signs(o)[:1]]
    moves = sum(1 for o in observations if o.moves and not _signs(o))
    named = ", ".join(dict.fromkeys(traps)) or "none"
    return (
        f"Tension over time. Trap signs in {len(traps)} messages: {named}. "
        f"Collaborative moves in {moves} messages."
    )


def _signs(observation: Observation) -> list[Sign]:
    """The signs worth showing, surest first."""
    sure = [s for s in observation.sightings if s.confidence >= SHOWN]
    return [s.sign for s in sorted(sure, key=lambda s: -s.confidence)]


def _moments(start: datetime, now: datetime, observations: Sequence[Observation]) -> list[datetime]:
    steps = int((now - start) / STEP) + 1
    regular = {start + number * STEP for number in range(steps)}
    return sorted(regular | {o.at for o in observations} | {now})
