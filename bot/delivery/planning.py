"""What was planned while the clock was wrong, planned again by the clock as it is."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfoNotFoundError

from cronsim import CronSimError

from bot.delivery.outcome import ASKED
from bot.delivery.schedule import Schedule
from bot.store import plans, subscriptions
from bot.store.database import Database
from bot.store.plans import Planned

log = logging.getLogger(__name__)

AT_ONCE: Final = 500
"""Subscriptions looked at before others get their turn."""

FAR: Final = int(2 * ASKED)
"""Seconds beyond which no delivery waits while the clock is right."""


async def plan_anew(database: Database, now: int) -> int:
    """Have every subscription that is to run later than its schedule says run at its next time after now, unless that
    was run already; and no delivery wait for a moment that nobody asked for. Gives how many. Raises Unavailable.
    """
    async with database.write() as c:
        if waiting := await plans.hasten(c, (now + FAR) * 1000, now * 1000):
            log.warning("%d deliveries waited for a time far ahead: they are tried now", waiting)
    moved, last = 0, ""
    while True:
        async with database.read() as c:
            found = await plans.coming(c, now, last, AT_ONCE)
        if late := [one.id for one in found if _too_late(one, now)]:
            moved += await _move(database, late, now)
        if len(found) < AT_ONCE:
            break
        last = found[-1].id
        await asyncio.sleep(0)
    if moved:
        log.warning("%d digests were planned while the clock was wrong: they are planned anew", moved)
    return moved


async def _move(database: Database, ids: Sequence[str], now: int) -> int:
    async with database.write() as c:
        held = await plans.held(c, ids, now)
        last = await plans.last_run(c, ids, now)
        found = [one for one in held if _too_late(one, now, last.get(one.id))]
        await plans.unrun(c, [one.id for one in found], now)
        run = await plans.run_already(c, [one.id for one in found], now)
        nexts: list[tuple[str, int | None]] = []
        for one in found:
            at = _next(one, now, last.get(one.id))
            while at is not None and at < one.next_run_at and (one.id, at) in run:
                at = _next(one, at, at)
            if at is not None and at < one.next_run_at:
                nexts.append((one.id, at))
        await subscriptions.advance(c, nexts)
    return len(nexts)


def _too_late(one: Planned, now: int, ran: int | None = None) -> bool:
    at = _next(one, now, ran)
    return at is not None and at < one.next_run_at


def _next(one: Planned, after: int, ran: int | None) -> int | None:
    """The next time after one by the schedule, given the time it ran for last; None where the schedule can't be read
    any more, which the tick says."""
    last = None if ran is None else datetime.fromtimestamp(ran, UTC)
    try:
        due = Schedule(one.cron, one.zone).next_after(datetime.fromtimestamp(after, UTC), last)
    except (CronSimError, ZoneInfoNotFoundError, ValueError):
        return None
    return int(due.timestamp()) if due else None
