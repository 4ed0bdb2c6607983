"""Installations in a real file: kept, encrypted, replaced, deleted; states that work once and in time."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.store.installations import InstallationStore, InvalidKey, WrongKey

KEY, OTHER = Fernet.generate_key().decode(), Fernet.generate_key().decode()
SECRET = b'{"token": "xoxb-secret"}'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "bot.sqlite"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[InstallationStore]:
    store = InstallationStore(path, [KEY])
    yield store
    await store.close()


async def test_what_is_kept_is_read_after_a_restart(store: InstallationStore, path: Path) -> None:
    await store.keep("T1", b"old")
    await store.keep("T1", SECRET)
    await store.close()
    again = InstallationStore(path, [KEY])
    assert await again.read("T1") == SECRET
    assert await again.read("T2") is None
    await again.close()


async def test_nothing_readable_is_on_disk(store: InstallationStore, path: Path) -> None:
    await store.keep("T1", SECRET)
    await store.issue("state-in-a-cookie", 100)
    await store.close()
    for file in path.parent.iterdir():
        assert b"xoxb" not in file.read_bytes()
        assert b"state-in-a-cookie" not in file.read_bytes()


async def test_a_key_is_replaced_by_putting_the_new_one_first(store: InstallationStore, path: Path) -> None:
    await store.keep("T1", SECRET)
    both = InstallationStore(path, [OTHER, KEY])
    assert await both.read("T1") == SECRET
    await both.keep("T1", SECRET)
    await both.close()
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
def test_a_key_that_is_none_is_refused_without_showing_it(path: Path, key: str) -> None:
    with pytest.raises(InvalidKey, match="Make one with") as raised:
        InstallationStore(path, [key])
    assert not key or key not in str(raised.value)
