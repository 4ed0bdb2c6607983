"""The real bot is killed while a correction travels: each message is edited with one text, each thread told once."""

import random
from pathlib import Path

from bot.store.travelling import Reach
from tests.delivery.corrected import corrected
from tests.delivery.loopbacks import Both
from tests.delivery.running import SOON, prepare

MESSAGES = 40
KILLS = 3


async def test_killed_while_a_correction_travels(database_url: str, tmp_path: Path) -> None:
    chance = random.Random(database_url[:6])
    async with Both() as world, await prepare(tmp_path, world, database_url, topics=0, times=SOON) as bot:
        done = await corrected(bot, world, MESSAGES, KILLS, chance)
    assert (done.kills, done.edited, done.stale, done.differing) == (KILLS, MESSAGES, 0, 0)
    assert len(done.replies) == done.replies.total() == MESSAGES
    assert done.reach == Reach(messages=MESSAGES, edited=MESSAGES)
