"""The clock was wrong by weeks or years for a while: once it is right, digests come at their times again, once each."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import pytest

from bot.chat.delivery import Later
from bot.delivery import deliveries as running
from bot.delivery.deliveries import Deliveries
from bot.delivery.planning import plan_anew
from bot.store import subscriptions
from bot.store.database import Database
from bot.store.subscription import Empty, Subscription
from tests.delivery.memory import Platform
from tests.delivery.world import (
    DAY,
    EIGHT,
    HOUR,
    Clock,
    Stories,
    add,
    place,
    rows,
    settled,
    subscription,
    ticker,
    until,
)

WEEK = 7 * DAY
YEARS = 3 * 365 * DAY


@pytest.fixture(autouse=True)
def tick_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "TICK", 0.1)


@asynccontextmanager
async def bot(database: Database, platform: Platform, clock: Clock) -> AsyncIterator[None]:
    """Everything that delivers, for as long as the block lasts."""
    task = asyncio.create_task(Deliveries(database, [platform], Stories(), clock=clock).run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def get(database: Database, number: int = 1) -> Subscription:
    async with database.read() as c:
        found = await subscriptions.get(c, "discord/w", f"s{number:06}")
    assert found is not None
    return found


async def planned(database: Database, at: int, number: int = 1) -> None:
    """Wait until a subscription is to run at a time."""

    async def so() -> bool:
        return (await get(database, number)).next_run_at == at

    await until(so)


async def day_by_day(database: Database, clock: Clock, days: Sequence[int], numbers: Sequence[int] = (1,)) -> None:
    """Let the clock show 08:00 of each of these days, until what is due then was run."""
    for day in days:
        clock.now = EIGHT + day * DAY + 1
        for number in numbers:
            await planned(database, EIGHT + (day + 1) * DAY, number)
        await settled(database)


@pytest.mark.parametrize("hours", [1, 12], ids=["posted then", "too late to be posted then"])
async def test_started_with_the_year_2030_and_again_with_the_right_one(database: Database, hours: int) -> None:
    await add(database, subscription(empty=Empty.LINE), subscription(2, next_run_at=None))
    platform, clock = Platform(), Clock(EIGHT + YEARS + hours * HOUR)
    async with bot(database, platform, clock):
        await planned(database, EIGHT + YEARS + DAY)
        await settled(database)
    clock.now = EIGHT + HOUR
    async with bot(database, platform, clock):
        await planned(database, EIGHT + DAY)
        await day_by_day(database, clock, range(1, 4))
        await until(lambda: len(platform.messages) == 3 + (hours == 1))
    assert set(Counter(kept.delivery for kept in platform.messages).values()) == {1}
    assert (await get(database, 2)).next_run_at is None


@pytest.mark.parametrize("hours", [1, 12], ids=["posted then", "too late to be posted then"])
async def test_three_weeks_ahead_for_a_moment_while_it_runs(database: Database, hours: int) -> None:
    """What was posted three weeks early is not posted again; what was skipped then comes in its time."""
    await add(database, subscription(1, empty=Empty.LINE), subscription(2, place=place(2), empty=Empty.LINE))
    platform, clock = Platform(), Clock(EIGHT + 3 * WEEK + hours * HOUR)
    async with bot(database, platform, clock):
        for number in (1, 2):
            await planned(database, EIGHT + 3 * WEEK + DAY, number)
        await settled(database)
        clock.now = EIGHT + 2 * HOUR
        for number in (1, 2):
            await planned(database, EIGHT + DAY, number)
        await day_by_day(database, clock, range(1, 24), (1, 2))
        await until(lambda: len(platform.messages) == 2 * 23)
    slots = Counter((kept.place, int(kept.delivery.partition("-")[2], 16)) for kept in platform.messages)
    assert slots == Counter((str(place(n)), EIGHT + day * DAY) for n in (1, 2) for day in range(1, 24))


async def test_an_hour_back_changes_nothing(database: Database) -> None:
    await add(database, subscription(empty=Empty.LINE))
    await ticker(database).tick(EIGHT + 60)
    assert await plan_anew(database, EIGHT - HOUR) == 0
    assert (await get(database)).next_run_at == EIGHT + DAY
    assert len(await rows(database)) == 1


async def test_a_restart_brings_back_nothing_that_clocks_bring_too_close(database: Database) -> None:
    """In Berlin 02:50 comes at 03:00 on that day, ten minutes after 01:50."""
    first, then = (int(datetime(2027, 3, 28, hour, 50, tzinfo=UTC).timestamp()) for hour in (0, 23))
    away = subscription(2, cron="50 1,2 * * *", zone="Europe/Berlin", next_run_at=then + YEARS, created_at=first - DAY)
    await add(
        database, subscription(1, cron=away.cron, zone=away.zone, next_run_at=first, created_at=first - DAY), away
    )
    await ticker(database).tick(first)
    assert (await get(database)).next_run_at == then
    assert await plan_anew(database, first + 120) == 1, "only the one that was planned years ahead"
    assert (await get(database)).next_run_at == then
    assert (await get(database, 2)).next_run_at == first + 600, "it did not run at 01:50"
    assert len(await rows(database)) == 1


async def test_a_clock_that_is_behind_plans_nothing_in_the_past(database: Database) -> None:
    await add(database, subscription(next_run_at=EIGHT))
    assert await plan_anew(database, EIGHT - YEARS) == 0
    assert (await get(database)).next_run_at == EIGHT


async def test_many_of_which_few_are_planned_wrong(database: Database) -> None:
    new = [subscription(n, next_run_at=EIGHT + (YEARS if n % 100 == 7 else DAY)) for n in range(1200)]
    unreadable = subscription(5000, zone="Mars/Olympus", next_run_at=EIGHT + YEARS)
    await add(database, *new, unreadable)
    assert await plan_anew(database, EIGHT) == 12
    assert await plan_anew(database, EIGHT) == 0
    assert {(await get(database, n)).next_run_at for n in (6, 7, 8, 107, 1107)} == {EIGHT + DAY}
    assert (await get(database, 5000)).next_run_at == EIGHT + YEARS


async def test_what_waited_for_a_retry_in_2030_is_tried(database: Database) -> None:
    await add(database, subscription())
    platform, clock = Platform(), Clock(EIGHT + YEARS)
    platform.trouble = lambda call, where: Later(1800)
    async with bot(database, platform, clock):
        await until(lambda: platform.calls)
        await asyncio.sleep(0.1)
    (row,) = await rows(database)
    assert (row.state, row.due_at_ms > (EIGHT + YEARS) * 1000) == ("waiting", True)
    platform.trouble = lambda call, where: None
    clock.now = EIGHT + HOUR
    async with bot(database, platform, clock):
        await until(lambda: platform.messages)
