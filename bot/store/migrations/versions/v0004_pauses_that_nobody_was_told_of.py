"""When digests of a workspace were paused of which nobody could be told."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the column."""
    op.add_column("workspace", sa.Column("untold_at", Number, nullable=True))
