"""Everybody who wrote in a draft, so that none of them approves it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; of what was saved before only the last author is known."""
    op.add_column("revision", sa.Column("authors", sa.Text(), nullable=True))
