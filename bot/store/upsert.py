"""Inserting rows that may be there already, in the words of each database."""

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that takes `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def replacing(connection: AsyncConnection, table: Table, *columns: str) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that, where a row with this primary key is there, replaces these columns of it."""
    statement = insert(connection, table)
    replaced = {column: statement.excluded[column] for column in columns}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=replaced)
