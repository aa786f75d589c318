"""Watched channels, what was seen in them, and what the coach said.

Revision: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coach_posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(255), nullable=False),
        sa.Column("channel_id", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(255), nullable=False),
        sa.Column("answers_ts", sa.String(255), nullable=False),
        sa.Column("thread_ts", sa.String(255), nullable=False),
        sa.Column("signs", sa.JSON(), nullable=False),
        sa.Column("refs", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("state", sa.String(255), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_coach_posts"),
        sa.UniqueConstraint("key", name="uq_coach_posts_key"),
    )
    op.create_index("ix_coach_posts_state", "coach_posts", ["state"])

    op.create_table(
        "observed_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(255), nullable=False),
        sa.Column("channel_id", sa.String(255), nullable=False),
        sa.Column("ts", sa.String(255), nullable=False),
        sa.Column("thread_ts", sa.String(255), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_ts", sa.String(255), nullable=True),
        sa.Column("sightings", sa.JSON(), nullable=False),
        sa.Column("moves", sa.JSON(), nullable=False),
        sa.Column("cues", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_observed_messages"),
        sa.UniqueConstraint("team_id", "channel_id", "ts", name="uq_observed_messages_team_id"),
    )
    op.create_index("ix_observed_messages_at", "observed_messages", ["at"])

    op.create_table(
        "private_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(255), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("last_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_private_notes"),
        sa.UniqueConstraint("team_id", "user_id", name="uq_private_notes_team_id"),
    )
    op.create_table(
        "watched_channels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(255), nullable=False),
        sa.Column("channel_id", sa.String(255), nullable=False),
        sa.Column("counterpart", sa.String(255), nullable=True),
        sa.Column("started_by", sa.String(255), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sensitivity", sa.String(255), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_watched_channels"),
        sa.UniqueConstraint("team_id", "channel_id", name="uq_watched_channels_team_id"),
    )
    op.create_table(
        "post_opinions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(255), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["coach_posts.id"],
            name="fk_post_opinions_post_id_coach_posts",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_post_opinions"),
        sa.UniqueConstraint("post_id", "user_id", name="uq_post_opinions_post_id"),
    )


def downgrade() -> None:
    op.drop_table("post_opinions")
    op.drop_table("watched_channels")
    op.drop_table("private_notes")
    op.drop_table("observed_messages")
    op.drop_table("coach_posts")
