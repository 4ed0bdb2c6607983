"""A platform that is away for long, and one whose name can't be looked up: all arrives when it is back."""

import asyncio
import socket
from contextlib import suppress
from typing import Any

import pytest

from bot.delivery import courier, gate, outcome
from bot.platforms.slack.adapter import SlackAdapter
from bot.platforms.slack.socket_mode import SocketMode
from bot.platforms.slack.workspaces import OneWorkspace
from bot.store.database import Database
from tests.delivery.loopbacks import SlackWorld
from tests.delivery.memory import Platform
from tests.delivery.world import EIGHT, HOUR, Clock, add, delivering, place, rows, settled, subscription, ticker
from tests.platforms.slack.loopback import APP_TOKEN, BOT_TOKEN, TEAM
from tests.platforms.tokens import Memory

MINUTE = 60


@pytest.mark.parametrize(("minutes", "late"), [(10, 0), (5 * 60, 60)], ids=["ten minutes", "five hours"])
async def test_a_long_outage(database: Database, minutes: int, late: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock runs fast, and the time for which the platform is left alone is shortened alike."""
    monkeypatch.setattr(gate, "REST", 0.002)
    monkeypatch.setattr(gate, "LONGEST", 0.06)
    await add(database, *(subscription(n, place=place(n % 20)) for n in range(60)))
    await ticker(database).tick(EIGHT)
    clock, back = Clock(EIGHT + 1), EIGHT + minutes * MINUTE
    platform = Platform()
    platform.trouble = lambda call, where: OSError("503") if clock.now < back else None
    async with delivering(database, platform, clock=clock):
        while clock.now < back - minutes:
            clock.now += minutes
            await asyncio.sleep(0.01)
        tried = len(platform.calls)
        assert platform.messages == []
        while clock.now < back + 3 * MINUTE:
            clock.now += 5
            await asyncio.sleep(0.03)
        await settled(database)
    assert 5 < tried < 200, "now and then, not all the time"
    assert len(platform.messages) == len({kept.delivery for kept in platform.messages}) == 60
    assert sum("Late: it was due" in str(kept.document) for kept in platform.messages) == late
    for channel in range(20):
        ids = [kept.delivery for kept in platform.messages if kept.place == str(place(channel))]
        assert ids == sorted(ids)


@pytest.mark.parametrize("only", [True, False], ids=["of one channel", "of the platform"])
async def test_ten_minutes_of_trouble_after_others_went_through(
    database: Database, only: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform was well a moment before, or is for every other channel: no reason to give up the one that waits."""
    monkeypatch.setattr(gate, "REST", 0.002)
    monkeypatch.setattr(gate, "LONGEST", 0.06)
    monkeypatch.setattr(courier, "LOOK", 0.01)
    clock, back = Clock(EIGHT + 1), EIGHT + 10 * MINUTE
    platform = Platform()
    platform.trouble = lambda call, where: OSError("503") if clock.now < back and where == str(place(1)) else None
    async with delivering(database, platform, clock=clock):
        for minute in range(10):
            due = (0, 1) if minute == 0 else (minute + 1,) if only else ()
            await add(database, *(subscription(n, place=place(n)) for n in due))
            await ticker(database).tick(EIGHT)
            for _ in range(12):
                clock.now += 5
                await asyncio.sleep(0.01)
        while clock.now < back + 6 * MINUTE:
            clock.now += 5
            await asyncio.sleep(0.02)
        await settled(database)
    assert platform.counted("send") + platform.counted("find") > len(platform.messages) + 7, "it was tried often"
    posted = [kept.place for kept in platform.messages]
    assert posted.count(str(place(1))) == 1
    assert len(posted) == (11 if only else 2)


async def test_an_outage_longer_than_a_digest_is_worth_waiting_for(database: Database) -> None:
    """Whether one that had no answer was posted, nobody knows then; the others were surely not."""
    await add(database, subscription(1), subscription(2))
    await ticker(database).tick(EIGHT)
    async with database.write() as c:
        await c.exec_driver_sql("UPDATE delivery SET unsure = 1 WHERE subscription = 's000001'")
    clock = Clock(EIGHT + 6 * HOUR + 1)
    platform = Platform(trouble=lambda call, where: OSError("503"))
    async with delivering(database, platform, clock=clock):
        await settled(database)
    assert [(row.state, row.attempts) for row in await rows(database)] == [("unknown", 1), ("skipped", 1)]
    assert [call for call, _ in platform.calls] == ["find"]


async def test_the_name_of_the_platform_cant_be_looked_up(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcome, "FIRST", 0.02)
    monkeypatch.setattr(gate, "REST", 0.02)
    failed = 0
    loop = asyncio.get_running_loop()
    look_up = loop.getaddrinfo

    async def getaddrinfo(*asked: Any, **more: Any) -> Any:
        nonlocal failed
        if failed < 12:
            failed += 1
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return await look_up(*asked, **more)

    monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
    async with SlackWorld() as world, await Database.open(sqlite_url) as database:
        await add(database, *(subscription(n, place=world.place(n)) for n in range(6)))
        await ticker(database).tick(EIGHT)
        api = world.server.api.replace("127.0.0.1", "localhost")
        adapter = SlackAdapter(OneWorkspace(BOT_TOKEN), SocketMode(APP_TOKEN), Memory(), api=api)
        clock = Clock()
        async with delivering(database, adapter, clock=clock):
            for _ in range(500):
                clock.now += 1
                await asyncio.sleep(0.02)
                if {row.state for row in await rows(database)} == {"sent"}:
                    break
            await settled(database)
        with suppress(AttributeError):
            await adapter._clients.close()
        assert failed == 12
        assert sorted(world.counts().values()) == [1] * 6
        assert world.place(0).workspace == TEAM
