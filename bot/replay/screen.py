"""Draws a replay's report in a terminal."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.replay.report import Report, ReportedChannel, ReportedPost, counted, local
from bot.slack.text import shortened

WORDS = 70
"""Characters of the answered message."""


def drawn(report: Report) -> RenderableType:
    parts: list[RenderableType] = []
    for channel in report.spoken_in:
        parts += [
            _heading(channel),
            *(Padding(_post(post), (0, 0, 1, 2)) for post in channel.posts),
        ]
    parts += [Text(remark, style="yellow") for remark in report.all_remarks]
    parts.append(Text(report.summary, style="bold"))
    if report.spoken_in:
        parts.append(Text("Times are as this machine's clock shows them.", style="dim"))
    return Group(*parts)


def _heading(channel: ReportedChannel) -> Text:
    posts, messages = counted(len(channel.posts), "post"), counted(channel.messages, "message")
    shared = ", shared with another company" if channel.shared else ""
    return Text.assemble((f"#{channel.name}", "bold"), f"  {posts} in {messages}{shared}\n")


def _post(post: ReportedPost) -> Text:
    return Text("\n").join(_lines(post))


def _lines(post: ReportedPost) -> Iterator[Text]:
    signs = f": {', '.join(post.signs)}" if post.signs else ""
    yield Text.assemble(local(post.at), "  ", (f"{post.kind}{signs}", "bold"))
    yield Text(f"“{shortened(post.messages[-1].words, WORDS)}”", style="italic")
    lead = "Say to your own team: " if post.to_own_team else "Say: "
    yield Text.assemble(lead if post.is_line else "", (post.say, "green"))
