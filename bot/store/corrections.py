"""Corrections and withdrawals as they travel: what was published with each, and how far each has come."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, case, exists, func, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.deliveries import SUPERSEDED
from bot.store.delivery import State
from bot.store.given import given
from bot.store.saved import Correction, Saved
from bot.store.saved import State as Done
from bot.store.tables import content_ref, correction, correction_message, delivery, posted, revision, revision_state
from bot.store.travelling import Kind, Progress, Reach, Travelling
from bot.store.upsert import insert


async def add(c: AsyncConnection, kind: Kind, saved: Saved, why: str, now: int) -> Travelling:
    """Keep that a revision was published with its corrections, or withdrawn."""
    values = {
        "revision": saved.seq,
        "kind": kind,
        "workspace": saved.workspace,
        "topic": saved.topic,
        "at": now,
        "why": why,
    }
    id_ = (await c.execute(correction.insert().values(values).returning(correction.c.id))).scalar_one()
    return Travelling(
        id=id_,
        kind=kind,
        seq=saved.seq,
        workspace=saved.workspace,
        topic=saved.topic,
        revision=saved.id,
        title=saved.title,
        at=now,
        why=why,
        who=saved.last.who.name,
        corrections=saved.corrections if kind is Kind.CORRECTION else (),
    )


async def reach(c: AsyncConnection, correction_id: int, messages: Sequence[tuple[int, str | None]]) -> None:
    """Keep which posted messages a correction reaches, each with the delivery that edits it; None when nobody can."""
    if not messages:
        return
    m = correction_message.c
    one = given(c, {"posted": m.posted.type, "delivery": m.delivery.type}, messages)
    rows = select(literal(correction_id), one.c.posted, one.c.delivery).where(true())
    statement = insert(c, correction_message).from_select(["correction", "posted", "delivery"], rows)
    again = {"delivery": statement.excluded.delivery}
    await c.execute(statement.on_conflict_do_update(index_elements=["correction", "posted"], set_=again))


async def listed(
    c: AsyncConnection,
    workspaces: Collection[str],
    topic: str | None = None,
    *,
    reader: str | None = None,
    limit: int = 10,
    before: int | None = None,
) -> list[Progress]:
    """The last corrections of what belongs to these workspaces ("" = shared), the newest first; `before` is the number
    of the last one seen.

    Also those of what is shared that a `reader` (a workspace) may know of: all of one topic, else those it proposed.
    Of them the messages in that workspace are counted.
    """
    own = correction.c.workspace.in_(list(workspaces))
    shared = and_(correction.c.workspace == "", true() if topic is not None else revision.c.line == reader)
    found = _travelling().where(or_(own, shared) if reader is not None else own)
    if topic is not None:
        found = found.where(correction.c.topic == topic)
    if before is not None:
        found = found.where(correction.c.id < before)
    rows = [_read(row) for row in await c.execute(found.order_by(correction.c.id.desc()).limit(limit))]
    theirs = [one.id for one in rows if one.workspace not in workspaces]
    reached = await _reached(c, [one.id for one in rows if one.workspace in workspaces])
    reached |= await _reached(c, theirs, reader)
    return [Progress(one, reached.get(one.id, Reach()), here=one.id in theirs) for one in rows]


async def published(c: AsyncConnection, workspace: str, topic: str) -> list[Correction]:
    """Everything that was ever corrected in a topic, in order."""
    found = _travelling().where(correction.c.workspace == workspace, correction.c.topic == topic)
    rows = await c.execute(found.order_by(correction.c.id))
    return [wrong for row in rows for wrong in _read(row).corrections]


async def any_at_all(c: AsyncConnection) -> bool:
    """Whether anything was ever corrected."""
    return bool((await c.execute(select(exists(select(correction.c.id))))).scalar_one())


async def missed(c: AsyncConnection, contents: Collection[str]) -> Mapping[str, list[Travelling]]:
    """The corrections, in order, that came after the revisions that some contents show facts of; by content. A file
    that is again as it was before a correction came after it."""
    if not await any_at_all(c):
        return {}
    k, v, r = correction.c, revision.alias("shown"), content_ref.c
    facts = select(r.content, r.workspace, r.briefing, r.revision).where(r.content.in_(list(contents))).distinct()
    f = facts.subquery("fact").c
    made = _done(k.revision, case((k.kind == Kind.WITHDRAWAL, Done.WITHDRAWN), else_=Done.PUBLISHED), k.at)
    found = (
        select(f.content, k.id)
        .distinct()
        .join_from(f.content.table, correction, and_(k.workspace == f.workspace, k.topic == f.briefing))
        .join(v, and_(v.c.workspace == f.workspace, v.c.topic == f.briefing, v.c.id == f.revision))
        .where(made > func.coalesce(_done(v.c.seq, Done.PUBLISHED), 0))
        .order_by(k.id)
    )
    pairs = [(content, id_) for content, id_ in await c.execute(found)]
    if not pairs:
        return {}
    ids = {id_ for _, id_ in pairs}
    every = {one.id: one for one in map(_read, await c.execute(_travelling().where(correction.c.id.in_(list(ids)))))}
    kept: dict[str, list[Travelling]] = {}
    for content, id_ in pairs:
        kept.setdefault(content, []).append(every[id_])
    return kept


def _done(
    of: ColumnElement[int], state: ColumnElement[str] | str, at: ColumnElement[int] | None = None
) -> ScalarSelect[int]:
    """When something was last done with a revision, at this second where one is given: a number that grows."""
    steps = revision_state.alias()
    last = select(func.max(steps.c.seq)).where(steps.c.revision == of, steps.c.state == state)
    if at is not None:
        last = last.where(steps.c.at == at)
    return last.correlate_except(steps).scalar_subquery()


async def _reached(c: AsyncConnection, ids: Sequence[int], within: str | None = None) -> dict[int, Reach]:
    """How far corrections have come, within a workspace where one is given. An edit whose place a later one took counts
    as far as that one is."""
    if not ids:
        return {}
    later, m = delivery.alias("later"), correction_message.c
    newest = (
        select(later.c.state)
        .where(later.c.edits == delivery.c.edits, later.c.edits.is_not(None), later.c.seq > delivery.c.seq)
        .order_by(later.c.seq.desc())
        .limit(1)
        .correlate(delivery)
        .scalar_subquery()
    )
    taken_over = and_(delivery.c.state == State.SKIPPED, delivery.c.why == SUPERSEDED)
    state = case((taken_over, func.coalesce(newest, delivery.c.state)), else_=delivery.c.state).label("state")
    found = (
        select(m.correction, m.delivery.is_(None).label("fixed"), state, func.count())
        .join_from(correction_message, delivery, delivery.c.id == m.delivery, isouter=True)
        .where(m.correction.in_(list(ids)))
        .group_by(m.correction, m.delivery.is_(None), state)
    )
    if within is not None:
        there = posted.c.place.startswith(f"{within}/", autoescape=True)
        found = found.join(posted, and_(posted.c.id == m.posted, there))
    counts: dict[int, dict[str, int]] = {}
    for id_, fixed, ended, number in await c.execute(found):
        name = "fixed" if fixed else _COUNTED.get(ended, "past")
        mine = counts.setdefault(id_, {})
        mine[name] = mine.get(name, 0) + number
    return {id_: Reach(sum(mine.values()), **mine) for id_, mine in counts.items()}


_COUNTED: Final[Mapping[str | None, str]] = {
    State.SENT: "edited",
    State.WAITING: "waiting",
    State.SENDING: "waiting",
    State.GONE: "gone",
    State.SKIPPED: "replaced",
    State.FAILED: "failed",
    State.UNKNOWN: "failed",
}


def _travelling() -> Select[Any]:
    columns = [column for column in correction.c if column.name not in {"workspace", "topic"}]
    shown = revision.c.workspace, revision.c.topic, revision.c.id.label("shown"), revision.c.title
    done = select(revision_state.c.who_name).where(
        revision_state.c.revision == revision.c.seq,
        revision_state.c.state.in_([Done.PUBLISHED, Done.WITHDRAWN]),
        revision_state.c.at == correction.c.at,
    )
    who = func.coalesce(
        done.order_by(revision_state.c.seq.desc()).limit(1).scalar_subquery(), revision.c.author_name
    ).label("who")
    return select(*columns, *shown, revision.c.corrections, who).join_from(
        correction, revision, revision.c.seq == correction.c.revision
    )


def _read(row: Row[*tuple[Any, ...]]) -> Travelling:
    kind = Kind(row.kind)
    wrong = msgspec.json.decode(row.corrections, type=tuple[Correction, ...])
    return Travelling(
        id=row.id,
        kind=kind,
        seq=row.revision,
        workspace=row.workspace,
        topic=row.topic,
        revision=row.shown,
        title=row.title,
        at=row.at,
        why=row.why,
        who=row.who,
        corrections=wrong if kind is Kind.CORRECTION else (),
    )
