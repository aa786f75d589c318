"""Draws a replay's report as one page of HTML that needs nothing else."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.replay.report import Report, ReportedChannel, counted, local

WIDTH, HEIGHT, MARGIN = 480, 120, 14
"""Of a picture, in its own units."""


def page(report: Report) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template("page.html")
    pictures = [_picture(channel, report.bar) for channel in report.spoken_in]
    return template.render(
        report=report,
        spoken_in=list(zip(report.spoken_in, pictures, strict=True)),
        local=local,
        counted=counted,
    )


def _picture(channel: ReportedChannel, bar: float) -> dict[str, object]:
    """Where things stand in the picture of a channel's heat: the line, the bar, the posts."""
    start, end = channel.heat[0][0], channel.heat[-1][0]
    span = (end - start).total_seconds() or 1
    top = 1.1 * max(bar, *(heat for _, heat in channel.heat))
    points = {
        moment: (
            MARGIN + (WIDTH - 2 * MARGIN) * (moment - start).total_seconds() / span,
            HEIGHT - (HEIGHT - MARGIN) * heat / top,
        )
        for moment, heat in channel.heat
    }
    return {
        "line": " ".join(f"{x:.1f},{y:.1f}" for x, y in points.values()),
        "bar": f"{HEIGHT - (HEIGHT - MARGIN) * bar / top:.1f}",
        "posts": [points[post.at] for post in channel.posts],
        "from": local(start, "%d %b %Y"),
        "to": local(end, "%d %b %Y"),
    }
