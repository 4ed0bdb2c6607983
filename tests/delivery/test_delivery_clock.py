"""The real bot sleeps, its clock jumps, and it runs twice at once on PostgreSQL: each digest comes once."""

import asyncio
import signal
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from apscheduler.schedulers import base  # type: ignore[import-untyped]

from bot.delivery.deliveries import Deliveries
from bot.store import deliveries
from bot.store.database import Database
from bot.store.delivery import slot_id
from tests.delivery.loopbacks import Discord
from tests.delivery.memory import Platform
from tests.delivery.running import SOON, Bot, delivered, prepare, subscribe
from tests.delivery.test_delivery_kills import far
from tests.delivery.world import Stories, add, subscription, until

MINUTE = 60
HOUR = 60 * MINUTE


async def test_asleep_for_five_hours_and_the_clock_set_back(sqlite_url: str, tmp_path: Path) -> None:
    """One digest is due in an hour. The process is stopped, and goes on five hours later: it comes at once, says that
    it is late, and never again, even when the clock shows its time once more."""
    clock = tmp_path / "clock"
    clock.write_text("0")
    due = (int(time.time()) // MINUTE + 60) * MINUTE
    async with Discord() as world, await prepare(tmp_path, world, sqlite_url, times=SOON, clock=clock) as bot:
        await subscribe(sqlite_url, world, [1], due, daily(due))
        await bot.start()
        await world.server.until(lambda: any(said["op"] == 2 for said in world.server.heard), 30)
        await asyncio.sleep(1.5)
        assert world.calls() == []
        await asleep(bot, clock, 5 * HOUR)
        id_ = slot_id("s000001", due)
        await delivered(world, bot, {id_, f"{id_}-1"}, 20)
        assert "Late: it was due" in str(world.server.messages[world.place(0).channel])
        for offset in (4 * HOUR, 30 * MINUTE, 5 * HOUR):
            clock.write_text(str(offset))
            await asyncio.sleep(1.5)
        assert world.counts() == Counter({id_: 1, f"{id_}-1": 1})
        clock.write_text(str(24 * HOUR + 70 * MINUTE))
        await asyncio.sleep(1.5)
        assert await bot.stop() == 0
    async with await Database.open(sqlite_url) as database, database.read() as c:
        runs = await deliveries.runs(c, "s000001", 10)
    assert [(run.slot, run.state, run.why) for run in runs] == [
        (due + 24 * HOUR, "skipped", "there was nothing new"),
        (due, "sent", None),
    ]
    assert runs[1].late


async def asleep(bot: Bot, clock: Path, seconds: int) -> None:
    """Stop the process as a machine that sleeps does, and let it go on later."""
    assert bot.process
    bot.process.send_signal(signal.SIGSTOP)
    await asyncio.sleep(0.3)
    clock.write_text(str(seconds))  # noqa: ASYNC240
    bot.process.send_signal(signal.SIGCONT)


def daily(due: int) -> str:
    at = time.gmtime(due)
    return f"{at.tm_min} {at.tm_hour} * * *"


async def test_two_processes_at_once_and_one_of_them_killed(postgresql_url: str, tmp_path: Path) -> None:
    """Both tick, both deliver, one is killed: every digest comes once."""
    slot = int(time.time()) + 4
    numbers = range(60)
    ids = {slot_id(f"s{n:06}", slot + 3 * (n % 2)) for n in numbers}
    expected = ids | {f"{id_}-1" for id_ in ids}
    async with Discord() as world:
        for n in numbers:
            await subscribe(postgresql_url, world, [n], slot + 3 * (n % 2), far(slot))
        folders = (tmp_path / "one", tmp_path / "other")
        async with (
            await prepare(folders[0], world, postgresql_url, times=SOON) as one,
            await prepare(folders[1], world, postgresql_url, times=SOON) as other,
        ):
            await asyncio.gather(one.start(), other.start())
            await delivered(world, one, set(sorted(ids)[:5]), 30)
            await other.kill()
            await delivered(world, one, expected, 60)
            assert await one.stop() == 0
        assert world.counts() == Counter(expected)


class Shifted(datetime):
    """APScheduler's idea of the time."""

    by = timedelta(0)

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.by


async def test_jobs_go_on_when_the_clock_is_set_back(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without that the next tick would come when the clock shows its time again, an hour later."""
    monkeypatch.setattr(base, "datetime", Shifted)
    monkeypatch.setattr("bot.delivery.deliveries.datetime", Shifted)
    monkeypatch.setattr(Shifted, "by", timedelta(0))

    def now() -> float:
        return time.time() + Shifted.by.total_seconds()

    platform = Platform()
    async with await Database.open(database_url) as database:
        running = asyncio.create_task(Deliveries(database, [platform], Stories(), clock=now).run())
        await asyncio.sleep(1.2)
        Shifted.by = timedelta(hours=-1)
        await add(database, subscription(next_run_at=int(now())))
        await until(lambda: platform.messages)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        async with database.read() as c:
            assert (await c.exec_driver_sql("SELECT count(*) FROM node")).scalar() == 0, "it says goodbye"
