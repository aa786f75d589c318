"""A conversation that is over, whatever it was read from."""

from collections.abc import Iterator
from datetime import datetime
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, model_validator

from coaching import Side


class PastMessage(BaseModel):
    """A message that a person wrote."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    n: int
    user: str
    side: Side = "us"
    at: AwareDatetime
    text: str
    thread_of: int | None = None
    """The `n` of the message that began its thread."""


class Conversation(BaseModel):
    """One deal channel's messages, in order of time."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str | int
    channel: str = ""
    shared: bool = False
    """Whether people of the counterpart read along."""
    messages: tuple[PastMessage, ...]

    @model_validator(mode="after")
    def _messages_differ(self) -> Self:
        if len({message.n for message in self.messages}) < len(self.messages):
            raise ValueError("two messages have the same n")
        return self

    def in_order(self) -> Iterator[PastMessage]:
        yield from sorted(self.messages, key=lambda message: (message.at, message.n))

    @property
    def last(self) -> datetime:
        return max(message.at for message in self.messages)
