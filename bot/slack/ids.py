"""The names Slack gives back to us: commands, shortcuts, actions, views, blocks."""

from enum import StrEnum

COMMAND = "/negotiate"


class Shortcut(StrEnum):
    CHECK_FOR_TRAPS = "check_for_traps"


class View(StrEnum):
    CHECK = "check"
    PLAN_MEETING = "meetings.plan"
    ADD_ITEM = "meetings.add_item"
    REFLECT = "meetings.reflect"


class Action(StrEnum):
    ANOTHER_PIVOT = "check.another_pivot"
    WHY = "check.why"
    SHARE = "check.share"
    HELPFUL = "check.helpful"
    NOT_HELPFUL = "check.not_helpful"
    CHOOSE_SIGN = "check.choose_sign"
    """Followed by a dot and the button's number: ids differ within a block."""
    OPEN_CHECK = "home.open_check"
    READ_SIGN = "playbook.read_sign"
    POST_HELPFUL = "watch.helpful"
    POST_NOT_USEFUL = "watch.not_useful"
    POST_QUIET = "watch.quiet"
    ANOTHER_WAY = "watch.another_way"
    PLAN_MEETING = "watch.plan_meeting"
    STOP_NOTES = "watch.stop_notes"
    DEAL_PICTURE = "watch.picture"
    PLAN_AS_TYPED = "meetings.plan_as_typed"
    EDIT_MEETING = "meetings.edit"
    CANCEL_MEETING = "meetings.cancel"
    TICK = "meetings.tick"
    ADD_ITEM = "meetings.add_item"
    REFLECT = "meetings.reflect"
    REFLECT_LATER = "meetings.reflect_later"
    SKIP_REFLECTION = "meetings.skip_reflection"
    SHARE_REFLECTION = "meetings.share_reflection"
    REVIEW_PICTURE = "meetings.review_picture"
    FORGET_REFLECTIONS = "meetings.forget_reflections"
    FOLLOW_CALENDAR = "meetings.follow_calendar"
    PLAN_FROM_FILE = "meetings.plan_from_file"
    DROP_CALENDAR = "meetings.drop_calendar"


class Field(StrEnum):
    """Input blocks of modals; the element in each bears the same name."""

    SITUATION = "situation"
    COUNTERPART = "counterpart"
    DEALINGS = "dealings"
    LEVERAGE = "leverage"
    TITLE = "title"
    WHICH = "which"
    DAY = "day"
    TIME = "time"
    LENGTH = "length"
    CHANNEL = "channel"
    WHERE = "where"
    PEOPLE = "people"
    CHECKLIST_BEFORE = "checklist_before"
    FORM_BEFORE = "form_before"
    REFLECT = "reflect"
    WORDS = "words"
    KIND = "kind"
