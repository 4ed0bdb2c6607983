"""The real bot is killed at random moments while it posts a batch of digests: none is lost, none is posted twice."""

import random
import time
from pathlib import Path

import pytest

from bot.store.delivery import slot_id
from tests.delivery.loopbacks import WORLDS
from tests.delivery.running import SOON, delivered, killed_at_random, prepare, subscribe

BATCH = 24
KILLS = 2


@pytest.mark.parametrize("platform", WORLDS)
async def test_killed_at_random(platform: str, database_url: str, tmp_path: Path) -> None:
    chance = random.Random(f"{platform} {database_url[:6]}")
    slot = int(time.time())
    ids = {slot_id(f"s{n:06}", slot) for n in range(BATCH)}
    async with WORLDS[platform]() as world:
        bot = await prepare(tmp_path, world, database_url, times=SOON)
        await subscribe(database_url, world, range(BATCH), slot, far(slot))
        await killed_at_random(bot, world, ids, KILLS, chance)
        await bot.start()
        expected = ids | {f"{id_}-1" for id_ in ids}
        await delivered(world, bot, expected, 60)
        assert await bot.stop() == 0
        counts = world.counts()
        assert bot.kills == KILLS
        assert set(counts) == expected
        assert {id_: n for id_, n in counts.items() if n != 1} == {}


def far(slot: int) -> str:
    """A schedule that doesn't fire for half a day."""
    return f"0 {(time.gmtime(slot).tm_hour + 12) % 24} * * *"
