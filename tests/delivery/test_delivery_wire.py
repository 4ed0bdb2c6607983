"""The real bot delivers through everything that can go wrong between it and a platform: once each, in order."""

import time
from collections import defaultdict
from pathlib import Path

from bot.store import deliveries, subscriptions
from bot.store.database import Database
from bot.store.delivery import slot_id
from tests.delivery.loopbacks import Both, Discord, SlackWorld
from tests.delivery.running import SOON, delivered, prepare, subscribe
from tests.delivery.test_delivery_kills import far
from tests.platforms.slack.loopback import Fault

CHANNELS = 16
EACH = 3
GONE = (6, 7)
"""The channels that don't exist any more, one on each platform."""


def trouble_on_discord(world: Discord) -> None:
    """One after the other, for the next few messages each; the gone channel's answer is always the same."""
    gone = f"/channels/{world.place(GONE[0]).channel}/messages"
    world.server.fail("POST", gone, status=404, body={"message": "Unknown Channel", "code": 10003}, times=10**6)
    anywhere: tuple[str, str] = ("POST", "/channels/*/messages")
    world.server.fail(*anywhere, drop=True, done=True, times=3)
    world.server.fail(*anywhere, drop=True, times=3)
    limited = {"message": "slow down", "retry_after": 0.4, "global": False}
    world.server.fail(*anywhere, status=429, body=limited, headers={"Via": "1.1", "Retry-After": "0.4"}, times=2)
    world.server.fail(*anywhere, status=429, body={**limited, "global": True}, headers={"Via": "1.1"}, times=2)
    world.server.fail(*anywhere, status=503, times=3)
    world.server.fail(*anywhere, status=503, done=True, times=2)


def trouble_on_slack(world: SlackWorld) -> None:
    post = world.server.faults["chat.postMessage"]
    post += [Fault(drop=True, stored=True)] * 3 + [Fault(drop=True)] * 3
    post += [Fault(status=429, error="ratelimited", headers={"Retry-After": "1"})] * 2
    post += [Fault(status=500)] * 2 + [Fault(status=503, stored=True)] * 2 + [Fault(error="fatal_error")]
    world.server.faults["conversations.history"] += [Fault(status=503)] * 2 + [Fault(drop=True)]
    world.server.gone.add(world.place(GONE[1]).channel)


async def test_all_arrive_once_and_in_order(database_url: str, tmp_path: Path) -> None:
    slot = int(time.time())
    numbers = range(CHANNELS * EACH)
    lost = {n for n in numbers if n % CHANNELS in GONE}
    ids = {slot_id(f"s{n:06}", slot) for n in numbers if n not in lost}
    expected = ids | {f"{id_}-1" for id_ in ids}
    async with Both() as world, await prepare(tmp_path, world, database_url, times=SOON) as bot:
        await subscribe(database_url, world, numbers, slot, far(slot), channels=CHANNELS)
        trouble_on_discord(world.discord)
        trouble_on_slack(world.slack)
        await bot.start()
        await delivered(world, bot, set(sorted(ids)[:12]), 60)
        await world.away(3)
        await delivered(world, bot, expected, 90)
        assert await bot.stop() == 0
        counts = world.counts()
        assert {id_: n for id_, n in counts.items() if n != 1} == {}
        notices = set(counts) - expected
        assert len(notices) == len(GONE)
        assert all(id_.startswith("n-") for id_ in notices)
        order: dict[str, list[str]] = defaultdict(list)
        for channel, id_ in world.deliveries():
            if id_ in ids:
                order[channel].append(id_)
        assert len(order) == CHANNELS - len(GONE)
        assert [found for found in order.values() if found != sorted(found)] == []
        gone = {world.place(number).channel for number in GONE}
        assert [kind for kind, channel in world.calls() if channel in gone] == ["post", "post"]
    async with await Database.open(database_url) as database, database.read() as c:
        for one in await subscriptions.every(c, len(numbers)):
            assert (one.state == "paused") == bool(one.reason) == (int(one.id[1:]) in lost)
        assert set(await deliveries.counts(c)) == {"sent", "gone"}
