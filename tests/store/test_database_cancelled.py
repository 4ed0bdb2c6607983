"""A transaction that is cancelled in the middle of a statement holds nobody up, as when the bot is told to stop."""

import asyncio

from sqlalchemy import text

from bot.store.database import Database

MARK = "INSERT INTO node (owner, beat) VALUES (:owner, 1)"
SLOW = {
    "sqlite": "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1000000) SELECT n FROM n "
    "WHERE n % 300000 = 0",
    "postgresql": "SELECT pg_sleep(0.3)",
}


async def test_what_is_cancelled_leaves_no_transaction_open(database: Database, database_kind: str) -> None:
    async def work() -> None:
        try:
            async with database.write() as c:
                await c.execute(text(MARK), {"owner": "cancelled"})
                await c.execute(text(SLOW[database_kind]))
                raise AssertionError("it was not cancelled")
        finally:
            # The cancellation, and all that it refers to, is still there.
            async with asyncio.timeout(5), database.write() as c:
                await c.execute(text(MARK), {"owner": "after"})

    for _ in range(3):
        working = asyncio.create_task(work())
        await asyncio.sleep(0.05)
        working.cancel()
        await asyncio.wait([working])
        assert working.cancelled()
        async with database.write() as c:
            kept = (await c.execute(text("DELETE FROM node RETURNING owner"))).scalars().all()
        assert kept == ["after"]
