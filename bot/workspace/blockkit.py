"""Blocks and the surfaces they stand on, with Slack's limits (Slack docs: Blocks; Views; Modals).

`errors` and `view_errors` say what Slack would refuse, in Slack's words.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.workspace.elements import (
    Id,
    InActions,
    InContext,
    InInput,
    InSection,
    Part,
    PlainText,
    Text,
    Url,
    longest,
)
from bot.workspace.state import Blocks, Json, new_id


class BaseBlock(Part):
    block_id: Id | None = None


class Section(BaseBlock):
    type: Literal["section"]
    text: Text | None = None
    fields: list[Annotated[Text, longest(2000)]] | None = Field(
        default=None, min_length=1, max_length=10
    )
    accessory: InSection | None = None
    expand: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.text is None and self.fields is None:
            raise PydanticCustomError("missing_text", "missing required field: text")
        return self


class Header(BaseBlock):
    type: Literal["header"]
    text: Annotated[PlainText, longest(150)]


class Divider(BaseBlock):
    type: Literal["divider"]


class ImageBlock(BaseBlock):
    type: Literal["image"]
    image_url: Url
    alt_text: str = Field(min_length=1, max_length=2000)
    title: Annotated[PlainText, longest(2000)] | None = None


class Context(BaseBlock):
    type: Literal["context"]
    elements: list[InContext] = Field(min_length=1, max_length=10)


class Actions(BaseBlock):
    type: Literal["actions"]
    elements: list[InActions] = Field(min_length=1, max_length=25)

    @model_validator(mode="after")
    def _action_ids_differ(self) -> Self:
        _all_differ("action_id", [element.action_id for element in self.elements])
        return self


class InputBlock(BaseBlock):
    type: Literal["input"]
    label: Annotated[PlainText, longest(2000)]
    element: InInput
    hint: Annotated[PlainText, longest(2000)] | None = None
    optional: bool | None = None
    dispatch_action: bool | None = None


class RichText(BaseBlock):
    """Its elements are taken as they are: the coach writes mrkdwn, people's clients write these."""

    type: Literal["rich_text"]
    elements: list[dict[str, Any]]


Block = Annotated[
    Section | Header | Divider | ImageBlock | Context | Actions | InputBlock | RichText,
    Field(discriminator="type"),
]


class Surface(Part):
    @model_validator(mode="after")
    def _block_ids_differ(self) -> Self:
        _all_differ("block_id", [block.block_id for block in getattr(self, "blocks", ())])
        return self


class MessageSurface(Surface):
    blocks: list[Block] = Field(max_length=50)


class ViewSurface(Surface):
    blocks: list[Block] = Field(min_length=1, max_length=100)
    private_metadata: str | None = Field(default=None, max_length=3000)
    callback_id: str | None = Field(default=None, max_length=255)
    external_id: str | None = Field(default=None, max_length=255)


class HomeSurface(ViewSurface):
    type: Literal["home"]


class ModalSurface(ViewSurface):
    type: Literal["modal"]
    title: Annotated[PlainText, longest(24)]
    submit: Annotated[PlainText, longest(24)] | None = None
    close: Annotated[PlainText, longest(24)] | None = None
    clear_on_close: bool | None = None
    notify_on_close: bool | None = None

    @model_validator(mode="after")
    def _inputs_can_be_sent(self) -> Self:
        if self.submit is None and any(isinstance(block, InputBlock) for block in self.blocks):
            raise PydanticCustomError("missing_submit", "missing required field: submit")
        return self


SurfaceName = Literal["message", "modal", "home"]
_VIEWS: dict[str, type[ViewSurface]] = {"modal": ModalSurface, "home": HomeSurface}


def errors(blocks: Any, surface: SurfaceName) -> list[str]:
    """What Slack would refuse in these blocks; empty where it takes them.

    A line reads "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]".
    """
    if surface == "message":
        return _complaints(MessageSurface, {"blocks": blocks}, "")
    shell: Json = {"type": surface, "blocks": blocks}
    if surface == "modal":
        shell |= {name: {"type": "plain_text", "text": "-"} for name in ("title", "submit")}
    return _complaints(_VIEWS[surface], shell, "")


def view_errors(view: Any) -> list[str]:
    """What Slack would refuse in this modal or Home tab, its title and limits included."""
    kind = view.get("type") if isinstance(view, dict) else None
    if kind not in _VIEWS:
        return [f"[ERROR] unsupported type: {kind} [json-pointer:/view/type]"]
    return _complaints(_VIEWS[kind], view, "/view")


def with_ids(blocks: Blocks) -> Blocks:
    """A copy in which every block and element has an id, as Slack fills them in."""
    return [_with_ids(block) for block in blocks]


def texts(blocks: Blocks, kinds: Sequence[str] = ("mrkdwn", "plain_text")) -> Iterator[str]:
    """The text of every text object of these kinds."""
    for part in parts(blocks):
        if part.get("type") in kinds and isinstance(part.get("text"), str):
            yield part["text"]


def parts(value: Any) -> Iterator[Json]:
    """Every object in the blocks, outermost first."""
    if isinstance(value, dict):
        yield value
    children = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list):
        for child in children:
            yield from parts(child)


def _with_ids(block: Json) -> Json:
    filled = {"block_id": new_id("b"), **block}
    for place in ("element", "accessory"):
        if place in filled:
            filled[place] = _with_action_id(filled[place])
    if filled["type"] == "actions":
        filled["elements"] = [_with_action_id(element) for element in filled["elements"]]
    return filled


def _with_action_id(element: Json) -> Json:
    return element if element["type"] == "image" else {"action_id": new_id("a"), **element}


def _all_differ(name: str, ids: Sequence[str | None]) -> None:
    given = [each for each in ids if each is not None]
    if len(given) != len(set(given)):
        raise PydanticCustomError("duplicate_id", "{name} already exists", {"name": name})


def _complaints(model: type[BaseModel], value: Json, root: str) -> list[str]:
    try:
        model.model_validate(value)
    except ValidationError as invalid:
        return [_complaint(error, value, root) for error in invalid.errors()]
    return []


_WORDS = {
    "string_too_long": "must be less than {over} characters",
    "string_too_short": "must be more than {under} characters",
    "too_long": "no more than {max_length} items allowed",
    "too_short": "no fewer than {min_length} items allowed",
    "missing": "missing required field: {field}",
    "extra_forbidden": "invalid additional property: {field}",
    "union_tag_invalid": "unsupported type: {tag}",
    "union_tag_not_found": "missing required field: type",
}


def _complaint(error: ErrorDetails, value: Json, root: str) -> str:
    bounds = error.get("ctx", {})
    words = _WORDS.get(error["type"], "{said}").format(
        **bounds,
        over=bounds.get("max_length", 0) + 1,
        under=bounds.get("min_length", 0) - 1,
        field=error["loc"][-1] if error["loc"] else "",
        said=error["msg"],
    )
    pointer = "/".join([root, *_path(error, value)]) or "/"
    return f"[ERROR] {words} [json-pointer:{pointer}]"


def _path(error: ErrorDetails, value: Any) -> Iterator[str]:
    """Where it is in the value: pydantic's own path also names the type of each part on the way."""
    for step in error["loc"]:
        known = step in value if isinstance(value, dict) else isinstance(value, list)
        if known:
            value = value[step]
            yield str(step)
    if error["type"] == "text_too_long":
        yield "text"
