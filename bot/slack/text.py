"""Between Slack's mrkdwn and plain text.

Source: Slack docs, "Formatting text for app surfaces": `&`, `<` and `>` are control characters;
what stands between `<` and `>` is a link, a mention or a ping.
"""

import html
import re

CONTROL = re.compile(r"<([^<>\s][^<>\n]*)>")


def plain(mrkdwn: str) -> str:
    """What a reader sees of `mrkdwn`: links and mentions by their label, entities as characters."""
    return html.unescape(CONTROL.sub(_label, mrkdwn))


def escape(text: str) -> str:
    """`text` so that Slack shows it letter for letter: it can neither link nor ping."""
    return html.escape(text, quote=False)


def shortened(text: str, length: int) -> str:
    """`text` on one line and at most `length` characters, with an ellipsis where it was cut."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def _label(match: re.Match[str]) -> str:
    target, _, label = match[1].partition("|")
    if target.startswith("!date^"):
        return label
    if target.startswith(("@", "#", "!")):
        return f"{target[0].replace('!', '@')}{label or target.lstrip('@#!').partition('^')[0]}"
    return label or target.removeprefix("mailto:")
