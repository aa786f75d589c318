"""The tables. Every row carries the Slack team it belongs to; none holds a message's text."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, MetaData, String, TypeDecorator, UniqueConstraint
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
    type_annotation_map = {datetime: UtcDateTime, str: String(255)}  # noqa: RUF012 - SQLAlchemy's


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
