"""Everything that delivers, run together: the few jobs on the clock, and a courier for each platform."""

import asyncio
import logging
import os
import secrets
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from apscheduler.job import Job  # type: ignore[import-untyped]  # it has no types
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.base import BaseTrigger  # type: ignore[import-untyped]

from bot.chat.adapter import Adapter
from bot.delivery.composer import Composer
from bot.delivery.courier import Courier
from bot.delivery.liveness import Liveness
from bot.delivery.planning import plan_anew
from bot.delivery.schedule import Schedule
from bot.delivery.tick import Ticker
from bot.store import deliveries, nodes, posted, workspaces
from bot.store.database import Database
from bot.store.errors import InUse, Unavailable

log = logging.getLogger(__name__)

TICK: Final = 1.0
REAP: Final = 10.0
POLL: Final = 5.0
CLEAN: Final = 3600.0
"""Seconds between two runs of each job."""

JUMP: Final = 5.0
"""Seconds by which the clock must be set back for that to matter."""

KEPT: Final = 60 * 86_400
"""Seconds for which the record of a delivery is kept, and that of an answer that nobody can edit."""

FORGOTTEN: Final = 1000
"""Rows deleted in one transaction."""

Work = Callable[[], Awaitable[object]]

BaseTrigger.register(Schedule)


class Deliveries:
    """Ticks, posts, and looks after what other nodes left. Any number of nodes may run it on one PostgreSQL.

    `clock` gives seconds since 1970. `poll` is called every few seconds: it takes over what other nodes changed.
    """

    def __init__(
        self,
        database: Database,
        adapters: Sequence[Adapter],
        composer: Composer,
        *,
        poll: Work | None = None,
        clock: Callable[[], float] = time.time,
        owner: str | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner or _this_process()
        self._liveness = Liveness(self._owner, alone=database.address.sqlite, held=database.held)
        fence = self._liveness.fence
        self._couriers = [Courier(database, adapter, clock, self._owner, fence) for adapter in adapters]
        self._ticker = Ticker(database, composer, self.wake)
        self._poll = poll

    def wake(self) -> None:
        """Have what was just kept posted at once."""
        for courier in self._couriers:
            courier.wake()

    async def run(self) -> None:
        """Deliver until cancelled."""
        scheduler = AsyncIOScheduler(timezone=UTC)
        jobs: list[tuple[Work, float]] = [(self._tick, TICK), (self._reap, REAP), (self._clean, CLEAN)]
        if self._poll:
            jobs.append((self._poll, POLL))
        for work, seconds in jobs:
            _every(scheduler, work, seconds)
        await self._reap_first()
        scheduler.start()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._watch_clock(scheduler))
                group.create_task(self._watch_lock())
                group.create_task(self._plan_anew())
                for courier in self._couriers:
                    group.create_task(courier.run())
        finally:
            scheduler.shutdown(wait=False)
            await self._leave()

    async def _tick(self) -> None:
        await self._ticker.tick(int(self._clock()))

    async def _reap_first(self) -> None:
        """What an earlier process left is looked for before anything else is posted, if the database lets it."""
        try:
            await self._reap()
        except Unavailable as error:
            log.warning("%s", error)

    async def _reap(self) -> None:
        """Say that this node lives, and let wait again what dead ones were at."""
        began = self._liveness.now()
        async with self._database.write() as c:
            dead = self._liveness.dead(await nodes.beat(c, self._owner))
            left = sum([await nodes.bury(c, owner) for owner in dead])
        self._liveness.beaten(began)
        if left:
            log.warning("%d deliveries of a process that ended may have been posted: they are looked for", left)
            self.wake()

    async def _plan_anew(self) -> None:
        """Put right what was planned while the clock was wrong, as soon as the database lets it."""
        while True:
            try:
                await plan_anew(self._database, int(self._clock()))
            except Unavailable as error:
                log.warning("%s", error)
                await asyncio.sleep(REAP)
            else:
                self.wake()
                return

    async def _clean(self) -> None:
        """Forget what is old enough, a little at a time, and what belonged to workspaces long left."""
        before = int(self._clock()) - KEPT
        gone = FORGOTTEN
        while gone:
            async with self._database.write() as c:
                gone = await deliveries.forget(c, before, FORGOTTEN) + await posted.forget(c, before, FORGOTTEN)
        async with self._database.write() as c:
            for workspace in await workspaces.clean_up(c, int(self._clock())):
                log.warning("deleted what belonged to %s: the bot was removed and did not come back", workspace)

    async def _watch_clock(self, scheduler: AsyncIOScheduler) -> None:
        """When the clock is set back, neither jobs nor deliveries wait until it shows the same time again."""
        loop = asyncio.get_running_loop()
        ahead = self._clock() - loop.time()
        while True:
            await asyncio.sleep(TICK)
            now_ahead = self._clock() - loop.time()
            if now_ahead < ahead - JUMP:
                log.warning("the clock was set back by %.0f s", ahead - now_ahead)
                await self._clock_was_set_back(scheduler.get_jobs())
                await self._plan_anew()
            ahead = now_ahead

    async def _watch_lock(self) -> None:
        """End when another process has the database: two that post to one platform would post everything twice."""
        while True:
            await asyncio.sleep(TICK)
            try:
                self._database.keep()
            except Unavailable as error:
                log.warning("%s", error)

    async def _clock_was_set_back(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            job.modify(next_run_time=datetime.now(UTC))
        for courier in self._couriers:
            try:
                await courier.hurry()
            except Unavailable as error:
                log.warning("%s", error)

    async def _leave(self) -> None:
        """Tell the other nodes that this one has ended."""
        try:
            async with self._database.write() as c:
                await nodes.bury(c, self._owner)
        except (Unavailable, InUse) as error:
            log.warning("%s", error)


def _every(scheduler: AsyncIOScheduler, work: Work, seconds: float) -> None:
    """Run a job every so many seconds: never twice at once, once for all the times that were missed."""

    async def run() -> None:
        try:
            await work()
        except (Unavailable, InUse) as error:
            log.warning("%s", error)
        except asyncio.CancelledError:
            log.debug("stopped in the middle of a job")  # which APScheduler would call an error of the job

    scheduler.add_job(
        run,
        "interval",
        seconds=seconds,
        name=getattr(work, "__name__", "job"),
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )


def _this_process() -> str:
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
