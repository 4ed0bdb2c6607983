"""A bot's process: started, killed, stopped; and batches of digests for it."""

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest

from bot.store import subscriptions
from bot.store.database import Database
from bot.store.subscription import Subscription
from tests.bench.briefings import briefing
from tests.delivery.loopbacks import World

SOON = {
    "bot.delivery.liveness.LEASE": 2.0,
    "bot.delivery.liveness.CALL": 0.5,
    "bot.delivery.deliveries.REAP": 0.5,
    "bot.delivery.outcome.FIRST": 0.3,
    "bot.delivery.outcome.LONGEST": 2.0,
    "bot.delivery.gate.REST": 0.3,
    "bot.delivery.gate.LONGEST": 2.0,
    "bot.platforms.discord.delivery.SOON": 0.3,
    "bot.platforms.discord.outcomes.SOON": 0.3,
}
"""Times of the bot that tests shorten: how long a node is waited for, and between two attempts."""

ROOT = Path(__file__).parents[2]


@dataclass
class Bot:
    """The bot's process. With `times` or a `clock` it is run by the tests' own module; without, as installed."""

    folder: Path
    environment: Mapping[str, str]
    times: Mapping[str, float] | None = None
    clock: Path | None = None
    process: asyncio.subprocess.Process | None = None
    kills: int = 0
    begun: int = 0
    """Where in the log the last start begins."""

    @property
    def log(self) -> Path:
        return self.folder / "bot.log"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        """Leave no process behind, however the test ends."""
        if self.process and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def start(self) -> None:
        """Start it; what it says goes to the log."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR", "TZ", "PYTHONPATH") if name in os.environ}
        environment = {**kept, "HOME": str(self.folder), "BRIEFBOT_LOG": "info", **self.environment}
        command = [str(Path(sys.executable).with_name("briefbot")), "run"]
        if self.times is not None or self.clock is not None:
            command = [sys.executable, "-m", "tests.delivery.process"]
            environment |= {"TIMES": json.dumps(self.times or {}), "PYTHONPATH": str(ROOT)}
            if self.clock is not None:
                environment["CLOCK"] = str(self.clock)
        with self.log.open("ab") as log:
            self.begun = log.tell()
            self.process = await asyncio.create_subprocess_exec(
                *command, env=environment, cwd=self.folder, stdout=log, stderr=log, stdin=asyncio.subprocess.DEVNULL
            )

    async def connected(self) -> None:
        """Wait until it has connected since the last start: it can be asked to end from then on."""
        async with asyncio.timeout(60):
            while b"connected to" not in self.log.read_bytes()[self.begun :]:
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """End it as a loss of power would."""
        assert self.process
        assert self.process.returncode is None, self.tail()
        self.process.kill()
        await self.process.wait()
        self.kills += 1

    async def stop(self) -> int:
        """Ask it to end; its exit status."""
        assert self.process
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self.process.wait(), 20)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()
            raise

    def tail(self, lines: int = 40) -> str:
        """The last lines of its log."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-lines:]) if self.log.exists() else ""


async def prepare(folder: Path, world: World, url: str, *, topics: int = 1, **more: Any) -> Bot:
    """A bot for a platform, with a few briefings."""
    briefings = folder / "briefings"
    briefings.mkdir(parents=True, exist_ok=True)
    for number in range(topics):
        (briefings / f"topic-{number}.yaml").write_text(briefing(number, 3), "utf-8")
    environment = {**world.environment(), "DATABASE_URL": url, "BRIEFBOT_BRIEFINGS": str(briefings)}
    return Bot(folder, environment, **more)


async def subscribe(
    url: str, world: World, numbers: Sequence[int], at: int, cron: str, *, channels: int | None = None, **more: Any
) -> None:
    """Keep subscriptions, the first digest due at a time, the others by `cron` in UTC. Not while the bot is running on
    a SQLite file."""
    async with await Database.open(url) as database, database.write() as c:
        for number in numbers:
            place = world.place(number % (channels or len(numbers)))
            await subscriptions.add(
                c,
                Subscription(
                    id=f"s{number:06}",
                    workspace=subscriptions.workspace_of(place),
                    place=place,
                    when=cron,
                    cron=cron,
                    zone="UTC",
                    created_by="u1",
                    created_at=at,
                    next_run_at=at,
                    **more,
                ),
            )


async def delivered(world: World, bot: Bot, ids: set[str], seconds: float) -> None:
    """Wait until every one of these deliveries was posted at least once."""
    try:
        async with asyncio.timeout(seconds):
            while not ids <= set(world.counts()):
                assert bot.process
                assert bot.process.returncode is None, bot.tail()
                await asyncio.sleep(0.1)
    except TimeoutError:
        missing = sorted(ids - set(world.counts()))
        pytest.fail(f"{len(missing)} of {len(ids)} did not arrive: {missing[:5]}\n{bot.tail()}")


async def killed_at_random(bot: Bot, world: World, ids: set[str], kills: int, chance: random.Random) -> None:
    """Kill it again and again while it delivers: at any moment from its start on, or from its next message on. Each
    time so much time passes that it must look for what it was at."""
    while bot.kills < kills and not ids <= set(world.counts()):
        await bot.start()
        if chance.random() < 0.75:
            before = len(world.calls())
            with suppress(TimeoutError):
                async with asyncio.timeout(30):
                    while len(world.calls()) <= before:
                        await asyncio.sleep(0.002)
            await asyncio.sleep(chance.random() * 1.2)
        else:
            await asyncio.sleep(chance.random() * 3)
        await bot.kill()
        world.forget()
