"""What the methods of the Web API share: how one is declared, what it may touch, how it refuses."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

from bot.clock import Clock
from bot.workspace.state import Json, Workspace, ts_of

if TYPE_CHECKING:
    from bot.workspace.triggers import Triggers


class RefusalError(Exception):
    """An answer with ok: false."""

    def __init__(self, error: str, messages: list[str] | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages or []


@dataclass
class Context:
    workspace: Workspace
    clock: Clock
    triggers: "Triggers"
    url: str = ""
    """The stand-in's own address, set when it listens."""

    def now(self) -> datetime:
        return self.clock.now()

    def ts(self) -> str:
        return ts_of(self.now())


def decoded(value: object) -> object:
    """Nested arguments come as JSON text in a form, as they are in a JSON body."""
    return json.loads(value) if isinstance(value, str) else value


JsonObject = Annotated[Json, BeforeValidator(decoded)]
JsonAny = Annotated[Any, BeforeValidator(decoded)]


class Arguments(BaseModel):
    """The arguments of a method. Unknown ones are let pass, as by Slack."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


A = TypeVar("A", bound=Arguments)


@dataclass(frozen=True)
class Method(Generic[A]):
    arguments: type[A]
    answer: Callable[[Context, A], Json]
    """The answer without "ok". Raises RefusalError."""


class Page(Arguments):
    """Arguments of the methods that answer page by page (Slack docs: Pagination)."""

    limit: int = 100
    cursor: str = ""


def paged(name: str, items: list[Any], page: Page) -> Json:
    """One page of the items under `name`, with the cursor of the next, "" after the last."""
    start = int(page.cursor or 0)
    end = start + page.limit
    following = str(end) if end < len(items) else ""
    return {name: items[start:end], "response_metadata": {"next_cursor": following}}
