"""Workspaces as they are kept: what is set for each, and what is deleted once the bot has long been removed."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import audit
from bot.store.entry import Entry
from bot.store.saved import ASIDE, State, Who
from bot.store.tables import briefing, draft, installation, revision, revision_state, source_text, subscription
from bot.store.tables import workspace as table
from bot.store.upsert import insert
from bot.store.workspace import Workspace

KEPT: Final = 30 * 86_400
"""Seconds that what belongs to a workspace is kept after the bot was removed: it may come back."""


async def get(c: AsyncConnection, key: str) -> Workspace:
    """What is set for a workspace; nothing, of one that is not known."""
    row = (await c.execute(select(table).where(table.c.key == key))).first()
    if row is None:
        return Workspace(key)
    return Workspace(key, row.zone, None if row.four_eyes is None else bool(row.four_eyes), row.removed_at)


async def set_zone(c: AsyncConnection, key: str, zone: str | None) -> None:
    """Set the time zone of a workspace; None: none of its own."""
    await _set(c, key, zone=zone)


async def set_four_eyes(c: AsyncConnection, key: str, on: bool | None) -> None:
    """Set whether an author may not approve their own drafts; None: as usual."""
    await _set(c, key, four_eyes=None if on is None else int(on))


async def removed(c: AsyncConnection, key: str, now: int) -> None:
    """Note that the bot was removed from a workspace; the first time counts."""
    statement = insert(c, table).values(key=key, removed_at=now)
    first = {"removed_at": func.coalesce(table.c.removed_at, statement.excluded.removed_at)}
    await c.execute(statement.on_conflict_do_update(index_elements=[table.c.key], set_=first))


async def returned(c: AsyncConnection, keys: Sequence[str]) -> None:
    """Note that the bot is in these workspaces (again)."""
    for at in range(0, len(keys), 500):
        where = table.c.key.in_(keys[at : at + 500]), table.c.removed_at.is_not(None)
        await c.execute(update(table).where(*where).values(removed_at=None))


async def untold(c: AsyncConnection, key: str, now: int) -> None:
    """Note that digests of a workspace were paused, and that nobody could be told."""
    await _set(c, key, untold_at=now)


async def is_untold(c: AsyncConnection, key: str) -> bool:
    """Whether somebody has still to be told of paused digests."""
    found = select(table.c.key).where(table.c.key == key, table.c.untold_at.is_not(None))
    return (await c.execute(found)).first() is not None


async def told(c: AsyncConnection, key: str) -> bool:
    """Note that somebody is told now; whether nobody was before."""
    where = table.c.key == key, table.c.untold_at.is_not(None)
    return (await c.execute(update(table).where(*where).values(untold_at=None))).rowcount > 0


async def clean_up(c: AsyncConnection, now: int) -> list[str]:
    """Delete what belongs to each workspace that the bot was removed from KEPT seconds ago: its drafts, their sources,
    its subscriptions, its access and its settings; and give the workspaces.

    What it published stays in the history, as the audit does.
    """
    due = select(table.c.key).where(table.c.removed_at <= now - KEPT).order_by(table.c.key).with_for_update()
    keys = list((await c.execute(due)).scalars())
    for key in keys:
        await _delete(c, key)
        what = Entry(at=now, workspace=key, who=Who("briefbot", "briefbot"), what="clean up")
        await audit.record(c, what)
    return keys


async def _set(c: AsyncConnection, key: str, **values: object) -> None:
    statement = insert(c, table).values(key=key, **values)
    await c.execute(statement.on_conflict_do_update(index_elements=[table.c.key], set_=values))


async def _delete(c: AsyncConnection, key: str) -> None:
    drafts = select(revision.c.seq).where(revision.c.line == key, ~_ever_published())
    aside = draft.c.line.startswith(f"{key}{ASIDE}", autoescape=True)
    await c.execute(delete(draft).where(or_(draft.c.line == key, aside)))
    seqs = list((await c.execute(drafts)).scalars())
    for at in range(0, len(seqs), 500):
        some = seqs[at : at + 500]
        await c.execute(delete(revision_state).where(revision_state.c.revision.in_(some)))
        await c.execute(delete(revision).where(revision.c.seq.in_(some)))
    left = exists().where(revision.c.workspace == key)
    await c.execute(delete(source_text).where(source_text.c.workspace == key, ~left))
    same = revision.c.workspace == briefing.c.workspace, revision.c.topic == briefing.c.topic
    await c.execute(delete(briefing).where(briefing.c.workspace == key, ~exists().where(*same)))
    await c.execute(delete(subscription).where(subscription.c.workspace == key))
    platform, _, own = key.partition("/")
    if platform == "slack":  # the only platform where the bot is installed with a token of the workspace's own
        await c.execute(delete(installation).where(installation.c.workspace == own))
    await c.execute(delete(table).where(table.c.key == key))


def _ever_published() -> ColumnElement[bool]:
    return exists().where(revision_state.c.revision == revision.c.seq, revision_state.c.state == State.PUBLISHED)
