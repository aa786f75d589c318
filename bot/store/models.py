"""The tables. Every row carries the Slack team it belongs to; none holds a message's text.

Words that people saved on purpose, in a form, are sealed: see `bot.store.vault`.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC: SQLite would give it back without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a datetime without a time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's
        datetime: UtcDateTime,
        str: String(255),
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
    }


class Feedback(Base):
    """What one person said of one card: helpful or not. One row a card and person."""

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("team_id", "card_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    card_id: Mapped[str]
    user_id: Mapped[str]
    sign: Mapped[str | None]
    """The main sign of the card; None for a card that saw no trap."""
    actor: Mapped[str | None]
    helpful: Mapped[bool]
    given_at: Mapped[datetime]


class HandledEvent(Base):
    """An event or a deed that was taken on, so that its repetitions are not."""

    __tablename__ = "handled_events"
    __table_args__ = (UniqueConstraint("team_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    key: Mapped[str]
    handled_at: Mapped[datetime]


class WatchedChannel(Base):
    """A deal channel that was opted in."""

    __tablename__ = "watched_channels"
    __table_args__ = (UniqueConstraint("team_id", "channel_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    channel_id: Mapped[str]
    counterpart: Mapped[str | None]
    started_by: Mapped[str]
    """Who turned it on: told in private where nothing may be said in the channel."""
    started_at: Mapped[datetime]
    sensitivity: Mapped[str]
    paused_until: Mapped[datetime | None]
    read_until: Mapped[datetime | None]
    """All that was written before then has been read; None where that is not known yet."""


class ObservedMessage(Base):
    """A message of a watched channel that was read, and what it showed: one row a message."""

    __tablename__ = "observed_messages"
    __table_args__ = (
        UniqueConstraint("team_id", "channel_id", "ts"),
        Index("ix_observed_messages_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    channel_id: Mapped[str]
    ts: Mapped[str]
    thread_ts: Mapped[str | None]
    at: Mapped[datetime]
    edited_ts: Mapped[str | None]
    """When it was last edited, so that an older edit that comes late is not taken for newer."""
    sightings: Mapped[list[dict[str, Any]]]
    """Sign, actor and confidence of each."""
    moves: Mapped[list[str]]
    cues: Mapped[list[str]]


class DeliveryState(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    """A process is sending it, or was when it died."""
    SENT = "sent"
    EXPIRED = "expired"
    """It was too late to be of use."""
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    """Whom it was for wants no more of it, whatever becomes of the meeting's plan."""
    FAILED = "failed"
    """Slack will never take it."""


class Delivery:
    """Columns of what is to be sent exactly once; `bot.store.deliveries` works on them."""

    key: Mapped[str]
    """Stands in the sent message's metadata, and means nothing to others."""
    state: Mapped[str]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    sent_channel: Mapped[str | None]
    sent_ts: Mapped[str | None]
    """Which message it became."""

    @classmethod
    def place(cls) -> InstrumentedAttribute[str]:
        """Where it goes: Slack takes one message a second for each place."""
        raise NotImplementedError

    @classmethod
    def urgency(cls) -> tuple[InstrumentedAttribute[Any], ...]:
        """What to order by, so that the most urgent comes first."""
        return cls.due_at, cls.key


class CoachPost(Delivery, Base):
    """What the coach decided to say about a deal: in its channel, or in private if it is shared."""

    __tablename__ = "coach_posts"
    __table_args__ = (UniqueConstraint("key"), Index("ix_coach_posts_state", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    channel_id: Mapped[str]
    kind: Mapped[str]
    answers_ts: Mapped[str]
    thread_ts: Mapped[str]
    """The message whose thread it belongs to."""
    signs: Mapped[list[dict[str, Any]]]
    """Sign, actor and confidence of each, the weightiest first."""
    refs: Mapped[list[str]]
    """The messages that show them."""

    @classmethod
    def place(cls) -> InstrumentedAttribute[str]:
        return cls.channel_id


class PostOpinion(Base):
    """What one person said of one coaching post: helpful or not useful."""

    __tablename__ = "post_opinions"
    __table_args__ = (UniqueConstraint("post_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    post_id: Mapped[int] = mapped_column(ForeignKey("coach_posts.id", ondelete="CASCADE"))
    user_id: Mapped[str]
    helpful: Mapped[bool]
    given_at: Mapped[datetime]


class PrivateNotes(Base):
    """How one person wants to be told of signs in their own messages."""

    __tablename__ = "private_notes"
    __table_args__ = (UniqueConstraint("team_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    user_id: Mapped[str]
    wanted: Mapped[bool]
    last_told_at: Mapped[datetime | None]


class Meeting(Base):
    """A meeting that somebody planned, or that stands in a calendar they follow."""

    __tablename__ = "meetings"
    __table_args__ = (
        UniqueConstraint("team_id", "key"),
        UniqueConstraint(
            "team_id", "organizer", "event_uid", "event_recurrence", name="uq_meetings_event"
        ),
        Index("ix_meetings_starts_at", "starts_at"),
        Index("ix_meetings_channel_id", "channel_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    key: Mapped[str]
    """Stands in buttons, and means nothing to others."""
    organizer: Mapped[str]
    title: Mapped[bytes]
    """Sealed, as all words that people saved; see `bot.store.vault`."""
    counterpart: Mapped[str | None]
    channel_id: Mapped[str | None]
    """The deal's channel."""
    in_channel: Mapped[bool]
    """The lists go to the deal's channel, where it is ours alone; reflections never do."""
    people: Mapped[list[str]]
    """Who else takes part, by user id."""
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    zone: Mapped[str]
    """The IANA zone that it was planned in."""
    wall: Mapped[str]
    """What clocks there show then, as "2026-12-01T15:00:00": it holds where rules change."""
    checklist_before: Mapped[int | None]
    form_before: Mapped[int | None]
    """Minutes; None where that is not wanted."""
    reflect: Mapped[bool]
    cancelled: Mapped[bool]
    event_uid: Mapped[str | None]
    """Which event of a calendar it is, with `event_recurrence`: when it was first to start."""
    event_recurrence: Mapped[str | None]
    event_sequence: Mapped[int]
    calendar_id: Mapped[int | None] = mapped_column(
        ForeignKey("followed_calendars.id", ondelete="SET NULL")
    )


class ReminderKind(StrEnum):
    CHECKLIST = "checklist"
    FORM = "form"
    """The two-minute form."""
    REFLECTION = "reflection"
    REFLECTION_AGAIN = "reflection_again"
    NOTE = "note"
    """To the organizer: somebody cannot be reached."""


LISTS = (ReminderKind.CHECKLIST, ReminderKind.FORM)
"""What comes before a meeting."""


class Reminder(Delivery, Base):
    """What one person or channel is to be sent about a meeting."""

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("key"),
        UniqueConstraint("meeting_id", "to", "kind", "starts_at", "about"),
        Index("ix_reminders_to", "to", "state"),
        # As `urgency`: the first that is due is found without looking at the others.
        Index("ix_reminders_due", "state", "due_at", "starts_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    kind: Mapped[str]
    to: Mapped[str]
    """A user's id or a channel's."""
    starts_at: Mapped[datetime]
    """When the meeting was to start as this was planned: once it is moved, this is void."""
    about: Mapped[str]
    """Whom a note tells of, by user or channel id; empty for all else."""
    content: Mapped[bytes | None]
    """Sealed: the checklist as it was sent, so that a tick redraws the same."""

    @classmethod
    def place(cls) -> InstrumentedAttribute[str]:
        return cls.to

    @classmethod
    def urgency(cls) -> tuple[InstrumentedAttribute[Any], ...]:
        return cls.due_at, cls.starts_at, cls.id


class MeetingItem(Base):
    """What was ticked on a meeting's checklists, or added to them."""

    __tablename__ = "meeting_items"
    __table_args__ = (UniqueConstraint("meeting_id", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    item_id: Mapped[str]
    words: Mapped[bytes | None]
    """Sealed; None for an item that the coach chose."""
    is_question: Mapped[bool]
    """It is something to find out in the meeting."""
    ticked_by: Mapped[str | None]
    ticked_at: Mapped[datetime | None]


class SavedReflection(Base):
    """What one person wrote down after a meeting."""

    __tablename__ = "reflections"
    __table_args__ = (UniqueConstraint("meeting_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    user_id: Mapped[str]
    words: Mapped[bytes]
    """Sealed: a `coaching.preparation.Reflection`."""
    saved_at: Mapped[datetime]
    shared_at: Mapped[datetime | None]
    """When its author shared it to the deal's channel."""


class FollowedCalendar(Base):
    """A calendar that somebody named by its link."""

    __tablename__ = "followed_calendars"
    __table_args__ = (UniqueConstraint("team_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    key: Mapped[str]
    user_id: Mapped[str]
    link: Mapped[bytes]
    """Sealed: who knows it can read the calendar."""
    domains: Mapped[list[str]]
    """Of invitees whose events count beside those of watched counterparts."""
    is_followed: Mapped[bool]
    """False until the person has seen what it brings and agreed."""
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    read_next_at: Mapped[datetime]
    failures: Mapped[int]
    """Readings that failed, one after the other."""
