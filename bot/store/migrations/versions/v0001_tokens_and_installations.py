"""Texts under short names and installations, which were there before versions were counted."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables; of those that are there, keep the rows."""
    there = sa.inspect(op.get_bind()).get_table_names()
    found = [name for name in ("token", "installation", "installing") if name in there]
    if "token" in found:
        op.execute("DROP INDEX IF EXISTS token_kept")
    for name in found:
        op.rename_table(name, f"{name}_before")
    op.create_table(
        "token",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept", Number, nullable=False),
        sa.PrimaryKeyConstraint("token", name="token_pk"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("token_kept_index", "token", ["kept"])
    op.create_table(
        "installation",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name="installation_pk"),
        sqlite_strict=True,
    )
    op.create_table(
        "installing",
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("until", Number, nullable=False),
        sa.PrimaryKeyConstraint("state", name="installing_pk"),
        sqlite_strict=True,
    )
    for name in found:
        op.execute(f"INSERT INTO {name} SELECT * FROM {name}_before")  # noqa: S608
        op.drop_table(f"{name}_before")
