"""The real bot is killed at random moments while it posts a batch of digests: none is lost, none is posted twice."""

import random
import time
from collections import Counter
from pathlib import Path

from bot.store.delivery import slot_id
from tests.delivery.loopbacks import Both
from tests.delivery.running import SOON, delivered, killed_at_random, prepare, subscribe

BATCH = 80
"""Digests with a message below each, half of them on each platform: enough for what those take in a few seconds."""

KILLS = 3


async def test_killed_at_random(database_url: str, tmp_path: Path) -> None:
    chance = random.Random(database_url[:6])
    slot = int(time.time())
    ids = {slot_id(f"s{n:06}", slot) for n in range(BATCH)}
    expected = ids | {f"{id_}-1" for id_ in ids}
    async with Both() as world, await prepare(tmp_path, world, database_url, times=SOON) as bot:
        await subscribe(database_url, world, range(BATCH), slot, far(slot))
        await killed_at_random(bot, world, expected, KILLS, chance)
        await bot.start()
        await delivered(world, bot, expected, 60)
        assert await bot.stop() == 0
        assert bot.kills == KILLS
        assert world.counts() == Counter(expected)


def far(slot: int) -> str:
    """A schedule that doesn't fire for half a day."""
    return f"0 {(time.gmtime(slot).tm_hour + 12) % 24} * * *"
