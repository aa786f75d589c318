"""Addresses of things in Slack."""


def message_link(workspace_url: str, channel: str, ts: str) -> str:
    """The permanent address of a message. Slack docs, chat.getPermalink."""
    return f"{workspace_url}archives/{channel}/p{ts.replace('.', '')}"
