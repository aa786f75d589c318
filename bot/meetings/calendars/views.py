"""Draws what is said about calendars: values in, blocks out."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, SectionBlock
from yarl import URL

from bot.meetings.calendars import changes as differences
from bot.meetings.calendars.changes import Changes, Content
from bot.meetings.calendars.events import Event
from bot.meetings.calendars.matching import PLANNED
from bot.meetings.views import Planned, in_parts
from bot.slack.ids import COMMAND, Action
from bot.slack.messages import Message, sentence
from bot.slack.text import escape, shortened
from bot.store.models import Meeting

SHOWN = 20
LONGEST_LIST = 11_000
"""Characters. Slack takes 13,000 in the blocks of a message."""
LONGEST_TITLE = 80
TAKES = (
    f"Drop an `.ics` file in our direct message, or send `{COMMAND} calendar` with your calendar's "
    "secret iCal link."
)
FINDS = (
    "I plan events that name a counterpart of your deal channels, or that invite someone from a "
    "domain you add, such as `acme.com`."
)

Named = Callable[[Meeting], Planned]


def preview(
    content: Content, changes: Changes, named: Named, *, agree: Action, value: str, follows: bool
) -> Message:
    """What the calendar brings, and what is left out; `value` is what the buttons carry."""
    told = summary(changes) if changes else nothing(content)
    listed = _listed(changes, named)
    lines = [told, *listed]
    if more := len(changes) - len(listed):
        lines.append(f"… and {more} more.")
    if rest := sum(1 for event in content.events if event.is_meeting) - len(content.matches):
        lines.append(f"Left out: {_counted(rest, 'event')} with none of your counterparts.")
    if len(content.matches) > PLANNED:
        lines.append(f"I plan the next {PLANNED} at a time.")
    if follows:
        lines.append("If you agree I look at it about once an hour, and keep this up to date.")
    buttons = [
        ButtonElement(text=_agree(changes), action_id=agree, value=value, style="primary"),
        ButtonElement(text="No", action_id=Action.DROP_CALENDAR, value=value),
    ]
    return Message(
        told,
        [
            *(SectionBlock(text=part) for part in in_parts("\n".join(lines))),
            *([ActionsBlock(elements=buttons)] if changes or follows else []),
        ],
    )


def summary(changes: Changes) -> str:
    parts = {
        "to plan": len(changes.new),
        "changed": len(changes.changed),
        "cancelled": len(changes.cancelled),
    }
    told = [f"{_counted(n, 'meeting')} {what}" for what, n in parts.items() if n]
    return "In this calendar: " + ", ".join(told) + "."


def nothing(content: Content) -> str:
    if content.matches:
        return "Nothing new: what matches in this calendar is planned already, or you cancelled it."
    return f"Nothing in this calendar matches in the next 90 days. {FINDS}"


def done(changes: Changes, *, follows: bool) -> Message:
    parts = {
        "Planned": len(changes.new),
        "Changed": len(changes.changed),
        "Cancelled": len(changes.cancelled),
    }
    told = [f"{what}: {_counted(n, 'meeting')}." for what, n in parts.items() if n]
    told = told or ["Nothing new to plan."]
    if follows:
        told.append(f"I look at the calendar about once an hour. `{COMMAND} calendar` stops that.")
    return sentence(f"{' '.join(told)} `{COMMAND} meetings` shows what is planned.")


def calendars(links: Sequence[tuple[str, str, Sequence[str], int]]) -> Message:
    """Each with its key, link, domains, and the readings that failed last."""
    blocks: list[Block] = []
    for key, link, domains, failures in links:
        wanted = f", with invitees of {', '.join(map(escape, domains))}" if domains else ""
        fails = "\nI cannot read it just now, and keep trying." if failures else ""
        blocks.append(SectionBlock(text=f"A calendar at *{_host(link)}*{wanted}{fails}"))
        stop = ButtonElement(text="Stop following", action_id=Action.DROP_CALENDAR, value=key)
        blocks.append(ActionsBlock(elements=[stop]))
    begins = "*The calendars I follow for you*" if links else "I follow no calendar for you."
    return Message(
        f"{_counted(len(links), 'calendar')} followed",
        [SectionBlock(text=begins), *blocks, SectionBlock(text=f"{TAKES} {FINDS}")],
    )


def declined() -> Message:
    return sentence("Nothing is planned from it.")


def stopped() -> Message:
    return sentence(
        "I no longer follow that calendar. What was planned from it stays: "
        f"`{COMMAND} meetings` shows it."
    )


def gone() -> Message:
    return sentence("I no longer have that link. Send it to me again.")


def too_many(most: int) -> Message:
    return sentence(
        f"I follow {most} calendars for you, and no more. `{COMMAND} calendar` shows them."
    )


def given_up(link: str) -> Message:
    return sentence(
        f"I could not read your calendar at *{_host(link)}* for days, so I no longer follow it. "
        "What was planned from it stays. If the link is good again, send it to me once more."
    )


def no_domain(word: str) -> Message:
    return sentence(
        f"I do not understand *{escape(shortened(word, LONGEST_TITLE))}*. Behind the link I take "
        "domains of people you meet, such as `acme.com`."
    )


def takes() -> Message:
    return sentence(f"I take calendars. {TAKES}")


def _agree(changes: Changes) -> str:
    if not changes:
        return "Follow it"
    if changes.changed or changes.cancelled:
        return "Make these changes"
    n = len(changes.new)
    return "Plan this meeting" if n == 1 else f"Plan these {n} meetings"


def _listed(changes: Changes, named: Named) -> list[str]:
    def lines() -> Iterator[str]:
        for each in changes.new:
            yield _line(_planned(each.event, each.counterpart))
        for meeting, event in changes.changed:
            yield f"{_line(_planned(event, meeting.counterpart))} (changed)"
        for meeting in changes.cancelled:
            yield f"{_line(named(meeting))} (cancelled)"

    shown = list(islice(lines(), SHOWN))
    while sum(map(len, shown)) > LONGEST_LIST:
        shown.pop()
    return shown


def _line(meeting: Planned) -> str:
    return f"•  {meeting.called}: {meeting.when}"


def _planned(event: Event, counterpart: str | None) -> Planned:
    return Planned(
        key="",
        title=shortened(differences.title(event), LONGEST_TITLE),
        start=event.start,
        minutes=differences.minutes(event),
        zone=event.zone,
        counterpart=counterpart,
    )


def _host(link: str) -> str:
    """As much of a link as does not give the calendar away."""
    return escape(URL(link).host or "a link")


def _counted(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
