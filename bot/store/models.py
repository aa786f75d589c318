"""The tables. Every row carries the Slack team it belongs to; none holds a message's text."""

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
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


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
    FAILED = "failed"
    """Slack will never take it."""


class Delivery:
    """Columns of what is to be sent exactly once; `bot.store.deliveries` works on them."""

    key: Mapped[str]
    """Stands in the sent message's metadata, and means nothing to others."""
    state: Mapped[str] = mapped_column(index=True)
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]


class CoachPost(Delivery, Base):
    """What the coach decided to say about a deal: in its channel, or in private if it is shared."""

    __tablename__ = "coach_posts"
    __table_args__ = (UniqueConstraint("key"),)

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
