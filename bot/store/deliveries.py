"""Deliveries: what is to be posted or edited, and the record of what became of it."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec
from sqlalchemy import Row, delete, exists, func, literal, literal_column, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.request import Place
from bot.store.delivery import UNPOSTED, Kind, New, Run, State, new
from bot.store.given import among, given
from bot.store.tables import content, delivery, posted, subscription
from bot.store.upsert import insert

UNFINISHED: Final = delivery.c.state.in_([literal_column("'waiting'"), literal_column("'sending'")])
"""In literals, so that the index over unfinished ones serves."""

_NEW: Final = New.__struct_fields__

SUPERSEDED: Final = "a later one took its place"


async def add(c: AsyncConnection, rows: Sequence[New]) -> None:
    """Keep deliveries, in this order; one whose id is kept already is left as it is."""
    if not rows:
        return
    values = dict(zip(_NEW, zip(*map(msgspec.structs.astuple, rows), strict=True), strict=True))
    same = {name for name, column in values.items() if name != "id" and len(set(column)) == 1}
    differing = [name for name in _NEW if name not in same]  # what is the same in all is handed over once
    each = zip(*(values[name] for name in differing), strict=True)
    kept = given(c, {name: delivery.c[name].type for name in differing}, list(each))
    read = [literal(values[name][0], delivery.c[name].type) if name in same else kept.c[name] for name in _NEW]
    statement = insert(c, delivery).from_select(_NEW, select(*read).select_from(kept).where(true()))
    await c.execute(statement.on_conflict_do_nothing(index_elements=["id"]))


async def add_edit(c: AsyncConnection, message: int, content_hash: str, now: int) -> str | None:
    """Have a posted message say this from now on, in place of every edit of it that still waits. The id of the
    delivery; None when the message can't be edited (any more)."""
    found = select(posted.c.place).where(posted.c.id == message, posted.c.message_id.is_not(None))
    row = (await c.execute(found)).first()
    if row is None:
        return None
    await drop_edits(c, [message], SUPERSEDED, now)
    id_ = f"e-{message:x}-{secrets.token_hex(4)}"
    await add(c, [new(id_, Kind.EDIT, Place.parse(row[0]), content_hash, now, edits=message)])
    return id_


async def drop_edits(c: AsyncConnection, messages: Sequence[int], why: str, now: int) -> None:
    """Skip the edits of these posted messages that still wait."""
    await c.execute(
        update(delivery)
        .where(among(c, delivery.c.edits, messages), delivery.c.edits.is_not(None), delivery.c.state == State.WAITING)
        .values(state=State.SKIPPED, why=why, ended_at=now)
    )


async def being_edited(c: AsyncConnection, message: int) -> bool:
    """Whether an edit of a posted message is under way."""
    edits = (UNFINISHED, delivery.c.edits == message, delivery.c.edits.is_not(None), delivery.c.state == State.SENDING)
    return (await c.execute(select(literal(1)).where(*edits).limit(1))).first() is not None


async def supersede(
    c: AsyncConnection, lanes: Iterable[str], subscriptions: Collection[str], now: int
) -> tuple[set[str], dict[str, int]]:
    """Skip the digests of these subscriptions, in these lanes, that wait and were surely not posted. The subscriptions
    that have one under way all the same, or messages below one: until they have ended, nobody knows what the place
    knows. And until when (in milliseconds) the lanes were to wait for what was skipped, for `hold`."""
    d = delivery.c
    under_way = select(d.id, d.subscription, d.under).where(
        UNFINISHED, d.lane.in_(set(lanes)), d.kind.in_([Kind.DIGEST, Kind.DETAIL])
    )
    found = [row for row in await c.execute(under_way) if row.subscription in subscriptions]
    if not found:
        return set(), {}
    skipped = await c.execute(
        update(delivery)
        .where(d.id.in_([row.id for row in found if row.under is None]), d.state == State.WAITING, d.unsure == 0)
        .values(state=State.SKIPPED, why=SUPERSEDED, ended_at=now)
        .returning(d.id, d.lane, d.due_at_ms)
    )
    gone: set[str] = set()
    until: dict[str, int] = {}
    for id_, lane, due_at_ms in skipped:
        gone.add(id_)
        if due_at_ms > now * 1000:
            until[lane] = max(due_at_ms, until.get(lane, 0))
    await end_details(c, gone, State.SKIPPED, SUPERSEDED, now)
    return {row.subscription for row in found if (row.under or row.id) not in gone}, until


async def hold(c: AsyncConnection, until: Mapping[str, int]) -> None:
    """Let what waits in these lanes wait until then (in milliseconds): what the platform asked of a channel, it asked
    of all that goes there."""
    if until:
        d = delivery.c
        lanes = given(c, {"lane": d.lane.type, "due_at_ms": d.due_at_ms.type}, list(until.items()))
        sooner = (d.lane == lanes.c.lane, d.state == literal_column("'waiting'"), d.due_at_ms < lanes.c.due_at_ms)
        await c.execute(update(delivery).where(*sooner).values(due_at_ms=lanes.c.due_at_ms))


async def end_details(c: AsyncConnection, under: Collection[str], state: State, why: str | None, now: int) -> None:
    """End what waits to be posted under these deliveries, which were not."""
    if under:
        held = (delivery.c.under.in_(under), delivery.c.under.is_not(None), delivery.c.state == State.WAITING)
        await c.execute(update(delivery).where(*held).values(state=state, why=why, ended_at=now))


async def end_place(c: AsyncConnection, place: str, lane: str, why: str, now: int) -> list[tuple[str, str]]:
    """End what waits to be posted in a place that is gone; the id and kind of each."""
    waiting = (UNFINISHED, delivery.c.lane == lane, delivery.c.place == place, delivery.c.state == State.WAITING)
    kinds = delivery.c.kind != Kind.EDIT
    ended = update(delivery).where(*waiting, kinds).values(state=State.GONE, why=why, ended_at=now)
    return [(id_, kind) for id_, kind in await c.execute(ended.returning(delivery.c.id, delivery.c.kind))]


async def runs(c: AsyncConnection, subscription_id: str, limit: int) -> list[Run]:
    """The last runs of a subscription, the newest first, with what became of the messages below them."""
    d = delivery.c
    found = (
        select(d.id, d.slot, d.state, d.why, d.attempts, d.late, d.due_at_ms, d.ended_at, d.message_id)
        .where(d.subscription == subscription_id, d.kind == Kind.DIGEST)
        .order_by(d.slot.desc(), d.seq.desc())
        .limit(limit)
    )
    last = [_run(row) for row in await c.execute(found)]
    sent = [run.id for run in last if run.state is State.SENT]
    below = select(d.under, d.state, d.why).where(d.under.in_(sent), d.kind == Kind.DETAIL).order_by(d.seq)
    details: dict[str, list[tuple[str, str | None]]] = {}
    for under, state, why in await c.execute(below):
        details.setdefault(under, []).append((state, why))
    return [
        replace(
            run,
            below=len(details.get(run.id, ())),
            lost=tuple(why or state for state, why in details.get(run.id, ()) if state in UNPOSTED),
        )
        for run in last
    ]


async def parked(c: AsyncConnection, limit: int) -> list[tuple[str, Run]]:
    """(place, run) of the newest digests of which nobody knows whether they were posted, or that failed for good."""
    d = delivery.c
    found = (
        select(d.place, d.id, d.slot, d.state, d.why, d.attempts, d.late, d.due_at_ms, d.ended_at, d.message_id)
        .where(d.state.in_([State.UNKNOWN, State.FAILED]), d.kind == Kind.DIGEST)
        .order_by(d.seq.desc())
        .limit(limit)
    )
    return [(row.place, _run(row)) for row in await c.execute(found)]


async def counts(c: AsyncConnection) -> dict[State, int]:
    """How many deliveries there are in each state."""
    found = select(delivery.c.state, func.count()).group_by(delivery.c.state)
    return {State(state): number for state, number in await c.execute(found)}


async def forget(c: AsyncConnection, before: int, limit: int) -> int:
    """Delete up to `limit` deliveries that ended before a time, and contents that nothing refers to; how many."""
    ended = select(delivery.c.seq).where(delivery.c.ended_at < before).limit(limit)
    gone = await c.execute(delete(delivery).where(delivery.c.seq.in_(ended)))
    used = or_(
        exists().where(delivery.c.content == content.c.hash),
        exists().where(posted.c.content == content.c.hash),
        exists().where(subscription.c.shown == content.c.hash),
    )
    unused = select(content.c.hash).where(~used).limit(limit)
    emptied = await c.execute(delete(content).where(content.c.hash.in_(unused)))
    return gone.rowcount + emptied.rowcount


def _run(row: Row[*tuple[Any, ...]]) -> Run:
    return Run(
        row.id,
        row.slot,
        State(row.state),
        row.why,
        row.attempts,
        bool(row.late),
        row.due_at_ms,
        row.ended_at,
        row.message_id,
    )
