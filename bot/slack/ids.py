"""The names Slack gives back to us: commands, shortcuts, actions, views, blocks."""

from enum import StrEnum

COMMAND = "/negotiate"


class Shortcut(StrEnum):
    CHECK_FOR_TRAPS = "check_for_traps"


class View(StrEnum):
    CHECK = "check"


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


class Field(StrEnum):
    """Input blocks of the check modal; the element in each bears the same name."""

    SITUATION = "situation"
    COUNTERPART = "counterpart"
    DEALINGS = "dealings"
    LEVERAGE = "leverage"
