"""Meetings, what is sent about them, what was saved, and the calendars they come from.

Revision: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("coach_posts", sa.Column("sent_channel", sa.String(255), nullable=True))
    op.add_column("coach_posts", sa.Column("sent_ts", sa.String(255), nullable=True))
    op.create_table(
        "followed_calendars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(255), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("is_followed", sa.Boolean(), nullable=False),
        sa.Column("etag", sa.String(255), nullable=True),
        sa.Column("last_modified", sa.String(255), nullable=True),
        sa.Column("read_next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_followed_calendars"),
        sa.UniqueConstraint("team_id", "key", name="uq_followed_calendars_team_id"),
    )
    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(255), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("organizer", sa.String(255), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("counterpart", sa.String(255), nullable=True),
        sa.Column("channel_id", sa.String(255), nullable=True),
        sa.Column("in_channel", sa.Boolean(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(255), nullable=False),
        sa.Column("wall", sa.String(255), nullable=False),
        sa.Column("checklist_before", sa.Integer(), nullable=True),
        sa.Column("form_before", sa.Integer(), nullable=True),
        sa.Column("reflect", sa.Boolean(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("event_uid", sa.String(255), nullable=True),
        sa.Column("event_recurrence", sa.String(255), nullable=True),
        sa.Column("event_sequence", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["followed_calendars.id"],
            name="fk_meetings_calendar_id_followed_calendars",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
        sa.UniqueConstraint("team_id", "key", name="uq_meetings_team_id"),
        sa.UniqueConstraint(
            "team_id",
            "organizer",
            "event_uid",
            "event_recurrence",
            name="uq_meetings_event",
        ),
    )
    op.create_index("ix_meetings_starts_at", "meetings", ["starts_at"])
    op.create_index("ix_meetings_channel_id", "meetings", ["channel_id"])
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(255), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(255), nullable=False),
        sa.Column("to", sa.String(255), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about", sa.String(255), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("state", sa.String(255), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_channel", sa.String(255), nullable=True),
        sa.Column("sent_ts", sa.String(255), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings.id"],
            name="fk_reminders_meeting_id_meetings",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.UniqueConstraint("key", name="uq_reminders_key"),
        sa.UniqueConstraint(
            "meeting_id", "to", "kind", "starts_at", "about", name="uq_reminders_meeting_id"
        ),
    )
    op.create_index("ix_reminders_due", "reminders", ["state", "due_at", "starts_at", "id"])
    op.create_index("ix_reminders_to", "reminders", ["to", "state"])
    op.create_table(
        "meeting_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(255), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(255), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("is_question", sa.Boolean(), nullable=False),
        sa.Column("ticked_by", sa.String(255), nullable=True),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings.id"],
            name="fk_meeting_items_meeting_id_meetings",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_items"),
        sa.UniqueConstraint("meeting_id", "item_id", name="uq_meeting_items_meeting_id"),
    )
    op.create_table(
        "reflections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(255), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings.id"],
            name="fk_reflections_meeting_id_meetings",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reflections"),
        sa.UniqueConstraint("meeting_id", "user_id", name="uq_reflections_meeting_id"),
    )


def downgrade() -> None:
    op.drop_table("reflections")
    op.drop_table("meeting_items")
    op.drop_table("reminders")
    op.drop_table("meetings")
    op.drop_table("followed_calendars")
    # Not in a batch: that makes the table anew, and what refers to it would go with the old one.
    op.drop_column("coach_posts", "sent_ts")
    op.drop_column("coach_posts", "sent_channel")
