"""Whether a database holds together: the file itself, its tables, and what the bot relies on."""

from collections.abc import AsyncIterator
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.briefing.packing import Unreadable, unpack
from bot.store import content
from bot.store.database import Database
from bot.store.tables import content as contents
from bot.store.tables import revision

GUARDS: Final = frozenset(
    f"{table}_no_{what}" for table in ("audit", "revision", "revision_state") for what in ("update", "delete")
)
"""The triggers that keep history from being changed."""

_REVISIONS: Final = """
    WITH r AS (
        SELECT seq, workspace, topic, line, id,
            topic || ' ' || id || (CASE workspace WHEN '' THEN '' ELSE ' of ' || workspace END) AS name,
            COALESCE(
                (SELECT state FROM revision_state s WHERE s.revision = revision.seq ORDER BY s.seq DESC LIMIT 1), ''
            ) AS state
        FROM revision
    )
"""
_RELIED_ON: Final = {
    "has no state": "SELECT name FROM r WHERE state = ''",
    "is published in name only": """
        SELECT name FROM r WHERE state = 'published' AND NOT EXISTS (SELECT 1 FROM briefing b WHERE b.published = r.seq)
    """,
    "is shown, but its state is another": """
        SELECT name FROM briefing b JOIN r ON r.seq = b.published
        WHERE r.state <> 'published' OR r.workspace <> b.workspace OR r.topic <> b.topic
    """,
    "is open, but no draft": """
        SELECT name FROM r
        WHERE state IN ('draft', 'submitted') AND NOT EXISTS (SELECT 1 FROM draft d WHERE d.revision = r.seq)
    """,
    "is a draft, but its state is another": """
        SELECT name FROM draft d JOIN r ON r.seq = d.revision
        WHERE r.state NOT IN ('draft', 'submitted')
        OR r.workspace <> d.workspace OR r.topic <> d.topic OR d.line NOT IN (r.line, r.line || '!' || r.id)
    """,
}  # each finds the revisions of which it is true; none should be


async def check(url: str) -> list[str]:
    """Everything wrong with a database, one sentence each. Raises Unusable when it can't even be looked at."""
    async with await Database.open_to_read(url) as database, database.read() as c:
        found = [problem async for problem in _damage(c)] if database.address.sqlite else []
        guards = await _guards(c, sqlite=database.address.sqlite)
        found += [f"The trigger {name} is gone: history could be changed." for name in sorted(GUARDS - guards)]
        for problem, query in _RELIED_ON.items():
            found += [
                f"The revision {name} {problem}." for name in (await c.execute(text(_REVISIONS + query))).scalars()
            ]
        found += [problem async for problem in _unreadable(c)]
        found += [problem async for problem in _unreadable_contents(c)]
    return found


async def _damage(c: AsyncConnection) -> AsyncIterator[str]:
    for row in await c.execute(text("PRAGMA integrity_check(20)")):
        if row[0] != "ok":
            yield f"The file is damaged: {row[0]}."
    for table, _, parent, _ in await c.execute(text("PRAGMA foreign_key_check")):
        yield f"A row of {table} refers to a row of {parent} that is not there."


async def _guards(c: AsyncConnection, *, sqlite: bool) -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'" if sqlite else "SELECT tgname FROM pg_trigger"
    return set((await c.execute(text(query))).scalars())


async def _unreadable(c: AsyncConnection) -> AsyncIterator[str]:
    columns = revision.c.workspace, revision.c.topic, revision.c.id, revision.c.briefing
    async with c.stream(select(*columns).execution_options(yield_per=100)) as rows:
        async for row in rows:
            try:
                unpack(row.briefing)
            except Unreadable:
                of = f" of {row.workspace}" if row.workspace else ""
                yield f"The revision {row.topic} {row.id}{of} can't be read."


async def _unreadable_contents(c: AsyncConnection) -> AsyncIterator[str]:
    columns = contents.c.hash, contents.c.blob
    async with c.stream(select(*columns).execution_options(yield_per=100)) as rows:
        async for row in rows:
            try:
                content.unpack(row.blob)
            except content.Unreadable:
                yield f"The content {row.hash} of a message can't be read."
