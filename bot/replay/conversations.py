"""A conversation that is over, whatever it was read from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from coaching import Side

Moment = Annotated[
    AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(3000, 1, 1, tzinfo=UTC))
]


class PastMessage(BaseModel):
    """A message that a person wrote."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    n: int
    user: str
    side: Side = "us"
    at: Moment
    text: str
    thread_of: int | None = None
    """The `n` of the message that began its thread."""


class Conversation(BaseModel):
    """One deal channel's messages."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str | int
    channel: str = ""
    """Its name."""
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


@dataclass(frozen=True, slots=True)
class History:
    """A conversation out of a larger record."""

    conversation: Conversation
    remark: str | None
    """What of it could not be read."""
