"""What a click carries, made typed. Slack docs, "block_actions payload"."""

from collections.abc import Mapping
from typing import Any

from bot.slack.events import team_of
from bot.slack.messages import Posted, Whereabouts


def clicker(body: Mapping[str, Any]) -> Whereabouts:
    """Whoever used a button, to be answered where they did, seen by them alone."""
    return Whereabouts(
        user=body["user"]["id"],
        channel=(body.get("channel") or {}).get("id"),
        thread_ts=body["container"].get("thread_ts"),
        response_url=body.get("response_url"),
    )


def is_ours(body: Mapping[str, Any]) -> bool:
    """Whether it is one of our own people: in a shared channel others can click too."""
    return (body["user"].get("team_id") or team_of(body)) == team_of(body)


def value_of(body: Mapping[str, Any]) -> str:
    """The value of the button that was used."""
    return str(body["actions"][0].get("value", ""))


def clicked_message(body: Mapping[str, Any]) -> Posted:
    """The message that the button is in."""
    return Posted(body["container"]["channel_id"], body["container"]["message_ts"])
