"""A message to be posted, and the private place it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict
from slack_sdk.models.blocks import Block, SectionBlock


@dataclass(frozen=True)
class Message:
    text: str
    """What notifications and screen readers say: plain words, already escaped."""
    blocks: Sequence[Block]

    def payload(self) -> dict[str, Any]:
        return {"text": self.text, "blocks": [block.to_dict() for block in self.blocks]}


@dataclass(frozen=True)
class Address:
    channel: str
    """A channel's id, or a user's for their direct message."""
    thread_ts: str | None = None


@dataclass(frozen=True)
class Letter:
    """A message with its address, to be sent exactly once."""

    to: Address
    message: Message


@dataclass(frozen=True)
class Posted:
    """Which message a letter became."""

    channel: str
    ts: str


def sentence(text: str) -> Message:
    """A message of one paragraph of mrkdwn."""
    return Message(text, [SectionBlock(text=text)])


class Whereabouts(BaseModel):
    """Where a person stands when they ask, so that the answer reaches them and nobody else.

    Slack docs, "Handling user interaction": a `response_url` works five times within 30 minutes,
    also where the app is no member; it cannot answer in a thread.
    """

    model_config = ConfigDict(frozen=True)

    user: str
    channel: str | None = None
    """None where they ask from the app's Home."""
    thread_ts: str | None = None
    response_url: str | None = None

    @property
    def is_direct(self) -> bool:
        """Whether they ask in their direct message with the coach, where all is private."""
        return self.channel is not None and self.channel.startswith("D") and not self.response_url
