"""The ticker: each slot of a subscription becomes one delivery or one reason why not, whatever the clock does."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.lateness import plan
from bot.delivery.schedule import Schedule
from bot.delivery.tick import RESTORED
from bot.store import backup, deliveries, subscriptions
from bot.store.database import Database
from bot.store.delivery import State
from bot.store.subscription import Catchup, Empty, Subscription
from tests.delivery.memory import Platform, failing
from tests.delivery.world import (
    DAY,
    EIGHT,
    HOUR,
    Clock,
    Stories,
    add,
    delivering,
    place,
    rows,
    settled,
    states,
    subscription,
    ticker,
    until,
)


async def get(database: Database, number: int = 1) -> Subscription:
    async with database.read() as c:
        found = await subscriptions.get(c, "discord/w", f"s{number:06}")
    assert found is not None
    return found


async def why(database: Database, number: int = 1) -> list[tuple[State, str | None]]:
    """The runs of a subscription, the oldest first."""
    async with database.read() as c:
        found = await deliveries.runs(c, f"s{number:06}", 20)
    return [(run.state, run.why) for run in reversed(found)]


async def test_what_is_due_becomes_a_delivery_and_comes_again_tomorrow(database: Database) -> None:
    await add(database, subscription(1), subscription(2, next_run_at=EIGHT + 1))
    assert await ticker(database).tick(EIGHT - 1) == 0
    assert await ticker(database).tick(EIGHT) == 1
    (row,) = await rows(database)
    assert (row.id, row.kind, row.slot, row.place) == (f"s000001-{EIGHT:x}", "digest", EIGHT, "discord/w/1")
    assert len(row.id) <= 25
    assert (await get(database)).next_run_at == EIGHT + DAY


async def test_thousands_at_the_same_minute_are_composed_once(database: Database) -> None:
    await add(database, *(subscription(n) for n in range(2500)))
    stories = Stories()
    assert await ticker(database, stories).tick(EIGHT + 5) == 2500
    assert len(stories.asked) == 1
    found = await rows(database)
    assert len({row.subscription for row in found}) == len(found) == 2500
    assert len({row.content for row in found}) == 1


async def test_digests_differ_by_topics_by_what_was_shown_and_by_the_day(database: Database) -> None:
    await add(
        database,
        *(subscription(n) for n in (1, 2)),
        subscription(3, topics=("venezuela",)),
        subscription(4, zone="Pacific/Auckland", cron="0 21 * * *"),
        subscription(5, zone="Asia/Tokyo", cron="0 17 * * *"),
        subscription(6, empty=Empty.LINE),
    )
    stories = Stories()
    await ticker(database, stories).tick(EIGHT)
    assert len(stories.asked) == 3, "day and zone don't matter where the date is the same"


async def test_only_what_changed_since_the_last_digest_that_was_sent(database: Database) -> None:
    await add(database, subscription())
    stories, platform, clock = Stories(), Platform(), Clock()
    async with delivering(database, platform, clock=clock):
        for day, revision in enumerate(("r1", "r1", "r2", "r2", "r3")):
            stories.published["venezuela"] = revision
            clock.now = EIGHT + day * DAY
            await ticker(database, stories).tick(int(clock.now))
            await settled(database)
    assert platform.said() == ["First: venezuela r1", "News: venezuela r2", "News: venezuela r3"]
    nothing = (State.SKIPPED, "there was nothing new")
    assert await why(database) == [(State.SENT, None), nothing, (State.SENT, None), nothing, (State.SENT, None)]


async def test_nothing_new_can_be_a_line(database: Database) -> None:
    await add(database, subscription(empty=Empty.LINE))
    platform, clock = Platform(), Clock()
    async with delivering(database, platform, clock=clock):
        for day in range(2):
            clock.now = EIGHT + day * DAY
            await ticker(database).tick(int(clock.now))
            await settled(database)
    assert platform.said() == ["First: venezuela r1", "Nothing new"]


async def test_a_digest_that_did_not_arrive_swallows_nothing(database: Database) -> None:
    """The platform is down for a day: the digest of that day is skipped, its news are in the next one."""
    await add(database, subscription())
    stories, platform, clock = Stories(), Platform(), Clock()
    async with delivering(database, platform, clock=clock):
        await ticker(database, stories).tick(EIGHT)
        await settled(database)
    stories.published["venezuela"] = "r2"
    await ticker(database, stories).tick(EIGHT + DAY)
    stories.published["russia"] = "r1"
    clock.now = EIGHT + 2 * DAY
    await ticker(database, stories).tick(int(clock.now))
    async with delivering(database, platform, clock=clock):
        await settled(database)
    assert platform.said() == ["First: venezuela r1", "News: venezuela r2, russia r1"]
    assert [state for state, _ in await why(database)] == [State.SENT, State.SKIPPED, State.SENT]


async def test_what_waits_too_long_is_skipped_and_told_later(database: Database) -> None:
    await add(database, subscription())
    await ticker(database).tick(EIGHT)
    platform, clock = Platform(), Clock(EIGHT + 6 * HOUR + 60)
    async with delivering(database, platform, clock=clock):
        await settled(database)
        assert platform.calls == []
        assert (await why(database))[0][1] == (
            "the platform could not be reached, and more than 6 hours late it is not sent"
        )
        clock.now = EIGHT + DAY
        await ticker(database).tick(int(clock.now))
        await settled(database)
    assert platform.said() == ["First: venezuela r1"]


@pytest.mark.parametrize(
    ("asleep", "catchup", "said", "reason"),
    [
        (10 * 60, Catchup.LATEST, "on time", None),
        (5 * HOUR, Catchup.LATEST, "late", None),
        (7 * HOUR, Catchup.LATEST, None, "more than 6 hours late it is not sent any more"),
        (10 * 60, Catchup.SKIP, "on time", None),
        (5 * HOUR, Catchup.SKIP, None, "this subscription skips what was missed"),
    ],
)
async def test_the_process_slept(
    database: Database, asleep: int, catchup: Catchup, said: str | None, reason: str | None
) -> None:
    await add(database, subscription(catchup=catchup))
    platform, clock = Platform(), Clock(EIGHT + asleep)
    async with delivering(database, platform, clock=clock):
        await ticker(database).tick(int(clock.now))
        await settled(database)
    labels = ["late" if "Late: it was due" in str(kept.document) else "on time" for kept in platform.messages]
    assert labels == ([said] if said else [])
    ((state, words),) = await why(database)
    assert state is (State.SENT if said else State.SKIPPED)
    assert reason is None or reason in (words or "")
    assert (await get(database)).next_run_at == EIGHT + DAY


async def test_of_many_missed_ones_only_the_latest_comes(database: Database) -> None:
    await add(database, subscription(cron="0 * * * *"))
    platform, clock = Platform(), Clock(EIGHT + 5 * HOUR + 20 * 60)
    async with delivering(database, platform, clock=clock):
        await ticker(database).tick(int(clock.now))
        await settled(database)
    (row,) = await rows(database)
    assert row.slot == EIGHT + 5 * HOUR
    assert row.late == 1
    assert (await get(database)).next_run_at == EIGHT + 6 * HOUR


async def test_the_clock_is_set_back_or_forward_by_an_hour(database: Database) -> None:
    await add(database, subscription(cron="*/15 * * * *"))
    platform, clock, stories = Platform(), Clock(), Stories()
    times = (0, 900, 1800, 1800 + HOUR, 2700, 3600, 900, 1800, 2700 + HOUR, 3600 + HOUR, 4500 + HOUR)
    async with delivering(database, platform, clock=clock):
        for number, seconds in enumerate(times):
            stories.published["venezuela"] = f"r{number}"
            clock.now = EIGHT + seconds
            await ticker(database, stories).tick(int(clock.now))
            await settled(database)
    slots = [row.slot for row in await rows(database)]
    assert slots == sorted(set(slots)), "never twice"
    assert [slot - EIGHT for slot in slots] == [0, 900, 1800, 5400, 6300, 7200, 8100]
    assert len(platform.messages) == len(slots)


async def test_a_later_digest_takes_the_place_of_one_that_waits(database: Database) -> None:
    await add(database, subscription(cron="*/15 * * * *"))
    stories = Stories(details=1)
    for number in range(4):
        stories.published["venezuela"] = f"r{number}"
        await ticker(database, stories).tick(EIGHT + number * 900)
    platform = Platform()
    async with delivering(database, platform, clock=Clock(EIGHT + 2800)):
        await settled(database)
    assert platform.said() == ["First: venezuela r3", "Detail 1"]
    assert [words for _, words in await why(database)] == [deliveries.SUPERSEDED] * 3 + [None]
    assert [row.state for row in await rows(database, kind="detail")] == ["skipped"] * 3 + ["sent"]


async def test_one_that_may_have_been_posted_is_waited_for(database: Database) -> None:
    await add(database, subscription(cron="*/15 * * * *"))
    await ticker(database).tick(EIGHT)
    platform, clock = Platform(after=failing(1, lambda: TimeoutError("no answer"))), Clock()
    async with delivering(database, platform, clock=clock):
        await until(lambda: platform.messages)
        await until(lambda: _unsure(database))
        await ticker(database).tick(EIGHT + 900)
        clock.now += 901
        await settled(database)
    assert platform.said() == ["First: venezuela r1"]
    assert await why(database) == [
        (State.SENT, None),
        (State.SKIPPED, "the one before it was still being sent"),
    ]


async def _unsure(database: Database) -> bool:
    return any(row.unsure for row in await rows(database))


async def test_a_digest_that_cant_be_composed_stops_no_other(database: Database) -> None:
    await add(database, subscription(1), subscription(2, topics=("nowhere",)))
    await ticker(database).tick(EIGHT)
    assert (await why(database, 1))[0][0] is State.WAITING
    ((state, words),) = await why(database, 2)
    assert state is State.FAILED
    assert words is not None
    assert words.startswith("it could not be composed (reference ")


async def test_a_schedule_that_cant_be_read_pauses_and_stops_no_other(database: Database) -> None:
    await add(database, subscription(1), subscription(2, zone="Europe/Atlantis"), subscription(3, cron="soon"))
    assert await ticker(database).tick(EIGHT) == 3
    assert [(await get(database, n)).state for n in (1, 2, 3)] == ["active", "paused", "paused"]
    assert "can't be read" in ((await get(database, 2)).reason or "")
    assert await states(database) == ["waiting"]


async def test_paused_and_removed_ones_dont_run(database: Database) -> None:
    await add(database, *(subscription(n) for n in (1, 2, 3)))
    async with database.write() as c:
        await subscriptions.pause(c, "s000001", "holidays", EIGHT)
    await ticker(database).tick(EIGHT)
    async with database.write() as c:
        await subscriptions.remove(c, ["s000002"], EIGHT)
        await subscriptions.resume(c, "s000001", EIGHT + DAY)
    assert await states(database) == ["skipped", "waiting"]
    assert (await get(database, 1)).next_run_at == EIGHT + DAY
    assert await ticker(database).tick(EIGHT + DAY) == 2


async def test_two_nodes_tick_at_once(postgresql_url: str) -> None:
    async with await Database.open(postgresql_url) as one, await Database.open(postgresql_url) as other:
        await add(one, *(subscription(n) for n in range(3000)))
        ran = await asyncio.gather(*(ticker(node).tick(EIGHT) for node in (one, other, one, other)))
        assert sum(ran) == 3000
        assert len({row.id for row in await rows(one)}) == 3000


@given(
    due=st.integers(-3 * DAY, 3 * DAY),
    now=st.integers(-3 * DAY, 3 * DAY),
    cron=st.sampled_from(["0 8 * * *", "*/15 * * * *", "30 7 * * 1-5", "0 9 1 * *"]),
    catchup=st.sampled_from(list(Catchup)),
)
def test_the_plan_never_goes_back(due: int, now: int, cron: str, catchup: Catchup) -> None:
    schedule = Schedule(cron, "Europe/Berlin")
    found = plan(schedule, EIGHT + due, EIGHT + now, catchup)
    assert found.next_run_at is not None
    assert found.next_run_at > max(found.slot, EIGHT + now)
    assert EIGHT + due <= found.slot <= max(EIGHT + due, EIGHT + now)
    if found.missed is None:
        assert now + EIGHT - found.slot <= 6 * HOUR


def test_places_have_one_lane_a_channel() -> None:
    from bot.store.delivery import lane_of

    assert lane_of(place(1)) == lane_of(place(1, thread="7")) != lane_of(place(2))


@pytest.mark.usefixtures("postgresql_tools")
async def test_what_was_due_before_a_backup_was_put_back_is_not_sent_again(database_url: str, tmp_path: Path) -> None:
    stories = Stories()
    hourly = {"cron": "0 * * * *", "empty": Empty.LINE}
    async with await Database.open(database_url) as database:
        await add(database, subscription(1, **hourly), subscription(2, next_run_at=EIGHT + 2 * HOUR, **hourly))
        await ticker(database, stories).tick(EIGHT)
    backup.backup(database_url, tmp_path / "backup")
    platform, clock = Platform(), Clock(EIGHT + HOUR)
    async with await Database.open(database_url) as database, delivering(database, platform, clock=clock):
        await settled(database)
        await ticker(database, stories).tick(EIGHT + HOUR)
        await settled(database)
    posted = [kept.delivery for kept in platform.messages]
    assert posted == [f"s000001-{EIGHT:x}", f"s000001-{EIGHT + HOUR:x}"]

    backup.restore(database_url, tmp_path / "backup", EIGHT + HOUR + 1)
    async with await Database.open(database_url) as database, delivering(database, platform, clock=clock):
        await settled(database)
        assert [kept.delivery for kept in platform.messages] == posted, "what waited in the backup is found"
        clock.now += 600
        await ticker(database, stories).tick(int(clock.now))
        assert (await why(database))[-1] == (State.UNKNOWN, RESTORED)
        clock.now = EIGHT + 2 * HOUR
        await ticker(database, stories).tick(int(clock.now))
        await settled(database)
        assert {kept.delivery for kept in platform.messages[2:]} == {f"s00000{n}-{EIGHT + 2 * HOUR:x}" for n in (1, 2)}


def test_runs_that_a_skipped_hour_brings_too_close_together_are_one() -> None:
    schedule = Schedule("50 1,2 * * *", "Europe/Berlin")
    first = int(datetime(2027, 3, 28, 0, 50, tzinfo=UTC).timestamp())  # 01:50; the clocks go from 02:00 to 03:00
    found = plan(schedule, first, first, Catchup.LATEST)
    assert found.next_run_at == int(datetime(2027, 3, 28, 23, 50, tzinfo=UTC).timestamp())
    assert plan(schedule, first - DAY, first - DAY, Catchup.LATEST).next_run_at == first - DAY + HOUR
