"""The migrations give exactly the tables that the code declares, and a newer database is refused."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.store.database import Database
from bot.store.errors import NewerSchema
from bot.store.schema import FOLDER, HEAD
from bot.store.tables import metadata


async def test_the_migrations_make_the_declared_tables(database: Database) -> None:
    def compare(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))

    async with database.read() as c:
        assert await c.run_sync(compare) == []


def test_the_code_knows_the_last_migration() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [HEAD]


async def test_a_newer_database_is_refused(database_url: str) -> None:
    async with await Database.open(database_url) as database, database.write() as c:
        await c.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for opening in (Database.open, Database.open_to_read):
        with pytest.raises(NewerSchema, match=r"newer version of briefbot.*9999"):
            await opening(database_url)
