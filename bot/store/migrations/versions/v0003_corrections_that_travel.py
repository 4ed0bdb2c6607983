"""Corrections with the messages each of them reaches, and which delivery posted a message."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_POSTED_BY = """
    UPDATE posted SET delivery = d.id, under = d.under FROM delivery d
    WHERE d.place = posted.place AND d.message_id = posted.message_id AND d.kind IN ('digest', 'detail')
"""


def upgrade() -> None:
    """Make the tables, and note of the digests that were posted which deliveries did it."""
    op.create_table(
        "correction",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("revision", Number, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("at", Number, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('correction', 'withdrawal')", name="correction_kind_check"),
        sa.ForeignKeyConstraint(["revision"], ["revision.seq"], name="correction_revision_fk"),
        sa.PrimaryKeyConstraint("id", name="correction_pk"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("correction_workspace_topic_index", "correction", ["workspace", "topic"])
    op.create_table(
        "correction_message",
        sa.Column("correction", Number, nullable=False),
        sa.Column("posted", Number, nullable=False),
        sa.Column("delivery", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["correction"], ["correction.id"], name="correction_message_correction_fk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("correction", "posted", name="correction_message_pk"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.add_column("posted", sa.Column("delivery", sa.Text(), nullable=True))
    op.add_column("posted", sa.Column("under", sa.Text(), nullable=True))
    named = sa.text("delivery IS NOT NULL")
    op.create_index("posted_delivery_index", "posted", ["delivery"], sqlite_where=named, postgresql_where=named)
    op.execute(_POSTED_BY)
