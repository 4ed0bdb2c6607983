"""Which deliveries a node is at: taking the next ones, and writing down how they ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import Column, Row, Table, bindparam, exists, func, literal, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.delivery import Kind, State
from bot.store.given import given
from bot.store.tables import content_ref, delivery, posted, subscription
from bot.store.upsert import insert

WAITING: Final = delivery.c.state == literal_column("'waiting'")
"""In a literal, so that the index over waiting ones serves."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that a node is at. `attempts` counts this one. `unsure`: an earlier one may have posted it.

    `late`: its content says that it is. `parent` is the (place, message id) of the message in whose thread it belongs;
    `message_id` that of the message it edits.
    """

    seq: int
    id: str
    kind: Kind
    slot: int | None
    lane: str
    place: str
    content: str
    created_at: int
    attempts: int
    failures: int
    unsure: bool
    late: bool
    edits: int | None
    parent: tuple[str, str] | None = None
    message_id: str | None = None


class Settled(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """How an attempt of a delivery ended: what `settle` writes down."""

    seq: int
    attempts: int
    state: State
    why: str | None
    failures: int
    unsure: int
    due_at_ms: int | None
    message_id: str | None
    ended_at: int | None


async def anything_due(c: AsyncConnection, platform: str, now_ms: int) -> bool:
    """Whether anything waits for a platform whose time has come."""
    found = select(literal(1)).where(WAITING, delivery.c.platform == platform, delivery.c.due_at_ms <= now_ms)
    return (await c.execute(found.limit(1))).first() is not None


async def claim(c: AsyncConnection, platform: str, owner: str, now_ms: int, limit: int) -> list[Claimed]:
    """Take the next deliveries of a platform, of each lane only its oldest unfinished one, the longest due first."""
    older = delivery.alias("older")
    unfinished = older.c.state.in_([literal_column("'waiting'"), literal_column("'sending'")])
    first = ~exists().where(older.c.lane == delivery.c.lane, older.c.seq < delivery.c.seq, unfinished)
    d = delivery.c
    picked = (
        select(d.seq)
        .where(WAITING, d.platform == platform, d.due_at_ms <= now_ms, first)
        .order_by(d.due_at_ms, d.seq)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("picked")
    )
    taken = (
        update(delivery)
        .where(d.seq.in_(select(picked.c.seq)))
        .values(state=State.SENDING, owner=owner, attempts=d.attempts + 1)
        .returning(
            d.seq, d.id, d.kind, d.slot, d.lane, d.place, d.content, d.created_at, d.attempts, d.failures, d.unsure,
            d.late, d.edits, d.under,
        )
    )  # fmt: skip
    rows = sorted(await c.execute(taken), key=lambda row: int(row.seq))
    under = {row.under for row in rows if row.under}
    # What a posted message is edited by may have changed since, and stays known for longer.
    parents = await _messages(c, delivery, delivery.c.id, under) | await _messages(c, posted, posted.c.delivery, under)
    edited = await _messages(c, posted, posted.c.id, {row.edits for row in rows if row.edits})
    return [_claimed(row, parents, edited) for row in rows]


async def settle(c: AsyncConnection, owner: str, settled: Sequence[Settled], now: int) -> None:
    """Write down how attempts ended, unless another node has taken the delivery since, and what follows from it: a sent
    digest is what its subscription has shown, a sent message is remembered as posted with its facts, what belongs under
    it can be posted, an edited message says what the edit says."""
    d = delivery.c
    ended = given(c, {name: d[name].type for name in Settled.__struct_fields__}, settled)
    still = (d.seq == ended.c.seq, d.attempts == ended.c.attempts, d.owner == owner, d.state == State.SENDING)
    written = {name: ended.c[name] for name in Settled.__struct_fields__[2:]}
    await c.execute(update(delivery).where(*still).values(written))
    sent = [one.seq for one in settled if one.state is State.SENT]
    if sent:
        await _remember(c, sent, now)


async def holds(c: AsyncConnection, claimed: Claimed, owner: str, state: State) -> bool:
    """Whether a delivery is in this state by this node's attempt, not by another's."""
    d = delivery.c
    mine = (d.seq == claimed.seq, d.owner == owner, d.attempts == claimed.attempts, d.state == state)
    return (await c.execute(select(literal(1)).where(*mine))).first() is not None


async def relabel(c: AsyncConnection, contents: Sequence[tuple[int, str]]) -> None:
    """Give claimed deliveries a content that says that they are late."""
    statement = update(delivery).where(delivery.c.seq == bindparam("_seq")).values(content=bindparam("_hash"), late=1)
    await c.execute(statement, [{"_seq": seq, "_hash": hash_} for seq, hash_ in contents])


async def hurry(c: AsyncConnection, platform: str, now_ms: int) -> None:
    """Let everything that waits for a later time wait no more: the clock was set back."""
    later = (WAITING, delivery.c.platform == platform, delivery.c.due_at_ms > now_ms)
    await c.execute(update(delivery).where(*later).values(due_at_ms=now_ms))


async def _remember(c: AsyncConnection, seqs: list[int], now: int) -> None:
    """What follows from deliveries that were sent."""
    d = delivery.c
    sent = (d.seq.in_(seqs), d.state == State.SENT)
    digest = (*sent, d.kind == Kind.DIGEST)
    await c.execute(update(subscription).where(subscription.c.id == d.subscription, *digest).values(shown=d.content))
    message = select(d.place, d.message_id, literal("digest"), d.content, literal(now), d.id, d.under).where(
        *sent, d.kind.in_([Kind.DIGEST, Kind.DETAIL]), exists().where(content_ref.c.content == d.content)
    )
    columns = ["place", "message_id", "kind", "content", "at", "delivery", "under"]
    await c.execute(insert(c, posted).from_select(columns, message).on_conflict_do_nothing())
    above = delivery.alias("above")
    below = d.under.in_(select(above.c.id).where(above.c.seq.in_(seqs), above.c.state == State.SENT))
    held = (below, d.under.is_not(None), d.due_at_ms.is_(None))
    await c.execute(update(delivery).where(*held).values(due_at_ms=now * 1000))
    moved = func.coalesce(d.message_id, posted.c.message_id)
    edited = (posted.c.id == d.edits, *sent, d.kind == Kind.EDIT)
    await c.execute(update(posted).where(*edited).values(content=d.content, message_id=moved))


async def _messages(
    c: AsyncConnection, table: Table, key: Column[Any], ids: Collection[Any]
) -> dict[Any, tuple[str, str | None]]:
    """The (place, message id) of deliveries or posted messages."""
    if not ids:
        return {}
    found = select(key, table.c.place, table.c.message_id).where(key.in_(list(ids)))
    return {id_: (place, message) for id_, place, message in await c.execute(found)}


def _claimed(
    row: Row[Any], parents: dict[Any, tuple[str, str | None]], edited: dict[Any, tuple[str, str | None]]
) -> Claimed:
    place, message = parents.get(row.under, (None, None))
    return Claimed(
        row.seq,
        row.id,
        Kind(row.kind),
        row.slot,
        row.lane,
        row.place,
        row.content,
        row.created_at,
        row.attempts,
        row.failures,
        bool(row.unsure),
        bool(row.late),
        row.edits,
        (place, message) if place and message else None,
        edited.get(row.edits, (None, None))[1],
    )
