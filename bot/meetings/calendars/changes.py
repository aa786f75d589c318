"""What a calendar changes about the meetings that somebody has. Pure.

The calendar has the last word on what an event is called and when it is, and the person on all
else; a meeting that they called off by hand stays called off.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.meetings.calendars.events import Event
from bot.meetings.calendars.matching import LAST_SEQUENCE, PLANNED, EventKey, Match
from bot.meetings.form import LONGEST_TITLE
from bot.meetings.phrases.planning import SHORTEST, UNNAMED
from bot.slack.text import shortened
from bot.store.meetings import LAST_WORD
from bot.store.models import Meeting

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Content:
    """What stands in a calendar, as it was read at one time."""

    events: tuple[Event, ...]
    matches: tuple[Match, ...]
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Changes:
    new: tuple[Match, ...] = ()
    changed: tuple[tuple[Meeting, Event], ...] = ()
    """Called or planned otherwise, or on again."""
    cancelled: tuple[Meeting, ...] = ()
    moved_by_hand: tuple[tuple[Meeting, Event], ...] = ()
    """Called off by hand, and known by another name since its series was moved."""

    def __len__(self) -> int:
        return len(self.new) + len(self.changed) + len(self.cancelled)


def changes(
    content: Content,
    known: Sequence[Meeting],
    opened: Callable[[bytes], str],
    calendar_id: int | None = None,
) -> Changes:
    """`known` are all that the person has from calendars; what is no longer in `content` is
    cancelled where it came from the calendar of that id."""
    by_key = {key_of(meeting): meeting for meeting in known}
    events = {EventKey.of(event): event for event in content.events}
    gone = [
        meeting
        for key, meeting in by_key.items()
        if calendar_id is not None
        and meeting.calendar_id == calendar_id
        and content.since < meeting.starts_at < content.until
        and key not in events
        and (not meeting.cancelled or meeting.event_sequence == LAST_WORD)
    ]
    moved = dict(_moved(gone, {key: e for key, e in events.items() if key not in by_key}))
    pairs = [
        *((by_key[key], event) for key, event in events.items() if key in by_key),
        *((meeting, events[key]) for key, meeting in moved.items()),
    ]
    live = [(meeting, event) for meeting, event in pairs if not _outdated(meeting, event)]
    away = [each for each in gone if each not in moved.values() and not each.cancelled]
    return Changes(
        new=tuple(
            each
            for each in content.matches[:PLANNED]
            if (key := EventKey.of(each.event)) not in by_key and key not in moved
        ),
        changed=tuple(
            (meeting, event)
            for meeting, event in live
            if event.is_meeting and _differs(meeting, event, opened)
        ),
        cancelled=(
            *(m for m, event in live if not event.is_meeting and not m.cancelled),
            *away,
        ),
        moved_by_hand=tuple(
            (meeting, events[key])
            for key, meeting in moved.items()
            if meeting.event_sequence == LAST_WORD
        ),
    )


def key_of(meeting: Meeting) -> EventKey:
    return EventKey(meeting.event_uid or "", meeting.event_recurrence or "")


def title(event: Event) -> str:
    return shortened(event.title, LONGEST_TITLE) or UNNAMED


def start(event: Event) -> datetime:
    """In UTC: whoever reads the walls' clocks reads minutes."""
    return event.start.astimezone(UTC).replace(second=0, microsecond=0)


def minutes(event: Event) -> int:
    return int(max(event.end - event.start, SHORTEST).total_seconds() / 60)


def sequence(event: Event) -> int:
    return min(event.sequence, LAST_SEQUENCE)


def _outdated(meeting: Meeting, event: Event) -> bool:
    return sequence(event) < meeting.event_sequence


def _differs(meeting: Meeting, event: Event, opened: Callable[[bytes], str]) -> bool:
    return (
        meeting.cancelled
        or key_of(meeting) != EventKey.of(event)
        or (meeting.starts_at, meeting.minutes) != (start(event), minutes(event))
        or opened(meeting.title) != title(event)
    )


def _moved(
    gone: Sequence[Meeting], unknown: dict[EventKey, Event]
) -> Iterator[tuple[EventKey, Meeting]]:
    """Each with its new key: a series that is moved has other instances, and no word of which was
    which. The nearest to come within a day is taken for it."""
    for meeting in gone:
        near = [
            (abs(event.start - meeting.starts_at), key.recurrence, key)
            for key, event in unknown.items()
            if key.uid == meeting.event_uid and abs(event.start - meeting.starts_at) < A_DAY
        ]
        if near:
            *_, key = min(near)
            del unknown[key]
            yield key, meeting
