"""A database is opened, used in transactions by many at once, and refuses what it can't do in words."""

import asyncio

import pytest
from sqlalchemy import func, insert, select

from bot.store.database import Database
from bot.store.errors import InUse, Unusable
from bot.store.tables import workspace


async def test_what_is_written_is_read_after_a_restart(empty_database_url: str) -> None:
    async with await Database.open(empty_database_url) as database, database.write() as c:
        await c.execute(insert(workspace).values(key="slack/T1", zone="Europe/Berlin"))
    async with await Database.open(empty_database_url) as database, database.read() as c:
        assert (await c.execute(select(workspace.c.zone))).scalar() == "Europe/Berlin"


async def test_an_exception_undoes_the_whole_transaction(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as c:
            await c.execute(insert(workspace).values(key="slack/T1"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.read() as c:
        assert (await c.execute(select(func.count()).select_from(workspace))).scalar() == 0


async def test_800_writers_at_once_all_get_their_turn(database: Database) -> None:
    async def write(number: int) -> None:
        async with database.write() as c:
            count = (await c.execute(select(func.count()).select_from(workspace))).scalar()
            await c.execute(insert(workspace).values(key=f"slack/T{number}", zone=str(count)))

    await asyncio.gather(*(write(number) for number in range(800)))
    async with database.read() as c:
        assert (await c.execute(select(func.count()).select_from(workspace))).scalar() == 800


async def test_a_reader_can_change_nothing(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)read.?only"):
        async with database.read() as c:
            await c.execute(insert(workspace).values(key="slack/T1"))


async def test_one_process_at_a_time_on_a_sqlite_file(sqlite_url: str) -> None:
    async with await Database.open(sqlite_url):
        with pytest.raises(InUse, match=r"is used by process \d+"):
            await Database.open(sqlite_url)
        async with await Database.open_to_read(sqlite_url) as beside:
            async with beside.read() as c:
                assert (await c.execute(select(func.count()).select_from(workspace))).scalar() == 0
            with pytest.raises(Unusable, match="read only"):
                async with beside.write():
                    pass
    await (await Database.open(sqlite_url)).close()
