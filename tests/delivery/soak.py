"""`make soak`: the bot as installed, killed again and again while it posts batches of 500 digests, on every platform
and database; prints what was lost and what was posted twice, and keeps the counts in docs/reliability.md.

Options: --batch N, --kills N, and any of discord, slack, sqlite, postgresql to run only those. Only a full run is kept.
"""

import argparse
import asyncio
import itertools
import random
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from bot.store.database import Database
from bot.store.delivery import slot_id
from tests.databases import postgresql_server
from tests.delivery.loopbacks import WORLDS
from tests.delivery.running import ROOT, delivered, killed_at_random, prepare, subscribe
from tests.delivery.test_delivery_kills import far

BATCHES = 4
PAGE = ROOT / "docs" / "reliability.md"
TABLE = re.compile(r"(?<=<!-- soak -->\n).*(?=<!-- /soak -->)", re.DOTALL)
HEAD = "| platform | database | kills | digests due | messages posted | lost | posted twice | minutes |\n"


@dataclass
class Counts:
    """What came of one platform on one database."""

    platform: str
    database: str
    kills: int = 0
    digests: int = 0
    messages: int = 0
    lost: int = 0
    twice: int = 0
    minutes: float = 0.0

    def __str__(self) -> str:
        return (
            f"| {self.platform} | {self.database} | {self.kills} | {self.digests:,} | {self.messages:,} "
            f"| {self.lost} | {self.twice} | {self.minutes:.0f} |"
        )


async def soak(platform: str, database: str, url: str, batch: int, kills: int) -> Counts:
    """Kill it `kills` times over four batches."""
    counts = Counts(platform, database)
    began = time.monotonic()
    chance = random.Random()
    with tempfile.TemporaryDirectory(prefix="briefbot-soak-") as folder:
        async with WORLDS[platform]() as world, await prepare(Path(folder), world, url) as bot:
            expected: set[str] = set()
            for number in range(BATCHES):
                slot = int(time.time())
                numbers = range(number * batch, (number + 1) * batch)
                await subscribe(url, world, numbers, slot, far(slot))
                ids = {slot_id(f"s{n:06}", slot) for n in numbers}
                expected |= ids | {f"{id_}-1" for id_ in ids}
                await killed_at_random(bot, world, ids, -(-kills * (number + 1) // BATCHES), chance)
                await bot.start()
                await delivered(world, bot, expected, 1200)
                await bot.stop()
            posted = world.counts()
            counts.kills, counts.digests = bot.kills, batch * BATCHES
            counts.messages = posted.total()
            counts.lost = len(expected - set(posted))
            counts.twice = sum(n > 1 for n in posted.values()) + len(set(posted) - expected)
    counts.minutes = (time.monotonic() - began) / 60
    return counts


@asynccontextmanager
async def databases(kind: str) -> AsyncIterator[Callable[[], str]]:
    """Makes new databases of a kind."""
    numbers = itertools.count(1)
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="briefbot-soak-") as folder:
            yield lambda: f"sqlite:///{folder}/{next(numbers)}.db"
        return
    with postgresql_server() as server, psycopg.connect(server.url, autocommit=True) as connection:

        def new() -> str:
            name = f"briefbot_soak_{next(numbers)}"
            connection.execute(f"CREATE DATABASE {name}".encode())
            return make_url(server.url).set(database=name).render_as_string(hide_password=False)

        yield new


async def main() -> int:
    """Run what was asked for; 1 when anything was lost or posted twice."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--batch", type=int, default=500)
    options.add_argument("--kills", type=int, default=25)
    options.add_argument("only", nargs="*", choices=["discord", "slack", "sqlite", "postgresql", []])
    given = options.parse_args()
    kinds = [kind for kind in ("sqlite", "postgresql") if kind in given.only] or ["sqlite", "postgresql"]
    platforms = [platform for platform in WORLDS if platform in given.only] or list(WORLDS)
    found: list[Counts] = []
    for kind in kinds:
        async with databases(kind) as new:
            urls = [new() for _ in platforms]
            for url in urls:
                await (await Database.open(url)).close()
            runs = [
                soak(platform, kind, url, given.batch, given.kills)
                for platform, url in zip(platforms, urls, strict=True)
            ]
            for counts in await asyncio.gather(*runs):
                found.append(counts)
                sys.stdout.write(f"{counts}\n")
                sys.stdout.flush()
    if len(found) == 4 and given.batch >= 500 and given.kills >= 25:
        keep(found)
    return int(any(counts.lost or counts.twice for counts in found))


def keep(found: list[Counts]) -> None:
    """Put the counts into the page on reliability."""
    day = datetime.now(UTC).date()
    lines = "".join(f"{counts}\n" for counts in found)
    table = f"\nRun on {day:%-d %B %Y} with `make soak`:\n\n{HEAD}|---|---|---:|---:|---:|---:|---:|---:|\n{lines}\n"
    PAGE.write_text(TABLE.sub(lambda _: table, PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
