"""Subscriptions as they are kept: added, changed, found, claimed when their time has come."""

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, case, delete, func, literal, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.request import Place
from bot.store import shown
from bot.store.delivery import lane_of
from bot.store.given import given
from bot.store.subscription import Catchup, Empty, State, Subscription
from bot.store.tables import delivery, subscription
from bot.store.tables import workspace as table
from bot.store.upsert import insert

_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_ACTIVE: Final = subscription.c.state == literal_column("'active'")
"""In a literal, so that the index over active ones serves."""

REMOVED: Final = "the subscription was removed"


@dataclass(frozen=True, slots=True)
class Due:
    """What running a subscription takes. `scope` is its topics as they are stored, the same for the same topics."""

    id: str
    workspace: str
    place: str
    lane: str
    cron: str
    zone: str
    scope: str
    empty: str
    catchup: str
    slot: int
    shown: str | None


def new_id() -> str:
    """A new id, short enough to be typed: 7 characters of a-z and 2-9, one of 10 billion."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(7))


def workspace_of(place: Place) -> str:
    """The key of the workspace a place is in."""
    return f"{place.platform}/{place.workspace}"


async def add(c: AsyncConnection, new: Subscription) -> None:
    """Keep a new subscription."""
    await c.execute(subscription.insert(), _row(new))


async def change(c: AsyncConnection, changed: Subscription) -> bool:
    """Replace what people can change of a subscription (not its place, nor what it has shown); whether it is there."""
    row = _row(changed)
    kept = ("id", "workspace", "place", "lane", "created_by", "created_at", "shown")
    values = {name: value for name, value in row.items() if name not in kept}
    result = await c.execute(update(subscription).where(subscription.c.id == changed.id).values(values))
    return result.rowcount > 0


async def get(c: AsyncConnection, workspace: str, id_: str) -> Subscription | None:
    """The subscription of a workspace that has this id."""
    found = select(subscription).where(subscription.c.id == id_, subscription.c.workspace == workspace)
    row = (await c.execute(found)).first()
    return _read(row) if row else None


async def held(c: AsyncConnection, one: Subscription) -> Subscription | None:
    """A subscription as it is now; nobody else changes it before this transaction has ended."""
    found = select(subscription).where(subscription.c.id == one.id, subscription.c.workspace == one.workspace)
    row = (await c.execute(found.with_for_update())).first()
    return _read(row) if row else None


async def of_workspace(c: AsyncConnection, workspace: str) -> list[Subscription]:
    """The subscriptions of a workspace, the oldest first."""
    found = select(subscription).where(subscription.c.workspace == workspace)
    return [_read(row) for row in await c.execute(found.order_by(subscription.c.created_at, subscription.c.id))]


async def every(c: AsyncConnection, limit: int) -> list[Subscription]:
    """Subscriptions of all workspaces, by workspace and age."""
    order = (subscription.c.workspace, subscription.c.created_at, subscription.c.id)
    return [_read(row) for row in await c.execute(select(subscription).order_by(*order).limit(limit))]


async def count(c: AsyncConnection, workspace: str) -> int:
    """How many subscriptions a workspace has."""
    found = select(func.count()).select_from(subscription).where(subscription.c.workspace == workspace)
    return int((await c.execute(found)).scalar_one())


async def lock(c: AsyncConnection, workspace: str) -> None:
    """Let no other transaction add a subscription to a workspace before this one has ended."""
    await c.execute(insert(c, table).values(key=workspace).on_conflict_do_nothing(index_elements=["key"]))
    await c.execute(select(table.c.key).where(table.c.key == workspace).with_for_update())


async def pause(c: AsyncConnection, id_: str, reason: str, now: int) -> None:
    """Send no digests until `resume`, nor what waits to be sent; everything else stays."""
    await c.execute(update(subscription).where(subscription.c.id == id_).values(state=State.PAUSED, reason=reason))
    await _skip(c, delivery.c.subscription == id_, _paused(reason), now)


async def resume(c: AsyncConnection, id_: str, next_run_at: int | None) -> None:
    """Send digests again, the next one then."""
    values = {"state": State.ACTIVE, "reason": None, "next_run_at": next_run_at}
    await c.execute(update(subscription).where(subscription.c.id == id_).values(values))


async def remove(c: AsyncConnection, ids: Iterable[str], now: int) -> None:
    """Delete subscriptions; what waits to be sent for them is not sent any more."""
    listed = list(ids)
    # First, as that waits for a node which is just running them: what it keeps is seen after.
    await c.execute(delete(subscription).where(subscription.c.id.in_(listed)))
    await _skip(c, delivery.c.subscription.in_(listed), REMOVED, now)


async def pause_place(c: AsyncConnection, place: str, reason: str) -> list[Subscription]:
    """Pause every active subscription of a place; which they were."""
    statement = update(subscription).where(subscription.c.place == place, subscription.c.state == State.ACTIVE)
    rows = await c.execute(statement.values(state=State.PAUSED, reason=reason).returning(subscription))
    return [_read(row) for row in rows]


async def pause_workspace(c: AsyncConnection, workspace: str, reason: str, now: int) -> int:
    """Pause every active subscription of a workspace, and skip what waits to be sent; how many they were."""
    where = subscription.c.workspace == workspace, subscription.c.state == State.ACTIVE
    result = await c.execute(update(subscription).where(*where).values(state=State.PAUSED, reason=reason))
    own = select(subscription.c.id).where(subscription.c.workspace == workspace)
    await _skip(c, delivery.c.subscription.in_(own), _paused(reason), now)
    return result.rowcount


async def skip_stopped(c: AsyncConnection, digests: Sequence[str], now: int) -> None:
    """Skip those of these deliveries that wait again though their subscription was paused or removed meanwhile."""
    d, s = delivery.c, subscription.c
    found = select(d.id, d.subscription).where(d.id.in_(digests), d.state == "waiting", d.subscription.is_not(None))
    waiting = {row.id: row.subscription for row in await c.execute(found)}
    if not waiting:
        return
    # Shared, so that one which is just being paused is waited for.
    there = select(s.id, s.state, s.reason).where(s.id.in_(set(waiting.values()))).with_for_update(read=True)
    known = {id_: (state, reason) for id_, state, reason in await c.execute(there)}
    for id_, of in waiting.items():
        state, reason = known.get(of, (None, None))
        if state != State.ACTIVE:
            await _skip(c, or_(d.id == id_, d.under == id_), _paused(reason) if state else REMOVED, now)


async def elsewhere(c: AsyncConnection, workspace: str, lane: str) -> Place | None:
    """The place of the workspace's oldest active subscription in another channel."""
    found = select(subscription.c.place).where(
        subscription.c.workspace == workspace, subscription.c.lane != lane, subscription.c.state == State.ACTIVE
    )
    row = (await c.execute(found.order_by(subscription.c.created_at, subscription.c.id).limit(1))).first()
    return Place.parse(row[0]) if row else None


async def anything_due(c: AsyncConnection, now: int) -> bool:
    """Whether the time of any subscription has come."""
    found = select(literal(1)).where(_ACTIVE, subscription.c.next_run_at <= now).limit(1)
    return (await c.execute(found)).first() is not None


async def due(c: AsyncConnection, now: int, limit: int) -> Sequence[Due]:
    """The subscriptions whose time has come, the longest due first. On PostgreSQL they are locked, and those that
    another node has locked are left to it."""
    s = subscription.c
    found = (
        select(s.id, s.workspace, s.place, s.lane, s.cron, s.zone, s.topics, s.empty, s.catchup, s.next_run_at, s.shown)
        .where(_ACTIVE, s.next_run_at <= now)
        .order_by(s.next_run_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Due(*row) for row in await c.execute(found)]


async def advance(c: AsyncConnection, nexts: Sequence[tuple[str, int | None]]) -> None:
    """Set when each of these subscriptions runs next."""
    if nexts:
        s = subscription.c
        new = given(c, {"id": s.id.type, "at": s.next_run_at.type}, nexts)
        await c.execute(update(subscription).where(s.id == new.c.id).values(next_run_at=new.c.at))


async def _skip(c: AsyncConnection, which: ColumnElement[bool], why: str, now: int) -> None:
    """End what waits to be sent. Of what may have been posted already nobody will know."""
    perhaps = delivery.c.unsure == 1
    ended = {
        "state": case((perhaps, "unknown"), else_="skipped"),
        "why": case((perhaps, f"{why}; it may have been posted before"), else_=why),
        "ended_at": now,
    }
    waiting = update(delivery).where(which, delivery.c.state == "waiting").values(ended)
    rows = await c.execute(waiting.returning(delivery.c.id, delivery.c.under))
    await shown.take_back(c, [id_ for id_, under in rows if under is not None])


def _paused(reason: str | None) -> str:
    return f"paused {reason}" if reason and reason.startswith("by ") else f"paused: {reason}" if reason else "paused"


def _row(one: Subscription) -> dict[str, object]:
    return {
        "id": one.id,
        "workspace": one.workspace,
        "place": str(one.place),
        "lane": lane_of(one.place),
        "when_text": one.when,
        "cron": one.cron,
        "zone": one.zone,
        "topics": json.dumps(sorted(set(one.topics))),
        "empty": one.empty,
        "catchup": one.catchup,
        "state": one.state,
        "reason": one.reason,
        "created_by": one.created_by,
        "created_at": one.created_at,
        "next_run_at": one.next_run_at,
        "shown": one.shown,
    }


def _read(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        workspace=row.workspace,
        place=Place.parse(row.place),
        when=row.when_text,
        cron=row.cron,
        zone=row.zone,
        topics=tuple(json.loads(row.topics)),
        empty=Empty(row.empty),
        catchup=Catchup(row.catchup),
        state=State(row.state),
        reason=row.reason,
        created_by=row.created_by,
        created_at=row.created_at,
        next_run_at=row.next_run_at,
        shown=row.shown,
    )
