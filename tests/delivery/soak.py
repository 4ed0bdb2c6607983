"""`make soak`: the bot as installed, killed again and again while it posts batches of 500 digests, on every platform
and database, and while it carries a correction to 1,000 messages; prints what was lost and what was posted twice, and
keeps the counts in docs/reliability.md.

Options: --batch N, --messages N, --kills N, and any of digests, corrections, discord, slack, sqlite, postgresql to run
only those. Only full runs are kept.
"""

import argparse
import asyncio
import itertools
import random
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from bot.store.database import Database
from bot.store.delivery import slot_id
from bot.store.travelling import Reach
from tests.databases import postgresql_server
from tests.delivery.corrected import Outcome, corrected
from tests.delivery.loopbacks import WORLDS, Both
from tests.delivery.running import ROOT, delivered, killed_at_random, prepare, subscribe
from tests.delivery.test_delivery_kills import far

BATCHES = 4
PAGE = ROOT / "docs" / "reliability.md"
HEADS = {
    "soak": "| platform | database | kills | digests due | messages posted | lost | posted twice | minutes |\n",
    "corrections": (
        "| database | kills | messages with the fact | edited | left as they were | edited to different texts "
        "| threads told | told twice | minutes |\n"
    ),
}
"""Of each table in the page, by its mark there."""


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


@dataclass
class Corrected:
    """What came of a correction on both platforms and one database."""

    database: str
    outcome: Outcome
    minutes: float

    @property
    def wrong(self) -> bool:
        """Whether anything is not as it is promised."""
        done = self.outcome
        every = len(done.replies) == done.replies.total() == done.edited == done.messages
        return not every or bool(done.stale or done.differing) or done.reach != Reach(done.messages, done.messages)

    def __str__(self) -> str:
        done = self.outcome
        twice = done.replies.total() - len(done.replies)
        return (
            f"| {self.database} | {done.kills} | {done.messages:,} | {done.edited:,} | {done.stale} | {done.differing} "
            f"| {len(done.replies):,} | {twice} | {self.minutes:.0f} |"
        )


async def correct(database: str, url: str, messages: int, kills: int) -> Corrected:
    """Kill it so many times before a correction has reached every message."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="briefbot-soak-") as folder:
        async with Both() as world, await prepare(Path(folder), world, url, topics=0) as bot:
            outcome = await corrected(bot, world, messages, kills, random.Random())
    return Corrected(database, outcome, (time.monotonic() - began) / 60)


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
    """Run what was asked for; 1 when anything was lost, posted twice or left as it was."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--batch", type=int, default=500)
    options.add_argument("--messages", type=int, default=1000)
    options.add_argument("--kills", type=int, default=25)
    known = ["digests", "corrections", "discord", "slack", "sqlite", "postgresql", []]
    options.add_argument("only", nargs="*", choices=known)
    given = options.parse_args()
    kinds = [kind for kind in ("sqlite", "postgresql") if kind in given.only] or ["sqlite", "postgresql"]
    platforms = [platform for platform in WORLDS if platform in given.only] or list(WORLDS)
    works = [work for work in ("digests", "corrections") if work in given.only] or ["digests", "corrections"]
    found: list[Counts] = []
    travelled: list[Corrected] = []
    for kind in kinds if "digests" in works else ():
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
    for kind in kinds if "corrections" in works and platforms == list(WORLDS) else ():
        async with databases(kind) as new:
            url = new()
            await (await Database.open(url)).close()
            travelled.append(await correct(kind, url, given.messages, given.kills))
            sys.stdout.write(f"{travelled[-1]}\n")
            sys.stdout.flush()
    if len(found) == 4 and given.batch >= 500 and given.kills >= 25:
        keep("soak", found)
    if len(travelled) == 2 and given.messages >= 1000 and given.kills >= 25:
        keep("corrections", travelled)
    lost = any(counts.lost or counts.twice for counts in found)
    return int(lost or any(corrected.wrong for corrected in travelled))


def keep(mark: str, found: Sequence[Counts | Corrected]) -> None:
    """Put the counts into the page on reliability."""
    day, head = datetime.now(UTC).date(), HEADS[mark]
    rule = "".join("|---" if name in ("platform", "database") else "|---:" for name in head.strip("|\n ").split(" | "))
    lines = "".join(f"{counts}\n" for counts in found)
    table = f"\nRun on {day:%-d %B %Y} with `make soak`:\n\n{head}{rule}|\n{lines}\n"
    place = re.compile(rf"(?<=<!-- {mark} -->\n).*(?=<!-- /{mark} -->)", re.DOTALL)
    PAGE.write_text(place.sub(lambda _: table, PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
