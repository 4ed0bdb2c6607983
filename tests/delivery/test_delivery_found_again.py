"""The real bot is killed after Discord stored a message and before it answered: the next one posts it only where
Discord can't tell that it is there already, neither by its nonce nor among the messages of a busy channel."""

import asyncio
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store.database import Database
from bot.store.delivery import slot_id
from bot.store.tables import delivery
from tests.delivery.loopbacks import Discord
from tests.delivery.running import SOON, prepare, subscribe
from tests.delivery.test_delivery_kills import far


@pytest.mark.parametrize(
    ("database_kind", "nonce", "readable", "times"),
    [
        pytest.param("sqlite", False, True, 1, id="found"),
        pytest.param("postgresql", False, True, 1, id="found once its process counts as dead"),
        pytest.param("sqlite", True, False, 1, id="known by its nonce"),
        pytest.param("postgresql", False, False, 2, id="neither, which shows that either is needed"),
    ],
)
async def test_it_is_there_once(database_url: str, tmp_path: Path, *, nonce: bool, readable: bool, times: int) -> None:
    slot = int(time.time())
    digest = slot_id("s000001", slot)
    async with Discord() as world, await prepare(tmp_path, world, database_url, times=SOON) as bot:
        channel = world.place(0).channel
        await subscribe(database_url, world, [1], slot, far(slot))
        world.server.fail("POST", f"/channels/{channel}/messages", drop=True, done=True, times=10**6)
        await bot.start()
        await world.server.until(lambda: world.server.messages.get(channel), 40)
        await bot.kill()
        world.server.faults.clear()
        if not nonce:
            world.forget()
        world.server.anonymous = not readable
        world.server.chat(channel, 600)
        await bot.start()
        await sent(database_url, digest)
        assert await bot.stop() == 0
        messages = world.server.messages[channel]
        assert sum(digest in str(message["embeds"]) for message in messages) == times


async def sent(url: str, id_: str) -> None:
    """Wait until a delivery is sent."""
    async with asyncio.timeout(40), await Database.open_to_read(url) as database:
        while True:
            async with database.read() as c:
                found = select(delivery.c.state).where(delivery.c.id == id_)
                if (await c.execute(found)).scalar_one() == "sent":
                    return
            await asyncio.sleep(0.1)
