"""What Slack makes of what people type (Slack docs: Formatting text; Slash commands)."""

import re

from bot.workspace.state import ImpossibleError, Workspace

_LINK = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?)'\"]")
_PERSON = re.compile(r"(?<!\w)@(\w+(?:[.-]\w+)*)")
_CHANNEL = re.compile(r"(?<!\w)#([\w-]+)")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_message(workspace: Workspace, text: str) -> str:
    """A message as an app reads it: escaped, with links, people and channels in angle brackets.

    Raises ImpossibleError for an empty one.
    """
    if not text.strip():
        raise ImpossibleError("An empty message cannot be sent.")
    linked = _LINK.sub(lambda found: f"<{found[0]}>", escaped(text))
    return _named(workspace, linked, labels=False)


def as_command(workspace: Workspace, text: str, *, should_escape: bool) -> str:
    """The text of a slash command; only with `should_escape` are people and channels given ids."""
    return _named(workspace, escaped(text), labels=True) if should_escape else escaped(text)


def _named(workspace: Workspace, text: str, *, labels: bool) -> str:
    def person(found: re.Match[str]) -> str:
        if found[1] in ("here", "channel", "everyone"):
            return f"<!{found[1]}>"
        try:
            known = workspace.user(found[1])
        except ImpossibleError:
            return found[0]
        return f"<@{known.id}|{known.name}>" if labels else f"<@{known.id}>"

    def channel(found: re.Match[str]) -> str:
        try:
            known = workspace.channel(found[1])
        except ImpossibleError:
            return found[0]
        return f"<#{known.id}|{known.name}>"

    return _CHANNEL.sub(channel, _PERSON.sub(person, text))
