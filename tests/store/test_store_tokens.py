"""What a button carries survives a restart, and the table doesn't grow for ever."""

import asyncio

import pytest
from sqlalchemy import func, select

from bot.store import tables
from bot.store.database import Database
from bot.store.errors import Unavailable
from bot.store.tokens import TokenStore


async def test_a_text_is_found_again_after_a_restart(database_url: str) -> None:
    async with await Database.open(database_url) as database:
        store = TokenStore(database)
        token = store.keep("brief?topic=venezuela")
        assert store.keep("brief?topic=venezuela") == token
        assert store.keep("brief?topic=syria") != token
        assert len(token) == 22
        assert await store.get(token) == "brief?topic=venezuela", "known before it is written"
        await store.flush()
    async with await Database.open(database_url) as database:
        again = TokenStore(database)
        assert await again.get(token) == "brief?topic=venezuela"
        assert await again.get("unknown") is None
        assert again.keep("brief?topic=venezuela") == token
        await again.flush()


async def test_another_process_knows_it_once_flush_has_returned(database: Database) -> None:
    store, other = TokenStore(database), TokenStore(database)

    async def show(number: int) -> None:
        token = store.keep(f"brief?topic={number}")
        await store.flush()
        assert await other.get(token) == f"brief?topic={number}"

    await asyncio.gather(*(show(number) for number in range(100)))


async def test_the_oldest_are_forgotten_first(database: Database) -> None:
    now = iter(range(10_000))

    async def keep(text: str) -> str:
        store = TokenStore(database, lambda: next(now), most=20)
        token = store.keep(text)
        await store.flush()
        return token

    first = [await keep(str(number)) for number in range(20)]
    await keep("0")
    await keep("one too many")
    store = TokenStore(database)
    kept = [await store.get(token) for token in first]
    assert kept[0] == "0", "what was needed again stays"
    assert kept[1] is None
    assert kept[-1] == "19"
    async with database.read() as c:
        assert (await c.execute(select(func.count()).select_from(tables.token))).scalar() == 18


async def test_the_count_is_right_over_many_flushes(database: Database) -> None:
    now = iter(range(10_000))
    store = TokenStore(database, lambda: next(now), most=20)
    for number in range(100):
        store.keep(str(number))
        await store.flush()
        async with database.read() as c:
            assert (await c.execute(select(func.count()).select_from(tables.token))).scalar_one() <= 20


async def test_what_is_needed_every_day_is_not_the_oldest(database: Database) -> None:
    now = 0.0
    store = TokenStore(database, lambda: now, most=20)
    daily = store.keep("daily")
    for number in range(60):
        now += 90_000
        store.keep("daily")
        store.keep(str(number))
        await store.flush()
    assert await TokenStore(database).get(daily) == "daily"


async def test_what_could_not_be_written_is_written_by_the_next_flush(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = TokenStore(database)
    token = store.keep("brief?topic=venezuela")

    def write() -> None:
        raise Unavailable("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(database, "write", write)
        with pytest.raises(Unavailable):
            await store.flush()
    await store.flush()
    assert await TokenStore(database).get(token) == "brief?topic=venezuela"


async def test_a_text_that_no_database_takes_keeps_no_other_from_being_written(database: Database) -> None:
    store = TokenStore(database)
    for text in ("a\x00b", "\ud83d", "whole"):
        store.keep(text)
    await store.flush()
    assert await TokenStore(database).get(store.keep("whole")) == "whole"
