"""100,000 digests due at the same minute, on SQLite: run, posted, and what that leaves of the loop and the memory."""

import asyncio
import gc
import itertools
import resource
import sqlite3
import time
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

import psycopg

from bot.chat.delivery import Message, Receipt
from bot.delivery.compose import Before, Digests
from bot.delivery.courier import Courier
from bot.delivery.tick import Ticker
from bot.library.library import Library
from bot.store.address import Address
from bot.store.content import Known
from bot.store.database import Database
from bot.store.tables import delivery, subscription
from tests.bench.briefings import briefing
from tests.bench.frame import Row

DUE: Final = 100_000
TOPICS: Final = 8
MINUTE: Final = 1_803_888_000
"""When all of them are due."""

ROUNDS: Final = 2
"""Each lasts so many seconds that passing disturbances even out."""

IDLE: Final = 200

INSERTED: Final = tuple(name for name in delivery.c.keys() if name != "seq")  # noqa: SIM118
UPDATED: Final = ("state", "attempts", "owner", "message_id", "ended_at")


def rows() -> Iterable[Row]:
    """The figures on SQLite."""
    with TemporaryDirectory(prefix="briefbot-bench-") as folder:
        yield from asyncio.run(measure("SQLite", f"sqlite:///{folder}/briefbot.db", Path(folder), (0.20, 0.10)))


async def measure(name: str, url: str, folder: Path, bars: tuple[float, float]) -> list[Row]:
    """The figures on one database; `bars` are those of enqueueing and of posting."""
    async with await Database.open(url) as database:
        await _subscribe(database)
        composer = Digests(_library(folder), _NoPast())
        enqueued, drained, blocks, grown = [], [], [], []
        raw = _raw_sqlite if database.address.sqlite else _raw_postgresql
        for _ in range(ROUNDS):
            gc.collect()
            async with _watched() as watched:
                tick = await _timed(Ticker(database, composer, lambda: None).tick(MINUTE))
                drain = await _timed(_drain(database))
            blocks.append(watched.block)
            grown.append(watched.most - watched.first)
            kept = await _kept(database)
            await _reset(database)
            insert, update = await asyncio.to_thread(raw, url, kept)
            del kept
            await _reset(database)
            enqueued.append(insert / tick)
            drained.append(update / drain)
        idle = await _idle(database, composer)
    count = f"{DUE:,} digests on {name}"
    return [
        Row(f"raw insert of the same rows / compose and enqueue {count}", median(enqueued), bars[0], better="higher"),
        Row(f"raw update of the same rows / post {count}", median(drained), bars[1], better="higher"),
        Row(f"longest block of the loop meanwhile, {name}", max(blocks) * 1000, 150, "ms"),
        Row(f"tick with {DUE:,} stored and none due, {name}", idle * 1000, 3, "ms"),
        Row(f"most memory meanwhile, more than before, {name}", max(grown), 100, "MB"),
    ]


class _NoPast:
    """Nothing was shown before."""

    async def before(self, known: Collection[Known]) -> Mapping[Known, Before]:
        return {}


class _Sender:
    """A platform that takes everything at once."""

    name = "discord"

    def __init__(self) -> None:
        self.sent = 0

    async def send(self, message: Message) -> Receipt:
        self.sent += 1
        return Receipt(message.place, f"1{self.sent:018}")

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} was called")


async def _drain(database: Database) -> None:
    """Post everything that waits."""
    async with database.read() as c:
        waiting = int((await c.exec_driver_sql("SELECT count(*) FROM delivery WHERE state = 'waiting'")).scalar_one())
    sender = _Sender()
    courier = Courier(database, sender, lambda: MINUTE + 1, "bench")
    running = asyncio.create_task(courier.run())
    while sender.sent < waiting or await _unfinished(database):
        await asyncio.sleep(0.02)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def _unfinished(database: Database) -> bool:
    async with database.read() as c:
        found = await c.exec_driver_sql("SELECT 1 FROM delivery WHERE state IN ('waiting', 'sending') LIMIT 1")
        return found.first() is not None


async def _subscribe(database: Database) -> None:
    """Subscriptions in as many channels, ten in a workspace, each to one of a few topics."""
    for start in range(0, DUE, 10_000):
        given = [
            {
                "id": f"s{n:06}",
                "workspace": f"discord/{n // 10}",
                "place": f"discord/{n // 10}/{10**17 + n}",
                "lane": f"discord/{n // 10}/{10**17 + n}",
                "when_text": "daily",
                "cron": "0 8 * * *",
                "zone": ("Europe/Madrid", "Europe/Berlin")[n % 2],
                "topics": f'["topic-{n % TOPICS}"]',
                "empty": "skip",
                "catchup": "latest",
                "state": "active",
                "created_by": "u",
                "created_at": MINUTE - 1,
                "next_run_at": MINUTE,
            }
            for n in range(start, min(start + 10_000, DUE))
        ]
        async with database.write() as c:
            await c.execute(subscription.insert(), given)


def _library(folder: Path) -> Library:
    briefings = folder / "briefings"
    briefings.mkdir(exist_ok=True)
    for number in range(TOPICS):
        (briefings / f"topic-{number}.yaml").write_text(briefing(number), "utf-8")
    library = Library(briefings)
    library.load()
    return library


async def _kept(database: Database) -> list[tuple[Any, ...]]:
    async with database.read() as c:
        found = await c.exec_driver_sql(f"SELECT {', '.join(INSERTED)} FROM delivery ORDER BY seq")
        return [tuple(row) for row in found]


async def _reset(database: Database) -> None:
    """As before the minute."""
    async with database.write() as c:
        await c.exec_driver_sql("DELETE FROM posted")
        await c.exec_driver_sql("DELETE FROM delivery")
        await c.exec_driver_sql(f"UPDATE subscription SET next_run_at = {MINUTE}, shown = NULL")
    await asyncio.to_thread(_tidy, database.address)


def _tidy(address: Address) -> None:
    """What the databases do themselves after a while."""
    if address.file is not None:
        with closing(sqlite3.connect(address.file, timeout=10)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with psycopg.connect(address.url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _raw_sqlite(url: str, kept: list[tuple[Any, ...]]) -> tuple[float, float]:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=10)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    try:
        return _raw(connection, kept, "?", 1)
    finally:
        connection.close()


def _raw_postgresql(url: str, kept: list[tuple[Any, ...]]) -> tuple[float, float]:
    with psycopg.connect(url, autocommit=True) as connection:
        first = connection.execute("SELECT last_value + 1 FROM delivery_seq_seq").fetchone()
        assert first
        return _raw(connection, kept, "%s", int(first[0]))


def _raw(connection: Any, kept: list[tuple[Any, ...]], mark: str, first: int) -> tuple[float, float]:
    """Seconds that it takes to insert rows as they are when they wait, and to update them as they are when sent."""
    column = {name: number for number, name in enumerate(INSERTED)}
    waiting = {"state": "waiting", "attempts": 0, "owner": None, "message_id": None, "ended_at": None}
    new = [tuple(waiting.get(name, row[column[name]]) for name in INSERTED) for row in kept]
    insert = f"INSERT INTO delivery ({', '.join(INSERTED)}) VALUES ({', '.join([mark] * len(INSERTED))})"
    update = f"UPDATE delivery SET {', '.join(f'{name} = {mark}' for name in UPDATED)} WHERE seq = {mark}"
    inserted = _executed(connection, insert, new)
    (first,) = connection.execute("SELECT min(seq) FROM delivery").fetchone()
    sent = [(*(row[column[name]] for name in UPDATED), number) for number, row in enumerate(kept, first)]
    return inserted, _executed(connection, update, sent)


def _executed(connection: Any, statement: str, values: list[tuple[Any, ...]]) -> float:
    start = time.perf_counter()
    cursor = connection.cursor()
    cursor.execute("BEGIN")
    cursor.executemany(statement, values)
    cursor.execute("COMMIT")
    return time.perf_counter() - start


async def _idle(database: Database, composer: Digests) -> float:
    """The median of ticks when nothing is due."""
    ticker = Ticker(database, composer, lambda: None)
    return median([await _timed(ticker.tick(MINUTE - 1)) for _ in range(IDLE)])


async def _timed(work: Any) -> float:
    start = time.perf_counter()
    await work
    return time.perf_counter() - start


class Watched:
    """The longest time for which the loop did nothing else, in seconds, and the megabytes the process had before and at
    most."""

    def __init__(self) -> None:
        self.block = 0.0
        self.first = self.most = _memory()

    async def watch(self) -> None:
        """Look every millisecond at the clock, and every now and then at the memory."""
        for number in itertools.count():
            start = time.perf_counter()
            await asyncio.sleep(0.001)
            self.block = max(self.block, time.perf_counter() - start - 0.001)
            if number % 50 == 0:
                self.most = max(self.most, _memory())


@asynccontextmanager
async def _watched() -> AsyncIterator[Watched]:
    watched = Watched()
    task = asyncio.create_task(watched.watch())
    try:
        yield watched
    finally:
        task.cancel()


def _memory() -> float:
    """Megabytes that the process has."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6
