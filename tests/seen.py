"""What a person sees of the bot in the stand-in for Slack."""

from typing import Any

from bot.workspace.standin import StandIn
from bot.workspace.state import Message, View, Workspace

DANA = "dana"
DEAL = "deal-harbour-renewal"
SHARED_DEAL = "deal-tidewater-supply"

ULTIMATUM = "Their buyer said it's take it or leave it at 67k, or they sign with the other vendor."
NO_TRAP = (
    "Draft of the agenda for Thursday is in the folder, comments welcome until Wednesday noon."
)


def from_coach(workspace: Workspace, channel: str) -> list[Message]:
    """What Dana sees from the coach in `channel`, oldest first."""
    seen = workspace.messages_in(channel, viewer=DANA)
    return [message for message in seen if message.user == workspace.bot.id]


async def next_from_coach(slack: StandIn, channel: str, after: int = 0) -> Message:
    """The coach's newest message in `channel`, once there are more than `after`."""
    found = await slack.until(lambda w: from_coach(w, channel)[after:])
    return found[-1]


async def changed(slack: StandIn, message: Message) -> Message:
    """`message` once it looks different."""
    return await slack.until(
        lambda w: (now := w.current(message)) and now.blocks != message.blocks and now
    )


async def open_modal(slack: StandIn) -> View:
    return await slack.until(lambda workspace: workspace.modal(DANA))


def words(shown: Message | View) -> str:
    """All text that a person reads, in order."""
    return "\n".join(_texts(shown.blocks or []))


def buttons(message: Message) -> list[str]:
    return [
        element["text"]["text"]
        for block in message.blocks or []
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]


def _texts(part: Any) -> list[str]:
    if isinstance(part, list):
        return [text for item in part for text in _texts(item)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if isinstance(part.get("text"), str) else []
    return own + [text for key, item in part.items() if key != "confirm" for text in _texts(item)]
