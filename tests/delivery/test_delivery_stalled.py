"""A process that stood still while another one took over what it was at posts none of that when it goes on."""

import asyncio
import signal
import time
from collections import Counter
from pathlib import Path

from bot.delivery.liveness import CALL, LEASE, Liveness
from bot.store.delivery import slot_id
from tests.delivery.loopbacks import SlackWorld
from tests.delivery.running import SOON, delivered, prepare, subscribe
from tests.delivery.test_delivery_kills import far

DIGESTS = 30


async def test_what_another_process_posted_meanwhile_is_there_once(postgresql_url: str, tmp_path: Path) -> None:
    slot = int(time.time())
    ids = {slot_id(f"s{n:06}", slot) for n in range(DIGESTS)}
    expected = ids | {f"{id_}-1" for id_ in ids}
    async with SlackWorld() as world:
        await subscribe(postgresql_url, world, range(DIGESTS), slot, far(slot))
        one = await prepare(tmp_path / "one", world, postgresql_url, times=SOON)
        two = await prepare(tmp_path / "two", world, postgresql_url, times=SOON)
        async with one, two:
            await one.start()
            async with asyncio.timeout(40):
                while not world.counts():
                    await asyncio.sleep(0.01)
            assert one.process
            one.process.send_signal(signal.SIGSTOP)
            assert len(world.counts()) < len(expected), "it was in the middle of it"
            await two.start()
            await delivered(world, two, expected, 60)
            one.process.send_signal(signal.SIGCONT)
            await asyncio.sleep(3)
            assert [await one.stop(), await two.stop()] == [0, 0]
        assert world.counts() == Counter(expected)


def test_a_fence_falls_with_the_beat_and_never_stands_again() -> None:
    now = [0.0]
    node = Liveness("a", alone=False, clock=lambda: now[0])
    assert not node.fence()(), "it has not said yet that it lives"
    node.beaten(0)
    first = node.fence()
    now[0] = LEASE - CALL - 1
    assert first()
    node.beaten(now[0])
    now[0] += LEASE - CALL - 1
    assert first(), "it never stood still"
    now[0] += 2
    assert not first()
    node.beaten(now[0])
    assert not first(), "meanwhile another one may have taken over"
    assert node.fence()()
    assert Liveness("a", alone=True, clock=lambda: now[0]).fence()()
