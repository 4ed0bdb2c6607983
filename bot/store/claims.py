"""Which deliveries a node is at: taking the next ones, and writing down how they ended."""

from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

import msgspec
from sqlalchemy import Column, Row, Table, and_, bindparam, exists, false, func, literal, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.delivery import Kind, State
from bot.store.given import among, given
from bot.store.tables import content_ref, delivery, posted, subscription
from bot.store.upsert import insert

WAITING: Final = delivery.c.state == literal_column("'waiting'")
"""In a literal, so that the index over waiting ones serves."""

_KINDS: Final = {kind.value: kind for kind in Kind}


class Claimed(msgspec.Struct, frozen=True):
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


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """How an attempt of a delivery ended: what `settle` writes down."""

    seq: int
    id: str
    kind: Kind
    attempts: int
    state: State
    why: str | None
    failures: int
    unsure: int
    due_at_ms: int | None
    message_id: str | None
    ended_at: int | None
    place: str


_ENDS: Final = ("place", "state", "why", "failures", "unsure", "due_at_ms", "message_id", "ended_at")


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
            d.late, d.under, d.edits,
        )
    )  # fmt: skip
    rows = sorted(await c.execute(taken), key=itemgetter(0))
    under = {under for *_, under, _ in rows if under}
    # What a posted message is edited by may have changed since, and stays known for longer.
    parents = await _messages(c, delivery, delivery.c.id, under) | await _messages(c, posted, posted.c.delivery, under)
    edited = await _messages(c, posted, posted.c.id, {edits for *_, edits in rows if edits})
    return [_claimed(row, parents, edited) for row in rows]


async def settle(c: AsyncConnection, owner: str, settled: Sequence[Settled], now: int) -> None:
    """Write down how attempts ended, unless another node has taken the delivery since, and what follows from it: a sent
    digest is what its subscription has shown, a sent message is remembered as posted with its facts, an edited message
    says what the edit says."""
    sent = [one for one in settled if one.state is State.SENT]
    if sent:
        same = {"state": State.SENT, "why": None, "unsure": 0, "due_at_ms": None, "ended_at": now}
        await _write(c, owner, ("place", "message_id"), sent, same)
    if others := [one for one in settled if one.state is not State.SENT]:
        await _write(c, owner, _ENDS, others, {})
    if digests := [one for one in sent if one.kind is Kind.DIGEST]:
        await _show(c, digests)
    if messages := [one.seq for one in sent if one.kind in (Kind.DIGEST, Kind.DETAIL)]:
        await _remember(c, messages, now)
    if edits := [one.seq for one in sent if one.kind is Kind.EDIT]:
        await _edit(c, edits)


async def _write(
    c: AsyncConnection, owner: str, columns: Sequence[str], settled: Sequence[Settled], same: Mapping[str, object]
) -> None:
    """Write these columns of each delivery that this node still has, and those that are the same for all."""
    d = delivery.c
    names = ("seq", "attempts", *columns)
    ended = given(
        c, {name: d[name].type for name in names}, [[getattr(one, name) for name in names] for one in settled]
    )
    still = and_(d.attempts == ended.c.attempts, d.owner == owner, d.state == State.SENDING)
    # In a form that PostgreSQL doesn't take for the more selective half: it would compare every row with every other.
    ours = func.coalesce(still, false())
    written = {**same, **{name: ended.c[name] for name in columns}}
    await c.execute(update(delivery).where(d.seq == ended.c.seq, ours).values(written))


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


async def _show(c: AsyncConnection, digests: Sequence[Settled]) -> None:
    """Digests that were sent are what their subscriptions have shown."""
    d = delivery.c
    sent = (among(c, d.seq, [one.seq for one in digests]), d.state == State.SENT)
    await c.execute(update(subscription).where(subscription.c.id == d.subscription, *sent).values(shown=d.content))


async def _remember(c: AsyncConnection, seqs: list[int], now: int) -> None:
    """Messages that were sent are posted ones, if they show facts."""
    d = delivery.c
    message = select(d.place, d.message_id, literal("digest"), d.content, literal(now), d.id, d.under).where(
        among(c, d.seq, seqs), d.state == State.SENT, exists().where(content_ref.c.content == d.content)
    )
    columns = ["place", "message_id", "kind", "content", "at", "delivery", "under"]
    await c.execute(insert(c, posted).from_select(columns, message).on_conflict_do_nothing())


async def _edit(c: AsyncConnection, seqs: list[int]) -> None:
    """Messages that were edited say what the edit says, and may be found under other ids."""
    d = delivery.c
    edited = (posted.c.id == d.edits, among(c, d.seq, seqs), d.state == State.SENT)
    moved = func.coalesce(d.message_id, posted.c.message_id)
    await c.execute(update(posted).where(*edited).values(content=d.content, message_id=moved))


async def _messages(
    c: AsyncConnection, table: Table, key: Column[Any], ids: Collection[Any]
) -> dict[Any, tuple[str, str | None]]:
    """The (place, message id) of deliveries or posted messages."""
    if not ids:
        return {}
    found = select(key, table.c.place, table.c.message_id).where(among(c, key, list(ids)))
    return {id_: (place, message) for id_, place, message in await c.execute(found)}


def _claimed(
    row: Row[*tuple[Any, ...]],
    parents: Mapping[str, tuple[str, str | None]],
    edited: Mapping[int, tuple[str, str | None]],
) -> Claimed:
    seq, id_, kind, slot, lane, place, content, created_at, attempts, failures, unsure, late, under, edits = row
    where, message = parents.get(under, (None, None)) if under else (None, None)
    return Claimed(
        seq,
        id_,
        _KINDS[kind],
        slot,
        lane,
        place,
        content,
        created_at,
        attempts,
        failures,
        bool(unsure),
        bool(late),
        edits,
        (where, message) if where and message else None,
        edited[edits][1] if edits in edited else None,
    )
