"""The form that plans or changes a meeting: what it begins with, and what was put into it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict
from slack_sdk.models.blocks import (
    Block,
    ConversationFilter,
    ConversationSelectElement,
    DatePickerElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    SectionBlock,
    StaticSelectElement,
    TimePickerElement,
    UserMultiSelectElement,
)
from slack_sdk.models.views import View as SlackView

from bot.meetings.timing import instants
from bot.meetings.views import GONE
from bot.slack.dates import set_to, time_of
from bot.slack.ids import Field, View
from bot.slack.messages import Whereabouts
from bot.slack.state import chosen, typed
from bot.slack.text import shortened

LONGEST_TITLE = 150
LONGEST_NAME = 80
LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240, 480)
NOT = "0"
"""The choice for what is not wanted."""
CHECKLIST_BEFORE = {2880: "Two days before", 1440: "A day before", 240: "Four hours before"}
FORM_BEFORE = {120: "Two hours before", 60: "An hour before", 30: "Half an hour before"}
IN_CHANNEL, DIRECTLY = "channel", "people"
INSTEAD = "Where people from outside read the channel, it comes to you instead."
OVER = "That is already over."


class Draft(BaseModel):
    """What is known of a meeting while its form is open."""

    model_config = ConfigDict(frozen=True)

    asker: Whereabouts
    zone: str
    key: str | None = None
    """Of the meeting that is changed; None for a new one."""
    title: str = ""
    start: AwareDatetime | None = None
    minutes: int = 60
    counterpart: str | None = None
    channel: str | None = None
    in_channel: bool = False
    people: tuple[str, ...] = ()
    checklist_before: int | None = 1440
    form_before: int | None = 60
    reflect: bool = True
    remark: str | None = None
    """What has to be asked, such as which of `choices` is meant."""
    choices: tuple[AwareDatetime, ...] = ()


class WrongInputError(ValueError):
    """What was put in cannot be; `errors` says so by block."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


class TwiceError(ValueError):
    """The clocks show that time twice; `draft` asks which is meant."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("that time comes twice")
        self.draft = draft


def waiting() -> SlackView:
    """Shown while what the form begins with is looked up: a trigger does not wait for that."""
    return SlackView(
        type="modal",
        callback_id=View.PLAN_MEETING,
        title="Plan a meeting",
        close="Cancel",
        blocks=[SectionBlock(text="One moment…")],
    )


def nothing_to_change() -> SlackView:
    return SlackView(
        type="modal",
        callback_id=View.PLAN_MEETING,
        title="Change the meeting",
        close="Close",
        blocks=[SectionBlock(text=GONE)],
    )


def planning_modal(draft: Draft) -> SlackView:
    return SlackView(
        type="modal",
        callback_id=View.PLAN_MEETING,
        title="Change the meeting" if draft.key else "Plan a meeting",
        submit="Save" if draft.key else "Plan it",
        close="Cancel",
        # The title is in its input: private_metadata has little room.
        private_metadata=draft.model_copy(update={"title": "", "remark": None}).model_dump_json(
            exclude_none=True
        ),
        blocks=list(_blocks(draft)),
    )


def read(view: Mapping[str, Any], now: datetime) -> Draft:
    """What was submitted. Raises WrongInputError and TwiceError."""
    before = Draft.model_validate_json(view["private_metadata"])
    where = chosen(view, Field.WHERE)
    channel = chosen(view, Field.CHANNEL)
    draft = before.model_copy(
        update={
            "title": typed(view, Field.TITLE),
            "minutes": int(chosen(view, Field.LENGTH) or before.minutes),
            "counterpart": typed(view, Field.COUNTERPART) or None,
            "channel": channel,
            "in_channel": where == IN_CHANNEL,
            "people": tuple(chosen(view, Field.PEOPLE) or ()),
            "checklist_before": int(chosen(view, Field.CHECKLIST_BEFORE) or 0) or None,
            "form_before": int(chosen(view, Field.FORM_BEFORE) or 0) or None,
            "reflect": chosen(view, Field.REFLECT) != NOT,
        }
    )
    if not draft.title:
        raise WrongInputError({Field.TITLE: "What is it called?"})
    if draft.in_channel and not channel:
        raise WrongInputError({Field.CHANNEL: "Which channel shall it be?"})
    return draft.model_copy(update={"start": _start(view, draft, now), "choices": ()})


def _start(view: Mapping[str, Any], draft: Draft, now: datetime) -> datetime:
    if which := chosen(view, Field.WHICH):
        if (moment := datetime.fromisoformat(which)) <= now:
            raise WrongInputError({Field.WHICH: OVER})
        return moment
    day, time = chosen(view, Field.DAY), chosen(view, Field.TIME)
    missing = [field for field, value in ((Field.DAY, day), (Field.TIME, time)) if not value]
    if missing:
        raise WrongInputError(dict.fromkeys(missing, "Please choose one."))
    wall = datetime.fromisoformat(f"{day}T{time}")
    moments = instants(wall, ZoneInfo(draft.zone))
    if not moments:
        raise WrongInputError({Field.TIME: "The clocks go forward then and leave out that time."})
    if draft.start in moments:
        return draft.start
    to_come = [moment for moment in moments if moment > now]
    if not to_come:
        raise WrongInputError({Field.DAY: OVER})
    if len(to_come) > 1:
        remark = "The clocks go back then, and that time comes twice. Which do you mean?"
        raise TwiceError(draft.model_copy(update={"choices": tuple(to_come), "remark": remark}))
    return to_come[0]


def _blocks(draft: Draft) -> Iterator[Block]:
    zone = ZoneInfo(draft.zone)
    local = draft.start.astimezone(zone) if draft.start else None
    if draft.remark:
        yield SectionBlock(text=f"*{draft.remark}*")
    yield _input(
        Field.TITLE,
        "What is it called?",
        PlainTextInputElement(
            action_id=Field.TITLE,
            max_length=LONGEST_TITLE,
            initial_value=shortened(draft.title, LONGEST_TITLE) or None,
        ),
    )
    if draft.choices:
        options = [
            Option(value=moment.astimezone(UTC).isoformat(), label=_told(moment, zone))
            for moment in draft.choices
        ]
        which = RadioButtonsElement(action_id=Field.WHICH, options=options)
        yield _input(Field.WHICH, "Which do you mean?", which, optional=True)
    yield _input(
        Field.DAY,
        "Or another day" if draft.choices else "Day",
        DatePickerElement(action_id=Field.DAY, initial_date=f"{local:%Y-%m-%d}" if local else None),
        optional=bool(draft.choices),
    )
    yield _input(
        Field.TIME,
        "Or another time" if draft.choices else "Time",
        TimePickerElement(action_id=Field.TIME, initial_time=f"{local:%H:%M}" if local else None),
        hint=f"{time_of(draft.zone)}.",
        optional=bool(draft.choices),
    )
    lengths = {minutes: _length(minutes) for minutes in sorted({*LENGTHS, draft.minutes})}
    yield _select(Field.LENGTH, "How long?", lengths, draft.minutes)
    yield _input(
        Field.COUNTERPART,
        "Who is across the table?",
        PlainTextInputElement(
            action_id=Field.COUNTERPART,
            max_length=LONGEST_NAME,
            initial_value=shortened(draft.counterpart or "", LONGEST_NAME) or None,
            placeholder="A name or a company",
        ),
        optional=True,
    )
    yield _input(
        Field.CHANNEL,
        "The deal's channel",
        ConversationSelectElement(
            action_id=Field.CHANNEL,
            initial_conversation=draft.channel,
            filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
        ),
        hint="What I see there shapes the checklist.",
        optional=True,
    )
    places = {DIRECTLY: "Me, in a direct message", IN_CHANNEL: "The deal's channel"}
    yield _radio(Field.WHERE, "Who gets the checklist?", places, draft.in_channel)
    yield _input(
        Field.PEOPLE,
        "Who else takes part?",
        UserMultiSelectElement(
            action_id=Field.PEOPLE,
            initial_users=list(draft.people) or None,
            max_selected_items=20,
        ),
        hint="Each is asked how it went, and gets the checklist unless it goes to the channel.",
        optional=True,
    )
    yield _select(
        Field.CHECKLIST_BEFORE,
        "The checklist",
        _leads(CHECKLIST_BEFORE, draft.checklist_before),
        draft.checklist_before or 0,
    )
    yield _select(
        Field.FORM_BEFORE,
        "The two-minute form",
        _leads(FORM_BEFORE, draft.form_before),
        draft.form_before or 0,
    )
    yield _select(
        Field.REFLECT,
        "The reflection afterwards",
        {1: "Half an hour after the end", 0: "Not this time"},
        int(draft.reflect),
    )


def _input(
    field: Field,
    label: str,
    element: InputInteractiveElement,
    *,
    hint: str | None = None,
    optional: bool = False,
) -> InputBlock:
    return InputBlock(block_id=field, label=label, element=element, hint=hint, optional=optional)


def _select(field: Field, label: str, choices: Mapping[int, str], initial: int) -> InputBlock:
    options = {value: Option(value=str(value), label=text) for value, text in choices.items()}
    element = StaticSelectElement(
        action_id=field, options=list(options.values()), initial_option=options[initial]
    )
    return _input(field, label, element)


def _radio(field: Field, label: str, choices: Mapping[str, str], second: bool) -> InputBlock:
    options = [Option(value=value, label=text) for value, text in choices.items()]
    element = RadioButtonsElement(
        action_id=field, options=options, initial_option=options[int(second)]
    )
    return _input(field, label, element, hint=INSTEAD)


def _leads(usual: Mapping[int, str], chosen_lead: int | None) -> dict[int, str]:
    """The usual ones, what was chosen before, and not at all."""
    own = {chosen_lead: f"{_length(chosen_lead)} before"} if chosen_lead else {}
    leads = own | dict(usual)
    return {lead: leads[lead] for lead in sorted(leads, reverse=True)} | {0: "Not this time"}


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} minutes"
    told = "1 hour" if hours == 1 else f"{hours} hours"
    return f"{told} {rest} minutes" if rest else told


def _told(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B}, {local:%H:%M} {set_to(local, zone)}"
