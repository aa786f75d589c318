"""The parts that blocks are made of, with Slack's limits.

Slack docs: Block elements; Composition objects.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError


class Part(BaseModel):
    """Anything in Block Kit: no unknown field, and no "1" for a number or a boolean."""

    model_config = ConfigDict(extra="forbid", strict=True)


class PlainText(Part):
    type: Literal["plain_text"]
    text: str = Field(min_length=1, max_length=3000)
    emoji: bool | None = None


class Mrkdwn(Part):
    type: Literal["mrkdwn"]
    text: str = Field(min_length=1, max_length=3000)
    verbatim: bool | None = None


Text = Annotated[PlainText | Mrkdwn, Field(discriminator="type")]


def longest(limit: int) -> AfterValidator:
    """The text object holds at most `limit` characters."""

    def check(value: Any) -> Any:
        if len(value.text) > limit:
            raise PydanticCustomError(
                "text_too_long", "must be less than {bound} characters", {"bound": limit + 1}
            )
        return value

    return AfterValidator(check)


Id = Annotated[str, Field(min_length=1, max_length=255)]
Url = Annotated[str, Field(min_length=1, max_length=3000)]
Style = Literal["primary", "danger"]
Placeholder = Annotated[PlainText, longest(150)]


class Confirm(Part):
    title: Annotated[PlainText, longest(100)]
    text: Annotated[Text, longest(300)]
    confirm: Annotated[PlainText, longest(30)]
    deny: Annotated[PlainText, longest(30)]
    style: Style | None = None


class Option(Part):
    """A line of a menu: plain text only."""

    text: Annotated[PlainText, longest(75)]
    value: str = Field(min_length=1, max_length=150)
    description: Annotated[PlainText, longest(75)] | None = None


class MarkedOption(Part):
    """A line of radio buttons or checkboxes: may be mrkdwn."""

    text: Annotated[Text, longest(75)]
    value: str = Field(min_length=1, max_length=150)
    description: Annotated[Text, longest(75)] | None = None


class OverflowOption(Option):
    url: Url | None = None


class Element(Part):
    action_id: Id | None = None


class Asking(Element):
    """An element whose use may ask back first."""

    confirm: Confirm | None = None


class Button(Asking):
    type: Literal["button"]
    text: Annotated[PlainText, longest(75)]
    value: str | None = Field(default=None, max_length=2000)
    url: Url | None = None
    style: Style | None = None
    accessibility_label: str | None = Field(default=None, max_length=75)


class Overflow(Asking):
    type: Literal["overflow"]
    options: list[OverflowOption] = Field(min_length=1, max_length=5)


class Input(Asking):
    """An element that holds a value until the form is submitted."""

    focus_on_load: bool | None = None


class Menu(Input):
    placeholder: Placeholder | None = None


def _among(chosen: Sequence[Part], options: Sequence[Part]) -> None:
    if any(option not in options for option in chosen):
        raise PydanticCustomError("not_an_option", "initial option is not among the options")


class OptionGroup(Part):
    label: Annotated[PlainText, longest(75)]
    options: list[Option] = Field(min_length=1, max_length=100)


class StaticSelect(Menu):
    type: Literal["static_select"]
    options: list[Option] | None = Field(default=None, min_length=1, max_length=100)
    option_groups: list[OptionGroup] | None = Field(default=None, min_length=1, max_length=100)
    initial_option: Option | None = None

    @model_validator(mode="after")
    def _options_or_groups(self) -> Self:
        if (self.options is None) == (self.option_groups is None):
            raise PydanticCustomError("options", "must have either options or option_groups")
        return self

    @model_validator(mode="after")
    def _initial_is_an_option(self) -> Self:
        grouped = [option for group in self.option_groups or () for option in group.options]
        _among(
            [self.initial_option] if self.initial_option else [], [*(self.options or ()), *grouped]
        )
        return self


class RadioButtons(Input):
    type: Literal["radio_buttons"]
    options: list[MarkedOption] = Field(min_length=1, max_length=10)
    initial_option: MarkedOption | None = None

    @model_validator(mode="after")
    def _initial_is_an_option(self) -> Self:
        _among([self.initial_option] if self.initial_option else [], self.options)
        return self


class Checkboxes(Input):
    type: Literal["checkboxes"]
    options: list[MarkedOption] = Field(min_length=1, max_length=10)
    initial_options: list[MarkedOption] | None = Field(default=None, min_length=1, max_length=10)

    @model_validator(mode="after")
    def _initial_are_options(self) -> Self:
        _among(self.initial_options or [], self.options)
        return self


class UsersSelect(Menu):
    type: Literal["users_select"]
    initial_user: str | None = None


class MultiUsersSelect(Menu):
    type: Literal["multi_users_select"]
    initial_users: list[str] | None = Field(default=None, min_length=1)
    max_selected_items: int | None = Field(default=None, ge=1)


class ChannelsSelect(Menu):
    type: Literal["channels_select"]
    initial_channel: str | None = None


class ConversationsSelect(Menu):
    type: Literal["conversations_select"]
    initial_conversation: str | None = None
    default_to_current_conversation: bool | None = None
    filter: dict[str, Any] | None = None


class Datepicker(Menu):
    type: Literal["datepicker"]
    initial_date: str | None = Field(default=None, pattern=r"^\d{4}-\d\d-\d\d$")


class Timepicker(Menu):
    type: Literal["timepicker"]
    initial_time: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    timezone: str | None = None


class DispatchActionConfig(Part):
    trigger_actions_on: list[Literal["on_enter_pressed", "on_character_entered"]]


class PlainTextInput(Element):
    type: Literal["plain_text_input"]
    multiline: bool | None = None
    min_length: int | None = Field(default=None, ge=0, le=3000)
    max_length: int | None = Field(default=None, ge=1, le=3000)
    initial_value: str | None = Field(default=None, max_length=3000)
    placeholder: Placeholder | None = None
    dispatch_action_config: DispatchActionConfig | None = None
    focus_on_load: bool | None = None


class Image(Part):
    """An image inside a section or a context."""

    type: Literal["image"]
    image_url: Url
    alt_text: str = Field(min_length=1, max_length=2000)


Chooser = (
    StaticSelect
    | RadioButtons
    | Checkboxes
    | UsersSelect
    | MultiUsersSelect
    | ChannelsSelect
    | ConversationsSelect
    | Datepicker
    | Timepicker
)
Actionable = Button | Overflow | Chooser
InActions = Annotated[Actionable, Field(discriminator="type")]
InSection = Annotated[Actionable | Image, Field(discriminator="type")]
InContext = Annotated[PlainText | Mrkdwn | Image, Field(discriminator="type")]
InInput = Annotated[PlainTextInput | Chooser, Field(discriminator="type")]
