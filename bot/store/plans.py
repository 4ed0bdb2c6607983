"""When subscriptions run next, looked through and put right."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, func, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.delivery import Kind, State
from bot.store.tables import delivery, subscription


@dataclass(frozen=True, slots=True)
class Planned:
    """A subscription and when it runs next, in seconds since 1970."""

    id: str
    cron: str
    zone: str
    next_run_at: int


async def coming(c: AsyncConnection, now: int, after: str, limit: int) -> list[Planned]:
    """The active subscriptions that run later than now, by their ids, from one on; not those that are newer than now,
    as then it is now that is wrong."""
    s = subscription.c
    found = select(s.id, s.cron, s.zone, s.next_run_at).where(
        s.id > after, s.state == "active", s.next_run_at > now, s.created_at <= now
    )
    return [Planned(*row) for row in await c.execute(found.order_by(s.id).limit(limit))]


async def held(c: AsyncConnection, ids: Collection[str], now: int) -> list[Planned]:
    """Those of these subscriptions that still run later than now. Nobody else changes them in this transaction."""
    s = subscription.c
    found = select(s.id, s.cron, s.zone, s.next_run_at).where(s.id.in_(ids), s.state == "active", s.next_run_at > now)
    return [Planned(*row) for row in await c.execute(found.order_by(s.id).with_for_update())]


async def unrun(c: AsyncConnection, ids: Collection[str], now: int) -> None:
    """Forget the slots later than now in which nothing was posted: their time is still to come."""
    d = delivery.c
    skipped = (d.subscription.in_(ids), d.slot > now, d.state == State.SKIPPED, d.unsure == 0)
    await c.execute(delete(delivery).where(*skipped))


async def run_already(c: AsyncConnection, ids: Collection[str], now: int) -> set[tuple[str, int]]:
    """(subscription, slot) of the digests later than now that were run nevertheless."""
    d = delivery.c
    found = select(d.subscription, d.slot).where(d.subscription.in_(ids), d.slot > now, d.kind == Kind.DIGEST)
    return {(of, slot) for of, slot in await c.execute(found)}


async def last_run(c: AsyncConnection, ids: Collection[str], now: int) -> dict[str, int]:
    """The last slots of these subscriptions up to now, by their ids; of those that ran within a day."""
    d = delivery.c
    found = select(d.subscription, func.max(d.slot)).where(
        d.subscription.in_(ids), d.slot > now - 86_400, d.slot <= now, d.kind == Kind.DIGEST
    )
    return {row[0]: row[1] for row in await c.execute(found.group_by(d.subscription))}


async def hasten(c: AsyncConnection, beyond_ms: int, now_ms: int) -> int:
    """Try now what waits for a moment later than one; how many that were."""
    d = delivery.c
    far = (d.state == literal_column("'waiting'"), d.due_at_ms > beyond_ms)
    return (await c.execute(update(delivery).where(*far).values(due_at_ms=now_ms))).rowcount
