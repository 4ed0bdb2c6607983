"""Databases of every earlier version, with something in every table, are brought up to date and lose nothing."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from cryptography.fernet import Fernet
from sqlalchemy import BigInteger, Connection, Integer, LargeBinary, MetaData, Table, create_engine, func, select, text
from sqlalchemy.engine import Engine, make_url

from bot.store import schema
from bot.store.database import Database
from bot.store.errors import Damaged, NewerSchema, OlderSchema, Unusable
from bot.store.installations import InstallationStore
from bot.store.schema import FOLDER, HEAD
from bot.store.soundness import GUARDS, check
from bot.store.tables import metadata
from bot.store.tokens import TokenStore

VERSIONS: Sequence[str] = sorted(
    script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions() if script.revision != HEAD
)
KEY = Fernet.generate_key().decode()
BEFORE_VERSIONS = {
    "token": """
        CREATE TABLE token (token TEXT PRIMARY KEY, text TEXT NOT NULL, kept INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX token_kept ON token (kept);
        INSERT INTO token VALUES ('abcdefghijklmnopqrstuv', 'brief?topic=venezuela', 1554336000);
    """,
    "installation": f"""
        CREATE TABLE installation (workspace TEXT PRIMARY KEY, secret BLOB NOT NULL) STRICT;
        CREATE TABLE installing (state TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT;
        INSERT INTO installation VALUES ('T1', CAST('{Fernet(KEY).encrypt(b"xoxb-1").decode()}' AS BLOB));
        INSERT INTO installing VALUES ('3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d', 1000);
    """,
}
"""What the bot made before it counted versions: one file for texts of buttons, one for installations."""


def connect(url: str) -> Engine:
    """An engine that waits for answers; Alembic and reflection work that way."""
    given = make_url(url)
    return create_engine(given if given.drivername == "sqlite" else given.set(drivername="postgresql+psycopg"))


def bring_to(url: str, version: str) -> None:
    engine = connect(url)
    with engine.begin() as connection:
        schema._migrate(connection, version)
    engine.dispose()


def fill(url: str) -> dict[str, int]:
    """Put two rows into every table, whatever its columns, and give the number of rows of each."""
    engine = connect(url)
    with engine.begin() as connection:
        found = MetaData()
        found.reflect(connection)
        tables = [table for table in found.sorted_tables if table.name != "alembic_version"]
        for table in tables:
            connection.execute(table.insert(), [_row(table, number, connection) for number in (1, 2)])
        counts = {table.name: _count(connection, table) for table in tables}
    engine.dispose()
    return counts


def _row(table: Table, number: int, connection: Connection) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.foreign_keys:
            (key,) = column.foreign_keys
            parent = key.column
            row[column.name] = connection.execute(select(parent).order_by(parent).offset(number - 1).limit(1)).scalar()
        elif isinstance(column.type, Integer | BigInteger):
            row[column.name] = number
        elif isinstance(column.type, LargeBinary):
            row[column.name] = b"packed %d" % number
        else:
            row[column.name] = _allowed(table, column.name) or f"{column.name} {number}"
    return row


def _allowed(table: Table, column: str) -> str | None:
    """A value that the checks of a column take."""
    declared = metadata.tables.get(table.name)
    for constraint in declared.constraints if declared is not None else ():
        written = str(getattr(constraint, "sqltext", ""))
        if written.startswith(f"{column} IN"):
            return written.split("'")[1]
    return None


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def dump(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that the code declares."""
    engine = connect(url)
    with engine.begin() as connection:
        found = {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=str)
            for name, table in metadata.tables.items()
        }
        assert list(compare_metadata(MigrationContext.configure(connection), metadata)) == []
    engine.dispose()
    return found


@pytest.mark.parametrize("version", VERSIONS)
async def test_of_every_earlier_version_everything_is_kept(empty_database_url: str, version: str) -> None:
    bring_to(empty_database_url, version)
    counts = fill(empty_database_url)
    assert set(counts.values()) == {2}
    await (await Database.open(empty_database_url)).close()
    rows = dump(empty_database_url)
    for table, count in counts.items():
        assert len(rows[table]) == count, table
    wrong = await check(empty_database_url)
    made_up = ("The revision topic ", "The content hash ")
    assert [one for one in wrong if not one.startswith(made_up)] == []
    assert bool(wrong) == ("revision" in counts), "what is made up can’t be read, and all else is sound"


async def test_every_table_of_this_version_can_be_filled(empty_database_url: str) -> None:
    """So that the test above stays true when there is a next version."""
    bring_to(empty_database_url, HEAD)
    assert set(fill(empty_database_url)) == set(metadata.tables)


@pytest.mark.parametrize("made", [("token",), ("installation",), ("token", "installation")], ids="+".join)
async def test_files_from_before_versions_were_counted(tmp_path: Path, made: Sequence[str]) -> None:
    file = tmp_path / "tokens.db"
    with closing(sqlite3.connect(file)) as before:
        before.execute("PRAGMA journal_mode = WAL")
        for name in made:
            before.executescript(BEFORE_VERSIONS[name])
    url = f"sqlite:///{file}"
    async with await Database.open(url) as database:
        tokens, installations = TokenStore(database), InstallationStore(database, [KEY])
        if "token" in made:
            assert await tokens.get("abcdefghijklmnopqrstuv") == "brief?topic=venezuela"
        if "installation" in made:
            assert await installations.read("T1") == b"xoxb-1"
            assert await installations.redeem("b", 999)
    dump(url)
    assert await check(url) == []


async def test_an_older_database_is_not_read_as_if_it_were_new(empty_database_url: str) -> None:
    bring_to(empty_database_url, "0001")
    with pytest.raises(OlderSchema, match="briefbot db upgrade"):
        await Database.open_to_read(empty_database_url)
    await (await Database.open(empty_database_url)).close()
    await (await Database.open_to_read(empty_database_url)).close()


async def test_an_empty_database_is_not_called_an_older_one(empty_database_url: str) -> None:
    with pytest.raises(Unusable, match="briefbot db upgrade") as refused:
        await Database.open_to_read(empty_database_url)
    assert "earlier version" not in str(refused.value)


async def test_a_newer_database_is_refused_and_left_alone(database_url: str) -> None:
    async with await Database.open(database_url) as database, database.write() as c:
        await c.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for opening in (Database.open, Database.open_to_read):
        with pytest.raises(NewerSchema, match=r"newer version of briefbot.*9999.*Install"):
            await opening(database_url)
    await asyncio.to_thread(dump, database_url)


async def test_broken_references_stop_an_upgrade(empty_sqlite_url: str) -> None:
    bring_to(empty_sqlite_url, "0001")
    with closing(sqlite3.connect(empty_sqlite_url.removeprefix("sqlite:///"))) as file:
        file.executescript("CREATE TABLE a (b INTEGER PRIMARY KEY REFERENCES token); INSERT INTO a VALUES (7)")
    with pytest.raises(Damaged, match="a row of a refers to one of token that is not there"):
        await Database.open(empty_sqlite_url)
    engine = connect(empty_sqlite_url)
    with engine.connect() as connection:
        assert schema._version(connection) == "0001", "nothing was changed"
    engine.dispose()


KILLED = """
import asyncio, os, signal, sys
from alembic import op
from bot.store.database import Database
made, create = 0, op.create_table
def create_table(*args, **options):
    global made
    made += 1
    if made == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return create(*args, **options)
op.create_table = create_table
asyncio.run(Database.open(sys.argv[1]))
"""


async def test_an_upgrade_that_is_killed_is_done_by_the_next_start(empty_database_url: str) -> None:
    bring_to(empty_database_url, "0001")
    fill(empty_database_url)
    killed = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", KILLED, empty_database_url], check=False, capture_output=True
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    await (await Database.open(empty_database_url)).close()
    rows = dump(empty_database_url)
    assert len(rows["token"]) == len(rows["installation"]) == 2
    assert await check(empty_database_url) == []


async def test_two_nodes_that_start_at_once_upgrade_once(empty_postgresql_url: str) -> None:
    nodes = await asyncio.gather(*(Database.open(empty_postgresql_url) for _ in range(4)))
    for node in nodes:
        await node.close()
    await asyncio.to_thread(dump, empty_postgresql_url)


async def test_the_migrations_leave_every_guard(database: Database) -> None:
    query = "SELECT name FROM sqlite_master" if database.address.sqlite else "SELECT tgname FROM pg_trigger"
    async with database.read() as c:
        assert set((await c.execute(text(query))).scalars()) >= GUARDS


def test_the_code_knows_the_last_migration() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [HEAD]
