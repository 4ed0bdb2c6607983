"""Triggers that let rows be added to a table and nothing else, whoever asks."""

from typing import Final

from alembic import op

_SQLITE: Final = """
    CREATE TRIGGER {table}_no_{what} BEFORE {what} ON {table} {unless}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_FUNCTION: Final = """
    CREATE FUNCTION {table}_no_{what}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_POSTGRESQL: Final = """
    CREATE TRIGGER {table}_no_{what} BEFORE {what} ON {table} FOR EACH ROW
    EXECUTE FUNCTION {table}_no_{what}()
"""
_TRUNCATE: Final = """
    CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT
    EXECUTE FUNCTION {table}_no_update()
"""


def append_only(table: str, *, deletable: str | None = None) -> None:
    """Let no row of a table be changed, and none be deleted but those of which `deletable` is true: an SQL expression
    over OLD that both databases understand."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for what in ("update", "delete"):
        guard = deletable if what == "delete" else None
        if sqlite:
            op.execute(_SQLITE.format(table=table, what=what, unless=f"WHEN NOT ({guard})" if guard else ""))
            continue
        function = _FUNCTION.format(table=table, what=what)
        if guard:
            function = function.replace("BEGIN RAISE", f"BEGIN IF {guard} THEN RETURN OLD; END IF; RAISE")
        op.execute(function)
        op.execute(_POSTGRESQL.format(table=table, what=what))
    if not sqlite:
        op.execute(_TRUNCATE.format(table=table))
