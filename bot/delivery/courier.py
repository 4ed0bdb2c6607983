"""Posts what waits for one platform: takes deliveries, attempts them at once, writes down how they ended."""

import asyncio
import logging
import random
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.adapter import Adapter
from bot.chat.delivery import always
from bot.delivery.attempt import attempt
from bot.delivery.gate import Gate
from bot.delivery.lateness import is_late, labelled
from bot.delivery.outcome import ASKED, Arrived, Asked, Attempt, Failed, Refused, Spoiled, decide, gives_up
from bot.delivery.settling import Ended, settle
from bot.store import claims, contents, nodes
from bot.store.claims import Claimed
from bot.store.content import Content
from bot.store.database import Database
from bot.store.delivery import Kind
from bot.store.errors import InUse, Unavailable, Unusable

log = logging.getLogger(__name__)

LOOK: Final = 1.0
"""Seconds after which the courier looks for deliveries unasked: those of other nodes, and those whose time has come."""

GATHER: Final = 0.01
"""Seconds for which ends of attempts are gathered before they are written down in one transaction."""

AT_ONCE: Final = 2000
"""Most deliveries taken in one transaction: few enough that others get their turn soon."""

BREATH: Final = 100
"""Attempts begun in a row before others get their turn."""

PATIENCE: Final = 600.0
"""Most seconds an attempt may take, its waiting for its turn with the platform included."""

FINISH: Final = 5.0
"""Seconds that attempts under way may take when the bot stops."""

UNREADABLE: Final = "what it was to say can't be read any more"

REMEMBERED: Final = 256
"""Contents kept unpacked."""


class Courier:
    """Delivers to one platform. `clock` gives seconds since 1970; `owner` is the node's name, unlike any other's. A
    `fence` says whether the node has lived on since it was asked for: only then does it post."""

    def __init__(
        self,
        database: Database,
        adapter: Adapter,
        clock: Callable[[], float],
        owner: str,
        fence: Callable[[], Callable[[], bool]] = lambda: always,
    ) -> None:
        self._database = database
        self._adapter = adapter
        self._clock = clock
        self._owner = owner
        self._fence = fence
        self._gate = Gate()
        self._under_way: dict[tuple[int, int], tuple[asyncio.Task[None], float]] = {}
        self._ended: list[Ended] = []
        self._contents: OrderedDict[str, Content] = OrderedDict()
        self._woken = asyncio.Event()
        self._in_doubt = True
        self._more = False
        self._stopping = False

    async def hurry(self) -> None:
        """Try everything that waits for a later time now: the clock was set back, and that time with it."""
        async with self._database.write() as c:
            await claims.hurry(c, self._adapter.name, int(self._clock() * 1000))
        self.wake()

    def wake(self) -> None:
        """Look for deliveries at once."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until cancelled; then let what is under way finish for a moment, and give the rest back."""
        try:
            while True:
                await self._turn()
                await self._wait()
        finally:
            await asyncio.shield(asyncio.ensure_future(self._stop()))

    async def _turn(self) -> None:
        """Write down what ended and take what there is room for. When the database can't be used, later."""
        self._woken.clear()
        self._hasten()
        try:
            await self._exchange()
        except Unavailable as error:
            # What was taken or written may have been kept or not: the next turn finds out.
            self._in_doubt = True
            log.warning("%s", error)
            await asyncio.sleep(LOOK)
        except Unusable:
            raise
        except Exception:
            # People are still answered, and what waits is not lost.
            self._in_doubt = True
            log.exception("deliveries to %s are at a standstill", self._adapter.name)
            await asyncio.sleep(10 * LOOK)

    async def _exchange(self) -> None:
        now = self._clock()
        ended, room = list(self._ended), self._room()
        if not ended and not (room and (self._in_doubt or await self._anything_due(now))):
            return
        fence = self._fence()
        async with self._database.write() as c:
            await settle(c, self._owner, ended, int(now))
            if self._in_doubt:
                at = [one.claimed.seq for one in ended] + [seq for seq, _ in self._under_way]
                await nodes.give_back(c, self._adapter.name, self._owner, at)
            taken = await claims.claim(c, self._adapter.name, self._owner, int(now * 1000), room) if room else []
            ready = await self._ready(c, taken, now)
        self._in_doubt = False
        self._ended = self._ended[len(ended) :]
        self._more = len(taken) == room > 0
        if ready:  # in a task of its own, so that more can be taken meanwhile
            starting = (asyncio.create_task(self._start(ready, fence)), monotonic())
            self._under_way |= {(claimed.seq, claimed.attempts): starting for claimed, *_ in ready}

    def _room(self) -> int:
        return min(AT_ONCE, self._gate.room(monotonic(), len(self._under_way)))

    async def _anything_due(self, now: float) -> bool:
        async with self._database.read() as c:
            return await claims.anything_due(c, self._adapter.name, int(now * 1000))

    async def _ready(
        self, c: AsyncConnection, taken: Sequence[Claimed], now: float
    ) -> list[tuple[Claimed, Content | None, Content | None]]:
        """What was taken with its content, None where that can't be read. A late digest gets one that says so; one that
        may have been posted has it besides, for when it was not."""
        await self._read(c, [one.content for one in taken])
        late = {
            one.seq: labelled(self._contents[one.content], one.slot)
            for one in taken
            if one.slot is not None and one.kind is Kind.DIGEST and not one.late and one.content in self._contents
            if is_late(one.slot, int(now)) and not gives_up(one, now)
        }
        surely = {one.seq: late.pop(one.seq) for one in taken if one.seq in late and not one.unsure}
        if surely:
            await contents.keep(c, surely.values())
            await claims.relabel(c, [(seq, content.hash) for seq, content in surely.items()])
        ready = [(one, surely.get(one.seq) or self._contents.get(one.content), late.get(one.seq)) for one in taken]
        while len(self._contents) > REMEMBERED:
            self._contents.popitem(last=False)
        return ready

    async def _read(self, c: AsyncConnection, hashes: Iterable[str]) -> None:
        missing = {hash_ for hash_ in hashes if hash_ not in self._contents}
        self._contents.update(await contents.read(c, missing))

    async def _start(
        self, ready: Sequence[tuple[Claimed, Content | None, Content | None]], still: Callable[[], bool]
    ) -> None:
        """Begin attempts, a few at a time, until the bot stops."""
        for number, (claimed, content, late) in enumerate(ready):
            if number % BREATH == BREATH - 1:
                await asyncio.sleep(0)
            if self._stopping:
                return
            self._begin(claimed, content, late, still)

    def _begin(
        self, claimed: Claimed, content: Content | None, late: Content | None, still: Callable[[], bool]
    ) -> None:
        if content is None:
            del self._under_way[claimed.seq, claimed.attempts]
            self._end(claimed, Attempt(Spoiled(UNREADABLE), sure=not claimed.unsure))
            return
        task = asyncio.create_task(self._deliver(claimed, content, late, still))
        self._under_way[claimed.seq, claimed.attempts] = (task, monotonic())

    async def _deliver(
        self, claimed: Claimed, content: Content, late: Content | None, still: Callable[[], bool]
    ) -> None:
        only_look = gives_up(claimed, self._clock())
        try:
            ended = await attempt(self._adapter, claimed, content, late=late, only_look=only_look, still=still)
        except asyncio.CancelledError:
            if self._stopping:
                raise
            ended = Attempt(Failed(f"the platform took more than {PATIENCE:.0f} s"), looked=claimed.unsure)
        finally:
            del self._under_way[claimed.seq, claimed.attempts]
        self._end(claimed, ended)

    def _hasten(self) -> None:
        """End attempts that take too long."""
        began = monotonic() - PATIENCE
        for task, since in self._under_way.values():
            if since >= began:
                break
            task.cancel()

    def _end(self, claimed: Claimed, ended: Attempt) -> None:
        """Note how an attempt ended, for the platform and for the delivery."""
        now = monotonic()
        match ended.end:
            case Asked(after, everywhere=True):
                self._gate.trouble(now, min(after, ASKED))
            case Asked() | Failed():
                self._gate.trouble(now)
            case Arrived() | Refused():
                self._gate.worked(now)
        healthy = self._gate.healthy(now)
        settled = decide(claimed, ended, self._clock(), healthy=healthy, jitter=random.random)
        self._ended.append(Ended(claimed, settled, ended.late))
        self._woken.set()

    async def _wait(self) -> None:
        """Until something ended, was kept, or may have become due; then a moment for more to end.

        Not at all while there may be more and room for it: it is taken while what was taken is posted.
        """
        if self._more and self._room():
            return
        try:
            async with asyncio.timeout(LOOK):
                await self._woken.wait()
        except TimeoutError:
            return
        if self._under_way:
            await asyncio.sleep(GATHER)

    async def _stop(self) -> None:
        """Let attempts finish, write down how they ended, give back what didn't."""
        self._stopping = True
        tasks = [task for task, _ in self._under_way.values()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=FINISH)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        try:
            async with self._database.write() as c:
                await settle(c, self._owner, self._ended, int(self._clock()))
                await nodes.give_back(c, self._adapter.name, self._owner, ())
        except (Unavailable, InUse) as error:
            log.warning("what was being posted is looked for at the next start: %s", error)
