"""The audit: written in the transaction of what it tells, read by workspace, never changed and never shortened.

It outlives the workspace: what a moderator published and corrected stays accounted for when the bot has been removed.
"""

from collections.abc import Collection
from typing import Any, Final

import msgspec
from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.request import Place
from bot.store.entry import Entry
from bot.store.saved import SHARED, Who
from bot.store.tables import audit

AUTOMATIC: Final = Who("briefbot", "briefbot")
"""Who did what nobody asked for."""

RESTORED: Final = "db restore"
"""What the database says of itself when a backup has been put in its place."""


async def record(c: AsyncConnection, *entries: Entry) -> None:
    """Add what was done, in this order."""
    rows = [
        {
            "at": entry.at,
            "workspace": entry.workspace,
            "who": entry.who.id,
            "who_name": entry.who.name,
            "what": entry.what,
            "topic": entry.topic,
            "revision": entry.revision,
            "detail": msgspec.json.encode(entry.detail).decode(),
            "place": str(entry.place) if entry.place else None,
        }
        for entry in entries
    ]
    if rows:
        await c.execute(audit.insert(), rows)


async def entries(
    c: AsyncConnection, workspace: str | None, topic: str | None = None, *, limit: int = 25, before: int | None = None
) -> list[Entry]:
    """What was done in a workspace, with the shared library (""), or anywhere (None), the newest first; `before` is the
    `seq` of the last one seen. A topic is one of the workspace's own and what it proposed on the shared one."""
    found = select(audit)
    if workspace is not None:
        found = found.where(audit.c.workspace == workspace)
    if topic is not None:
        found = found.where(audit.c.topic.in_([topic, f"{SHARED}{topic}"]))
    if before is not None:
        found = found.where(audit.c.seq < before)
    return [_read(row) for row in await c.execute(found.order_by(audit.c.seq.desc()).limit(limit))]


async def told(c: AsyncConnection, workspace: str, topic: str, what: str) -> list[Entry]:
    """Every time that one thing was done with a topic of a workspace, or a shared one ("")."""
    where = audit.c.workspace == workspace, audit.c.topic == topic, audit.c.what == what
    return [_read(row) for row in await c.execute(select(audit).where(*where).order_by(audit.c.seq))]


async def restored_at(c: AsyncConnection) -> int | None:
    """When a backup was last put in the place of the database: what was done up to then, it may not know."""
    found = select(func.max(audit.c.at)).where(audit.c.workspace == "", audit.c.what == RESTORED)
    at: int | None = (await c.execute(found)).scalar()
    return at


async def callers(c: AsyncConnection, workspace: str, what: Collection[str] | None = None) -> set[str]:
    """The ids of everybody who did something in a workspace, or one of these things."""
    found = select(audit.c.who).distinct().where(audit.c.workspace == workspace)
    if what is not None:
        found = found.where(audit.c.what.in_(list(what)))
    return set((await c.execute(found)).scalars()) - {AUTOMATIC.id}


def _read(row: Row[*tuple[Any, ...]]) -> Entry:
    return Entry(
        at=row.at,
        workspace=row.workspace,
        who=Who(row.who, row.who_name),
        what=row.what,
        topic=row.topic,
        revision=row.revision,
        detail=msgspec.json.decode(row.detail, type=dict[str, str]),
        place=Place.parse(row.place) if row.place else None,
        seq=row.seq,
    )
