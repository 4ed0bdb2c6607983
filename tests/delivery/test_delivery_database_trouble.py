"""The database fails in the middle of a batch: nothing is lost or posted twice, and delivery goes on by itself."""

import asyncio
import sqlite3
from collections.abc import Iterator

import pytest

from bot.delivery import courier
from bot.store import nodes
from bot.store.database import Database
from bot.store.errors import Full, Unavailable
from tests.databases import postgresql_server
from tests.delivery.memory import Platform
from tests.delivery.world import (
    EIGHT,
    Clock,
    add,
    delivering,
    place,
    rows,
    settled,
    states,
    subscription,
    ticker,
    until,
)


async def set_pragma(database: Database, pragma: str) -> int:
    """Of the one connection that writes."""
    async with database.write() as c:
        return int((await c.exec_driver_sql(f"PRAGMA {pragma}")).scalar_one())


def once_each(platform: Platform, count: int) -> None:
    assert len({kept.delivery for kept in platform.messages}) == len(platform.messages) == count


async def test_the_disk_is_full_and_has_room_again(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> None:
    async with await Database.open(sqlite_url) as database:
        await add(database, *(subscription(n) for n in range(400)))
        pages = await set_pragma(database, "page_count")
        await set_pragma(database, f"max_page_count = {pages + 5}")
        with pytest.raises(Full):
            await ticker(database).tick(EIGHT)
        assert await rows(database) == [], "all or nothing"
        await set_pragma(database, "max_page_count = 1000000")
        assert await ticker(database).tick(EIGHT) == 400
        pages = await set_pragma(database, "page_count")
        await set_pragma(database, f"max_page_count = {pages + 1}")
        platform = Platform()
        async with delivering(database, platform):
            await until(lambda: "The disk of the database" in caplog.text)
            full = len(platform.messages)
            await asyncio.sleep(0.2)
            assert len(platform.messages) == full, "nothing is posted that can't be written down"
            await set_pragma(database, "max_page_count = 1000000")
            await settled(database, 20)
    assert 0 < full < 400
    assert platform.counted("find") == 0
    once_each(platform, 400)


async def test_the_disk_is_full_when_the_process_ends(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """What was posted and could not be written down is looked for by the next process."""
    async with await Database.open(sqlite_url) as database:
        await add(database, *(subscription(n) for n in range(300)))
        await ticker(database).tick(EIGHT)
        platform = Platform(takes=0.01)
        async with delivering(database, platform, owner="one"):
            await until(lambda: platform.at_once)
            await set_pragma(database, f"max_page_count = {await set_pragma(database, 'page_count')}")
            await until(lambda: "The disk of the database" in caplog.text)
        await set_pragma(database, "max_page_count = 1000000")
        assert "sending" in await states(database)
        async with database.write() as c:
            await nodes.bury(c, "one")
        async with delivering(database, platform, owner="two"):
            await settled(database, 20)
    assert platform.counted("find") > 0
    once_each(platform, 300)


async def test_another_process_has_the_file_locked(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> None:
    async with await Database.open(sqlite_url) as database:
        await add(database, *(subscription(n) for n in range(60)))
        await ticker(database).tick(EIGHT)
        await set_pragma(database, "busy_timeout = 50")
        platform = Platform(takes=0.02)
        async with delivering(database, platform):
            await until(lambda: platform.messages)
            other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None, timeout=0)
            await until(lambda: _locks(other))
            await until(lambda: "Another process has had the database" in caplog.text)
            with pytest.raises(Unavailable):
                await ticker(database).tick(EIGHT + 86_400)
            other.execute("COMMIT")
            other.close()
            await settled(database, 20)
    once_each(platform, 60)


def _locks(other: sqlite3.Connection) -> bool:
    """Whether the lock could be taken; waiting for it here would stop the one who has it."""
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    return True


@pytest.fixture(scope="module")
def server() -> Iterator[postgresql_server]:
    """A PostgreSQL that may be restarted."""
    with postgresql_server() as running:
        yield running


@pytest.mark.parametrize("how", ["fast", "immediate"])
async def test_postgresql_restarts_in_mid_batch(
    server: postgresql_server, how: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "LOOK", 0.1)
    async with await Database.open(server.url) as database:
        async with database.write() as c:
            await c.exec_driver_sql("TRUNCATE delivery, posted, subscription, node CASCADE")
        await add(database, *(subscription(n, place=place(n % 100)) for n in range(300)))
        await ticker(database).tick(EIGHT)
        platform = Platform(takes=0.02)
        async with delivering(database, platform, clock=Clock()):
            await until(lambda: len(platform.messages) > 30)
            before = len(platform.messages)
            await asyncio.to_thread(server.restart, how)
            await settled(database, 60)
    assert 30 < before < 300, "in the middle"
    assert "can't be" in caplog.text
    once_each(platform, 300)
    for channel in range(100):
        ids = [kept.delivery for kept in platform.messages if kept.place == str(place(channel))]
        assert ids == sorted(ids)
