"""Items that messages show under names that a topic has no more: what they are called now, and how they read last."""

from collections.abc import AsyncIterator
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.briefing.model import SECTIONS, Briefing
from bot.briefing.packing import unpack
from bot.briefing.renaming import renamed
from bot.briefing.revision import Revision
from bot.store.saved import State
from bot.store.tables import content_ref, revision, revision_state


async def gone(c: AsyncConnection, workspace: str, topic: str, now: Briefing) -> frozenset[str]:
    """The paths that anything posted points at in a topic and that it does not have now."""
    r = content_ref.c
    found = select(r.item).where(r.workspace == workspace, r.briefing == topic).distinct()
    return frozenset(path for path in (await c.execute(found)).scalars() if not _has(now, path))


async def names(c: AsyncConnection, workspace: str, topic: str, now: Briefing) -> dict[str, str]:
    """The paths of things that were once published under other names, with those they have in `now`."""
    called: dict[str, str] = {}
    states = [one.briefing async for one in published(c, workspace, topic)]
    for was, then in pairwise((*states, now)):
        new = renamed(was, then)
        called = {old: new.get(path, path) for old, path in called.items()} | new
    return {old: path for old, path in called.items() if not _has(now, old) and _has(now, path)}


async def last(c: AsyncConnection, workspace: str, topic: str, path: str) -> Revision | None:
    """The last published revision that has a path."""
    found = None
    async for one in published(c, workspace, topic):
        found = one if _has(one.briefing, path) else found
    return found


async def published(c: AsyncConnection, workspace: str, topic: str) -> AsyncIterator[Revision]:
    """Everything that was ever published on a topic, in order."""
    found = (
        select(revision.c.id, revision.c.briefing)
        .join_from(revision_state, revision, revision.c.seq == revision_state.c.revision)
        .where(revision.c.workspace == workspace, revision.c.topic == topic)
        .where(revision_state.c.state == State.PUBLISHED)
        .order_by(revision_state.c.seq)
    )
    for id_, packed in await c.execute(found):
        yield Revision(topic, id_, unpack(packed), workspace)


def _has(briefing: Briefing, path: str) -> bool:
    """Whether it has the item, or source, of a path, which may be that of a position."""
    section, _, rest = path.partition(".")
    return not section or path in SECTIONS or rest.partition(".")[0] in getattr(briefing, section)
