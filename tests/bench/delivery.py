"""100,000 digests due at the same minute, on SQLite: run, posted, and what that leaves of the loop and the memory."""

import asyncio
import gc
import itertools
import multiprocessing
import resource
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from bot.chat.delivery import Message, Receipt
from bot.delivery.compose import Before, Digests
from bot.delivery.composer import Asked, Composer, Digest
from bot.delivery.courier import Courier
from bot.delivery.tick import AT_ONCE, Ticker
from bot.library.library import Library
from bot.store.content import Known
from bot.store.database import Database
from bot.store.tables import subscription
from tests.bench import delivery_raw as raw
from tests.bench.briefings import briefing
from tests.bench.frame import Row

DUE: Final = 100_000
TOPICS: Final = 8
MINUTE: Final = 1_803_888_000
"""When all of them are due."""

STRETCHES: Final = 5
"""All are due at once, run in one tick and posted; after each fifth the same rows are written by the driver alone."""

IDLE: Final = 200


def rows() -> Iterable[Row]:
    """The figures on SQLite."""
    with TemporaryDirectory(prefix="briefbot-bench-") as folder:
        url, twin = (f"sqlite:///{folder}/{name}.db" for name in ("briefbot", "twin"))
        asyncio.run(subscribe(url))
        with (
            closing(sqlite3.connect(f"{folder}/briefbot.db")) as there,
            closing(sqlite3.connect(f"{folder}/twin.db")) as here,
        ):
            there.backup(here)
            here.execute("PRAGMA journal_mode = WAL")
        yield from asyncio.run(measure("SQLite", url, twin, Path(folder), (0.20, 0.10)))


async def measure(name: str, url: str, twin: str, folder: Path, bars: tuple[float, float]) -> list[Row]:
    """The figures on one database, whose twin has the same subscriptions; `bars` are of enqueueing and of posting."""
    apart = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    with apart:
        apart.submit(raw.insert, url, twin).result()  # there is nothing yet: it starts the process
        async with await Database.open(url) as database:
            composer = _Counting(Digests(_library(folder), _NoPast()))
            gc.collect()
            async with _watched() as watched:
                enqueued = await _enqueue(
                    database, composer, watched, lambda: apart.submit(raw.insert, url, twin).result()
                )
                composed = composer.count
                drained = await _drain(database, watched, lambda: apart.submit(raw.update, url, twin).result())
            idle = await _idle(database, composer)
    count = f"{DUE:,} digests due at once on {name}"
    of = f"(median of {STRETCHES} stretches)"
    return [
        Row(
            f"raw insert of the same rows / compose and enqueue {count} {of}",
            median(enqueued),
            bars[0],
            better="higher",
        ),
        Row(f"raw update of the same rows / post {count} {of}", median(drained), bars[1], better="higher"),
        Row(f"digests composed for them, {TOPICS} of them different, {name}", composed, TOPICS, "digests"),
        Row(f"longest block of the loop meanwhile, {name}", watched.block * 1000, 150, "ms"),
        Row(f"tick with {DUE:,} stored and none due, {name}", idle * 1000, 3, "ms"),
        Row(f"most memory meanwhile, more than before, {name}", watched.most - watched.first, 100, "MB"),
    ]


class _Counting:
    """Counts what is composed."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self.count = 0

    def view(self, workspace: str) -> str:
        return self._composer.view(workspace)

    async def compose(self, asked: Asked) -> Digest | None:
        self.count += 1
        return await self._composer.compose(asked)


class _NoPast:
    """Nothing was shown before."""

    async def before(self, known: Collection[Known]) -> Mapping[Known, Before]:
        return {}


class _Sender:
    """A platform that takes at once as many as it is told to; the rest waits."""

    name = "discord"

    def __init__(self) -> None:
        self.sent = 0
        self._leave = asyncio.Semaphore(0)

    async def take(self, count: int) -> None:
        """Take so many more; what the bench's own pause held back goes on a few at a time."""
        for number in range(count):
            self._leave.release()
            if number % 100 == 0:
                await asyncio.sleep(0)

    async def send(self, message: Message) -> Receipt:
        await self._leave.acquire()
        self.sent += 1
        return Receipt(message.place, f"1{self.sent:018}")

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} was called")


async def _enqueue(
    database: Database, composer: Composer, watched: "Watched", reference: Callable[[], tuple[int, float]]
) -> list[float]:
    """Run all in one tick; of each stretch the reference's seconds to the tick's."""
    found: list[float] = []
    batches, start = 0, time.perf_counter()

    def kept() -> None:
        nonlocal batches, start
        batches += 1
        if batches % (DUE // AT_ONCE // STRETCHES) == 0:
            took = time.perf_counter() - start
            with watched.aside():
                rows, seconds = reference()
            assert rows >= DUE // STRETCHES
            found.append(seconds / took)
            start = time.perf_counter()

    assert await Ticker(database, composer, kept).tick(MINUTE) == DUE
    assert len(found) == STRETCHES
    return found


async def _drain(database: Database, watched: "Watched", reference: Callable[[], tuple[int, float]]) -> list[float]:
    """Post everything that waits; of each stretch the reference's seconds to the courier's."""
    waiting = await _count(database, "waiting")
    found: list[float] = []
    sender = _Sender()
    running = asyncio.create_task(Courier(database, sender, lambda: MINUTE + 1, "bench").run())
    for stretch in range(1, STRETCHES + 1):
        until, start, before = waiting * stretch // STRETCHES, time.perf_counter(), sender.sent
        await sender.take(until - before)
        while sender.sent < until or await _count(database, "sent") < until:
            await asyncio.sleep(0.02)
        took = time.perf_counter() - start
        with watched.aside():
            rows, seconds = reference()
        assert rows == until - before, "what was posted was written down"
        found.append(seconds / took)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert (sender.sent, await _count(database, "sent")) == (waiting, waiting)
    return found


async def _count(database: Database, state: str) -> int:
    async with database.read() as c:
        found = await c.exec_driver_sql(f"SELECT count(*) FROM delivery WHERE state = '{state}'")
        return int(found.scalar_one())


async def subscribe(url: str) -> None:
    """Subscriptions in as many channels, ten in a workspace, each to one of a few topics."""
    async with await Database.open(url) as database:
        await _fill(database)


async def _fill(database: Database) -> None:
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


async def _idle(database: Database, composer: Composer) -> float:
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
        self._since = 0.0

    async def watch(self) -> None:
        """Look every millisecond at the clock, and every now and then at the memory."""
        for number in itertools.count():
            self._since = time.perf_counter()
            await asyncio.sleep(0.001)
            self._look()
            if number % 50 == 0:
                self.most = max(self.most, _memory())

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Count no time that is spent on something else."""
        self._look()
        yield
        self._since = time.perf_counter()

    def _look(self) -> None:
        self.block = max(self.block, time.perf_counter() - self._since - 0.001)


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
