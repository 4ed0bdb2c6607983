"""The courier: what waits is posted once and in order, whatever the platform does."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from bot.chat.delivery import Gone, Later, Unknown
from bot.chat.document import Document, Text
from bot.delivery import courier, gate, outcome
from bot.delivery.courier import Courier
from bot.store import contents, deliveries, nodes, subscriptions
from bot.store.content import Content
from bot.store.database import Database
from bot.store.delivery import Kind, new
from bot.store.subscription import Empty
from tests.delivery.memory import Kept, Platform, failing
from tests.delivery.world import (
    DAY,
    EIGHT,
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


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries after hundredths of a second: the same steps, sooner."""
    monkeypatch.setattr(outcome, "FIRST", 0.01)
    monkeypatch.setattr(outcome, "LONGEST", 0.05)
    monkeypatch.setattr(gate, "REST", 0.01)
    monkeypatch.setattr(gate, "LONGEST", 0.04)


class Ticking(Clock):
    """A clock that starts at EIGHT and goes."""

    def __call__(self) -> float:
        return self.now + asyncio.get_running_loop().time() - self.began

    def __init__(self) -> None:
        super().__init__()
        self.began = asyncio.get_running_loop().time()


async def many(database: Database, count: int, channels: int) -> None:
    """Digests due, several subscriptions in each channel."""
    await add(database, *(subscription(n, place=place(n % channels)) for n in range(count)))
    await ticker(database).tick(EIGHT)


async def test_a_digest_is_posted_once_and_its_thread_after_it(database: Database) -> None:
    await add(database, subscription())
    await ticker(database, Stories(details=2)).tick(EIGHT)
    platform = Platform()
    async with delivering(database, platform):
        await settled(database)
    assert platform.said() == ["First: venezuela r1", "Detail 1", "Detail 2"]
    assert [kept.under for kept in platform.messages] == [None, "m1", "m1"]
    assert platform.counted("find") == 0


async def test_channels_that_are_to_wait_let_all_others_through(database: Database, hasty: None) -> None:
    asked, later = 2 * gate.STREAK, EIGHT + 60
    busy = [subscription(n, place=place(n, workspace=f"w{n}")) for n in range(asked)]
    await add(database, *busy, subscription(99, place=place("free", workspace="other"), next_run_at=later))
    await ticker(database).tick(EIGHT)
    clock, platform = Clock(), Platform()
    platform.trouble = lambda call, where: None if where.endswith("/free") else Later(3600)
    async with delivering(database, platform, clock=clock) as (one,):
        await until(lambda: len(platform.calls) == asked)
        clock.now = later
        await ticker(database).tick(later)
        one.wake()
        await until(lambda: platform.messages)
    assert [kept.place for kept in platform.messages] == ["discord/other/free"]
    assert len(platform.calls) == asked + 1, "each of them was asked once"


async def test_where_all_are_to_wait_nothing_is_asked(database: Database, hasty: None) -> None:
    await many(database, 40, 40)
    platform = Platform()
    platform.trouble = lambda call, where: Later(3600, everywhere=True)
    async with delivering(database, platform):
        await until(lambda: platform.calls)
        await asyncio.sleep(0.3)
        assert len(platform.calls) <= gate.FEW, "those that were under way at once"


async def test_what_is_kept_while_the_courier_runs_is_posted_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "LOOK", 60.0)
    await add(database, subscription())
    platform = Platform()
    async with delivering(database, platform) as (one,):
        await asyncio.sleep(0.05)
        ticking = ticker(database)
        await ticking.tick(EIGHT)
        one.wake()
        await settled(database, 2)
    assert len(platform.messages) == 1


async def test_channels_at_once_and_each_in_its_order(database: Database) -> None:
    await many(database, 60, 12)
    platform = Platform(takes=0.01)
    async with delivering(database, platform):
        await settled(database)
    assert len(platform.messages) == 60
    assert 2 < platform.most_at_once <= 12
    for channel in range(12):
        where = str(place(channel))
        ids = [kept.delivery for kept in platform.messages if kept.place == where]
        assert ids == sorted(ids)
        assert len(ids) == 5


async def test_another_platforms_deliveries_are_left_alone(database: Database) -> None:
    await add(database, subscription(1), subscription(2, place=place(2, "slack")))
    await ticker(database).tick(EIGHT)
    discord = Platform("discord")
    async with delivering(database, discord):
        await until(lambda: discord.messages)
    assert [kept.place for kept in discord.messages] == ["discord/w/1"]
    assert sorted(await states(database)) == ["sent", "waiting"]


@pytest.mark.parametrize(
    "error",
    [
        lambda: Later(0.02),
        lambda: Unknown("the connection broke"),
        lambda: RuntimeError("503 Service Unavailable"),
        TimeoutError,
        lambda: OSError("Name or service not known"),
    ],
    ids=["later", "unknown", "error 503", "timeout", "no name"],
)
@pytest.mark.usefixtures("hasty")
async def test_trouble_passes_and_all_arrive_in_order(database: Database, error: Callable[[], Exception]) -> None:
    """Of 20 digests in 5 channels the first 12 calls fail without posting anything."""
    await many(database, 20, 5)
    platform = Platform(trouble=failing(12, error))
    async with delivering(database, platform, clock=Ticking()):
        await settled(database)
    assert len(platform.messages) == 20
    for channel in range(5):
        ids = [kept.delivery for kept in platform.messages if kept.place == str(place(channel))]
        assert ids == sorted(ids)


@pytest.mark.parametrize("error", [lambda: Unknown("no answer"), ConnectionResetError, TimeoutError])
@pytest.mark.usefixtures("hasty")
async def test_what_was_posted_without_an_answer_is_found(database: Database, error: Callable[[], Exception]) -> None:
    await many(database, 10, 10)
    platform = Platform(after=failing(6, error))
    async with delivering(database, platform, clock=Ticking()):
        await settled(database)
    assert len(platform.messages) == len({kept.delivery for kept in platform.messages}) == 10
    assert platform.counted("find") == 6
    assert all(row.message_id for row in await rows(database))


async def test_a_wait_that_was_asked_for_is_kept_and_counts_as_no_failure(database: Database) -> None:
    await add(database, subscription())
    await ticker(database).tick(EIGHT)
    platform, clock = Platform(trouble=failing(1, lambda: Later(30))), Clock()
    async with delivering(database, platform, clock=clock):
        await until(lambda: platform.calls)
        await until(lambda: _waits(database))
        (row,) = await rows(database)
        assert 30_000 <= row.due_at_ms - EIGHT * 1000 <= 33_000
        assert (row.failures, row.unsure, row.why) == (0, 0, "the platform asked to wait 30 s")
        clock.now += 29
        await asyncio.sleep(0.1)
        assert len(platform.calls) == 1
        clock.now += 5
        await settled(database)
    assert platform.counted("find") == 0


async def test_a_wait_that_was_asked_for_holds_for_what_takes_the_place_of_the_one_that_waits(
    database: Database,
) -> None:
    quarterly = {"cron": "*/15 * * * *", "empty": Empty.LINE}
    await add(database, subscription(1, place=place(1), **quarterly), subscription(2, place=place(2), **quarterly))
    await add(database, subscription(3, place=place(1)))
    ticks, clock = ticker(database), Clock()
    platform = Platform(trouble=lambda call, where: Later(1800) if where == str(place(1)) else None)
    async with delivering(database, platform, clock=clock):
        await ticks.tick(EIGHT)
        await until(lambda: len(platform.calls) == 2)
        await until(lambda: _states_are(database, "waiting", "sent", "waiting"))
        until_ms = (await rows(database, subscription="s000001"))[0].due_at_ms
        clock.now += 900
        await ticks.tick(EIGHT + 900)
        await until(lambda: _states_are(database, "skipped", "sent", "waiting", "waiting", "sent"))
        await asyncio.sleep(0.1)
        assert platform.counted("send") == 3, "the channel is left alone, the other one is not"
        (*_, waits) = await rows(database, subscription="s000001")
        assert waits.due_at_ms == until_ms
        platform.trouble = lambda call, where: None
        clock.now = until_ms / 1000
        await settled(database)
    assert [kept.place for kept in platform.messages].count(str(place(1))) == 2


async def _states_are(database: Database, *expected: str) -> bool:
    return await states(database) == list(expected)


async def _waits(database: Database) -> bool:
    return await states(database) == ["waiting"]


@pytest.mark.usefixtures("hasty")
async def test_a_platform_that_is_down_is_asked_one_by_one(database: Database) -> None:
    """Of 500 that wait while the platform is down only few are tried, and all arrive when it is back."""
    await many(database, 500, 500)
    down = True
    platform = Platform(trouble=lambda call, where: OSError("connection refused") if down else None)
    async with delivering(database, platform, clock=Ticking()):
        await asyncio.sleep(0.5)
        tried = len(platform.calls)
        down = False
        await settled(database, 20)
    assert tried < 100
    assert len(platform.messages) == len({kept.delivery for kept in platform.messages}) == 500


async def test_a_place_that_is_gone_pauses_its_subscriptions_and_tells_the_moderators_once(database: Database) -> None:
    await add(
        database,
        *(subscription(n, place=place(1)) for n in (1, 2, 3)),
        subscription(4, place=place(2), next_run_at=EIGHT + DAY),
        subscription(5, place=place(3), next_run_at=EIGHT + DAY),
    )
    stories = Stories(details=2)
    await ticker(database, stories).tick(EIGHT)
    platform, clock = (
        Platform(trouble=lambda call, where: Gone("Discord: 404") if where.endswith("/1") else None),
        Clock(),
    )
    async with delivering(database, platform, clock=clock):
        await until(lambda: platform.messages)
        await settled(database)
        assert [where for _, where in platform.calls] == ["discord/w/1", "discord/w/2"], "one call, one notice"
        (told,) = platform.messages
        assert told.document.title == "3 digests are paused"
        assert "/digest list" in str(told.document)
        for secret in ("404", "s000001", "venezuela", "topics", "(1)"):
            assert secret not in str(told.document), "anybody may read it there"
        for day in (1, 2):
            clock.now = EIGHT + day * DAY
            await ticker(database, stories).tick(int(clock.now))
            await settled(database)
    assert [where for _, where in platform.calls if where.endswith("/1")] == ["discord/w/1"]
    assert platform.said().count("3 digests are paused") == 1
    async with database.read() as c:
        kept = [await subscriptions.get(c, "discord/w", f"s00000{n}") for n in (1, 2, 3)]
    for one in kept:
        assert one is not None
        assert (one.state, one.reason) == ("paused", "Discord: 404")
        assert (one.when, one.topics, one.zone) == ("daily 08:00", (), "UTC")
    assert {row.state for row in await rows(database, lane="discord/w/1")} == {"gone"}


async def test_with_nowhere_to_tell_it_the_reason_is_kept(database: Database) -> None:
    await add(database, subscription())
    await ticker(database).tick(EIGHT)
    platform = Platform(trouble=lambda call, where: Gone("not_in_channel"))
    async with delivering(database, platform):
        await settled(database)
    assert [where for _, where in platform.calls] == ["discord/w/1", "discord/w/%40u1"]
    digest, notice = await rows(database)
    assert (digest.state, digest.why) == ("gone", "not_in_channel")
    assert notice.state == "gone"


async def test_with_nowhere_else_whoever_set_it_up_is_told_by_direct_message(database: Database) -> None:
    gone = [subscription(n, place=place("C1", "slack", "T1"), created_by=f"U{n % 2}") for n in (1, 2, 3)]
    for_u0, for_u1 = (str(gone[0].place.direct(person)) for person in ("U0", "U1"))
    await add(database, *gone)
    await ticker(database).tick(EIGHT)
    platform = Platform("slack", trouble=lambda call, where: Gone("is_archived") if where.endswith("C1") else None)
    async with delivering(database, platform):
        await settled(database)
    told = {kept.place: str(kept.document) for kept in platform.messages}
    assert set(told) == {for_u0, for_u1}
    assert "is_archived" in told[for_u0]
    assert "s000002" in told[for_u0]
    assert "s000001" not in told[for_u0]
    assert "2 digests are paused" in told[for_u1]


async def test_a_channel_that_is_closed_right_after_the_digest_is_asked_once_more_and_its_news_are_kept(
    database: Database,
) -> None:
    await add(database, subscription(1), subscription(2, place=place(1)), subscription(3))
    stories, platform = Stories(details=8), Platform()
    await ticker(database, stories).tick(EIGHT)
    platform.trouble = lambda call, where: (
        Gone("403") if platform.said("discord/w/1") and where.endswith("/1") else None
    )
    async with delivering(database, platform):
        await settled(database)
    assert Counter(where for _, where in platform.calls)["discord/w/1"] == 2, "the digest, and a message below it"
    assert platform.said("discord/w/3")[-1] == "2 digests are paused"
    async with database.read() as c:
        first, second, third = await subscriptions.of_workspace(c, "discord/w")
    assert [(one.state, one.reason) for one in (first, second, third)] == [
        ("paused", "403"),
        ("paused", "403"),
        ("active", None),
    ]


async def test_one_that_cant_be_looked_for_is_parked_and_never_sent_again(database: Database) -> None:
    await add(database, subscription(1, place=place(1)), subscription(2, place=place(1)))
    await ticker(database).tick(EIGHT)
    async with database.write() as c:
        await c.exec_driver_sql("UPDATE delivery SET unsure = 1 WHERE subscription = 's000001'")
    platform = Platform(trouble=lambda call, where: Gone("missing_scope") if call == "find" else None)
    async with delivering(database, platform):
        await settled(database)
    assert platform.calls == [("find", "discord/w/1"), ("send", "discord/w/1")]
    first, second = await rows(database)
    assert (first.state, second.state) == ("unknown", "sent")
    assert "missing_scope" in first.why
    async with database.read() as c:
        ((where, run),) = await deliveries.parked(c, 10)
    assert (where, run.id) == ("discord/w/1", first.id)


@pytest.mark.usefixtures("hasty")
async def test_what_the_platform_never_takes_is_given_up_when_others_go_through(database: Database) -> None:
    await many(database, 12, 12)
    platform = Platform(trouble=lambda call, where: ValueError("400 bad") if where.endswith("/3") else None)
    async with delivering(database, platform, clock=Ticking()):
        await until(lambda: len(platform.messages) == 11)
        await settled(database)
    (row,) = await rows(database, place="discord/w/3")
    assert row.state == "unknown", "the platform may have posted it all the same"
    assert row.failures == outcome.POISON - 1
    assert "400 bad" in row.why


async def test_what_a_killed_process_was_at_is_looked_for(database: Database) -> None:
    """The process ends between the platform's yes and the note of it, and before it, and in between."""
    await many(database, 30, 30)
    platform = Platform(takes=0.2)
    tasks = await _killed(database, platform)
    assert platform.messages == []
    assert len(tasks) == 16
    for row in (await rows(database, state="sending"))[:9]:
        platform.messages.append(_posted(row))
    async with database.write() as c:
        await nodes.bury(c, "node")
    platform.takes = 0
    async with delivering(database, platform, owner="another"):
        await settled(database)
    assert len(platform.messages) == len({kept.delivery for kept in platform.messages}) == 30
    assert platform.counted("find") == 16


async def _killed(database: Database, platform: Platform) -> list[str]:
    """Take deliveries and forget about them; which they were."""
    one = Courier(database, platform, Clock(), "node")
    await one._turn()
    for task, _ in list(one._under_way.values()):
        task.cancel()
    await asyncio.sleep(0)
    return [row.id for row in await rows(database, state="sending")]


def _posted(row: Any) -> Kept:
    return Kept(f"old-{row.seq}", row.place, row.id, Document("posted before the end"))


async def test_a_slow_node_overwrites_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A node is taken for dead while it posts; another one takes over; the first one's end counts for nothing."""
    await add(database, subscription())
    await ticker(database).tick(EIGHT)
    slow, quick = Platform(opens=asyncio.Event()), Platform()
    slow.trouble = lambda call, where: Gone("too late")
    monkeypatch.setattr(courier, "LOOK", 60.0)
    async with delivering(database, slow, owner="slow"):
        await until(lambda: slow.calls)
        await asyncio.sleep(0.1)
        monkeypatch.setattr(courier, "LOOK", 0.02)
        async with database.write() as c:
            assert await nodes.bury(c, "slow") == 1
        async with delivering(database, quick, owner="quick"):
            await settled(database)
        assert slow.opens
        slow.opens.set()
        await until(lambda: slow.at_once == 0)
    (row,) = await rows(database)
    assert (row.state, row.owner, row.attempts) == ("sent", "quick", 2)
    async with database.read() as c:
        one = await subscriptions.get(c, "discord/w", "s000001")
    assert one is not None
    assert one.state == "active"


async def test_stopping_finishes_what_is_under_way(database: Database) -> None:
    await many(database, 40, 40)
    platform = Platform(takes=0.2)
    async with delivering(database, platform):
        await until(lambda: platform.calls)
    assert sorted(set(await states(database))) == ["sent", "waiting"]
    assert len(platform.messages) == len(await rows(database, state="sent")) == 16


async def test_stopping_gives_back_what_takes_too_long(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "FINISH", 0.05)
    await many(database, 3, 3)
    platform = Platform(takes=60)
    async with delivering(database, platform):
        await until(lambda: platform.calls)
    assert [(row.state, row.unsure, row.owner) for row in await rows(database)] == [("waiting", 1, None)] * 3


async def test_two_nodes_deliver_at_once(postgresql_url: str) -> None:
    async with await Database.open(postgresql_url) as one, await Database.open(postgresql_url) as other:
        await many(one, 400, 100)
        first, second = Platform(takes=0.002), Platform(takes=0.002)
        async with delivering(one, first, owner="one"), delivering(other, second, owner="other"):
            await settled(one, 30)
        posted = [kept.delivery for kept in (*first.messages, *second.messages)]
        assert len(posted) == len(set(posted)) == 400
        assert first.messages
        assert second.messages


async def test_the_clock_is_set_back_while_a_retry_waits(database: Database) -> None:
    await add(database, subscription())
    await ticker(database).tick(EIGHT)
    platform, clock = Platform(trouble=failing(1, lambda: Later(30))), Clock(EIGHT + 1)
    async with delivering(database, platform, clock=clock) as (one,):
        await until(lambda: platform.calls)
        await until(lambda: _waits(database))
        clock.now -= 3600
        await one.hurry()
        await settled(database)
    assert len(platform.messages) == 1


async def test_a_digest_never_overtakes_what_was_kept_before_it(database: Database) -> None:
    content = Content(Document("Notice", (Text("first"),)))
    async with database.write() as c:
        await contents.keep(c, [content])
        await deliveries.add(c, [new(f"n-{n}", Kind.NOTICE, place(1), content.hash, EIGHT + 30) for n in range(3)])
    await add(database, subscription())
    await ticker(database).tick(EIGHT)
    platform, clock = Platform(), Clock()
    async with delivering(database, platform, clock=clock):
        await asyncio.sleep(0.1)
        assert platform.calls == []
        clock.now += 31
        await settled(database)
    assert platform.said() == ["Notice"] * 3 + ["First: venezuela r1"]
