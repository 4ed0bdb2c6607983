"""Installations in a real database: kept, encrypted, replaced, deleted; states that work once and in time."""

import asyncio
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from bot.store.database import Database
from bot.store.installations import InstallationStore, InvalidKey, WrongKey
from bot.store.tables import installation, installing

KEY, OTHER = Fernet.generate_key().decode(), Fernet.generate_key().decode()
SECRET = b'{"token": "xoxb-secret"}'


@pytest.fixture
def store(database: Database) -> InstallationStore:
    return InstallationStore(database, [KEY])


async def test_what_is_kept_is_read_after_a_restart(database_url: str) -> None:
    async with await Database.open(database_url) as database:
        store = InstallationStore(database, [KEY])
        await store.keep("T1", b"old")
        await store.keep("T1", SECRET)
    async with await Database.open(database_url) as database:
        again = InstallationStore(database, [KEY])
        assert await again.read("T1") == SECRET
        assert await again.read("T2") is None


async def test_nothing_readable_is_in_the_database(store: InstallationStore, database: Database) -> None:
    await store.keep("T1", SECRET)
    await store.issue("state-in-a-cookie", 100)
    async with database.read() as c:
        rows = [*await c.execute(select(installation)), *await c.execute(select(installing))]
    assert len(rows) == 2
    assert "xoxb" not in str(rows)
    assert "state-in-a-cookie" not in str(rows)


async def test_nothing_readable_is_on_disk(sqlite_url: str, tmp_path: Path) -> None:
    async with await Database.open(sqlite_url) as database:
        store = InstallationStore(database, [KEY])
        await store.keep("T1", SECRET)
        await store.issue("state-in-a-cookie", 100)
        on_disk = await asyncio.to_thread(lambda: b"".join(file.read_bytes() for file in tmp_path.iterdir()))
        assert b"T1" in on_disk
        assert b"xoxb" not in on_disk
        assert b"state-in-a-cookie" not in on_disk


async def test_a_key_is_replaced_by_putting_the_new_one_first(store: InstallationStore, database: Database) -> None:
    await store.keep("T1", SECRET)
    both = InstallationStore(database, [OTHER, KEY])
    assert await both.read("T1") == SECRET
    await both.keep("T1", SECRET)
    with pytest.raises(WrongKey, match="T1"):
        await store.read("T1")


async def test_deleted_is_deleted(store: InstallationStore) -> None:
    await store.keep("T1", SECRET)
    assert await store.drop("T1")
    assert not await store.drop("T1")
    assert await store.read("T1") is None


async def test_a_state_works_once_and_in_time(store: InstallationStore) -> None:
    await store.issue("a", 100)
    await store.issue("b", 100)
    assert not await store.redeem("unknown", 50)
    assert await store.redeem("a", 99)
    assert not await store.redeem("a", 99)
    assert not await store.redeem("b", 100)


async def test_many_at_once(store: InstallationStore) -> None:
    await asyncio.gather(*(store.keep(f"T{number}", str(number).encode()) for number in range(50)))
    assert await asyncio.gather(*(store.read(f"T{number}") for number in range(50))) == [
        str(number).encode() for number in range(50)
    ]


@pytest.mark.parametrize("key", ["", "short", "x" * 44])
async def test_a_key_that_is_none_is_refused_without_showing_it(database: Database, key: str) -> None:
    with pytest.raises(InvalidKey, match="Make one with") as raised:
        InstallationStore(database, [key])
    assert not key or key not in str(raised.value)
