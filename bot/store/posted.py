"""Every message with facts in it that the bot has posted: where, and what it says now."""

from collections.abc import Collection
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Row, delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.request import Place
from bot.store import contents, deliveries
from bot.store.content import Content
from bot.store.deliveries import UNFINISHED
from bot.store.tables import content_ref, delivery, posted
from bot.store.upsert import insert

_COLUMNS: Final = (
    posted.c.id,
    posted.c.place,
    posted.c.message_id,
    posted.c.at,
    func.coalesce(posted.c.under, posted.c.delivery).label("thread"),
)


class Posted(msgspec.Struct, frozen=True):
    """A posted message: the hash of its content as it is now, or will be when the edits that wait are done.
    `place` is the `str()` of one. `message_id` is None when nobody can edit it. `thread` is the delivery in whose
    thread a word on it belongs; None of an answer."""

    id: int
    place: str
    message_id: str | None
    content: str
    at: int
    thread: str | None = None


async def hold(c: AsyncConnection) -> None:
    """Let no other transaction note that something is posted before this one has ended: what is being noted now is
    seen, and whoever notes something later sees what is done here."""
    if c.dialect.name != "sqlite":
        await c.execute(text("LOCK TABLE posted IN SHARE ROW EXCLUSIVE MODE"))


async def remember(c: AsyncConnection, place: Place, message_id: str | None, shown: Content, now: int) -> Posted:
    """Keep that an answer shows this. The same message again shows this instead of what it showed: edits of that are
    not done any more, and where one is under way, which may come later, it is edited back."""
    await contents.keep(c, [shown])
    where = str(place)
    row = {"place": where, "message_id": message_id, "kind": "answer", "content": shown.hash, "at": now}
    statement = insert(c, posted).values(row)
    again = {"content": shown.hash, "at": now}
    kept = await c.execute(
        statement.on_conflict_do_update(index_elements=["place", "message_id"], set_=again).returning(posted.c.id)
    )
    id_: int = kept.scalar_one()
    if message_id is not None:
        await deliveries.drop_edits(c, [id_], "it shows something else now", now)
        if await deliveries.being_edited(c, id_):
            await deliveries.add_edit(c, id_, shown.hash, now)
    return Posted(id_, where, message_id, shown.hash, now)


async def by_ids(c: AsyncConnection, ids: Collection[int]) -> list[Posted]:
    """Messages as they will be when the edits that wait are done."""
    found = select(*_COLUMNS, _says().label("says")).where(posted.c.id.in_(list(ids))).order_by(posted.c.id)
    return [_read(row) for row in await c.execute(found)]


async def by_deliveries(c: AsyncConnection, ids: Collection[str]) -> list[Posted]:
    """The messages with facts that these deliveries posted."""
    named = posted.c.delivery.in_(list(ids)), posted.c.delivery.is_not(None)
    found = select(*_COLUMNS, posted.c.content.label("says")).where(*named).order_by(posted.c.id)
    return [_read(row) for row in await c.execute(found)]


async def showing(
    c: AsyncConnection, workspace: str, briefing: str, items: Collection[str] | None, *, after: int, limit: int
) -> list[Posted]:
    """The messages with any of these items (None: with anything) of a briefing, by id from the one after `after` on,
    `limit` at most.

    `workspace` is the one the briefing belongs to, "" for the shared library; an item is a path as in a Ref.
    """
    r, d = content_ref.c, delivery.c
    facts = select(r.content).where(r.workspace == workspace, r.briefing == briefing)
    if items is not None:
        facts = facts.where(r.item.in_(list(items)))
    will = select(d.edits).where(UNFINISHED, d.edits.is_not(None), d.content.in_(facts))
    says = _says()
    found = select(*_COLUMNS, says.label("says")).where(
        posted.c.id > after, or_(posted.c.content.in_(facts), posted.c.id.in_(will)), says.in_(facts)
    )
    return [_read(row) for row in await c.execute(found.order_by(posted.c.id).limit(limit))]


async def lost(c: AsyncConnection, id_: int) -> None:
    """Note that nobody can edit a message any more: it was deleted, or its place is gone."""
    await c.execute(update(posted).where(posted.c.id == id_).values(message_id=None))


async def forget(c: AsyncConnection, before: int, limit: int) -> int:
    """Delete up to `limit` messages, posted before a time, that nobody can edit; how many."""
    old = select(posted.c.id).where(posted.c.message_id.is_(None), posted.c.at < before).limit(limit)
    return (await c.execute(delete(posted).where(posted.c.id.in_(old)))).rowcount


def _read(row: Row[*tuple[Any, ...]]) -> Posted:
    id_, place, message_id, at, thread, says = row
    return Posted(id_, place, message_id, says, at, thread)


def _says() -> ColumnElement[str]:
    """The hash of what a message says once the edits that wait are done: the content of the newest, else its own."""
    waits = (delivery.c.edits == posted.c.id, delivery.c.edits.is_not(None), UNFINISHED)
    newest = select(delivery.c.content).where(*waits).order_by(delivery.c.seq.desc()).limit(1)
    return func.coalesce(newest.correlate(posted).scalar_subquery(), posted.c.content)
