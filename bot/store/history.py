"""Revisions as they are read: the published one, the drafts, what came before, and what a workspace may see of it."""

from datetime import date
from itertools import dropwhile
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import Row, Select, and_, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ColumnElement

from bot.briefing.model import Briefing
from bot.briefing.packing import unpack
from bot.briefing.revision import Revision
from bot.store.saved import FILE, Correction, Origin, Saved, State, Step, Who, Withdrawn
from bot.store.tables import briefing, draft, revision, revision_state

AnyRow = Row[*tuple[Any, ...]]

_earlier = revision_state.alias("earlier")
LAST: Final = select(func.max(_earlier.c.seq)).where(_earlier.c.revision == revision.c.seq).scalar_subquery()
_LISTED: Final = [column for column in revision.c if column.name != "briefing"]


class Published(NamedTuple):
    """A published revision as it is packed."""

    workspace: str
    topic: str
    id: str
    title: str
    as_of: date
    briefing: bytes


async def published(c: AsyncConnection, workspace: str, topic: str) -> Saved | None:
    """What is published of a topic."""
    found = _saved().join(briefing, briefing.c.published == revision.c.seq)
    return await _one(c, found.where(briefing.c.workspace == workspace, briefing.c.topic == topic))


async def written(c: AsyncConnection) -> list[Published]:
    """Everything that is published and does not come from a file, of every workspace."""
    return await _all_published(c, revision.c.line != FILE)


async def pointers(c: AsyncConnection) -> dict[tuple[str, str], str]:
    """The id of what is published and does not come from a file, by workspace and topic."""
    columns = briefing.c.workspace, briefing.c.topic, revision.c.id
    found = select(*columns).join_from(briefing, revision, briefing.c.published == revision.c.seq)
    return {(row.workspace, row.topic): row.id for row in await c.execute(found.where(revision.c.line != FILE))}


async def latest(c: AsyncConnection) -> int:
    """A number that grows whenever anything is done with any revision."""
    return int((await c.execute(select(func.coalesce(func.max(revision_state.c.seq), 0)))).scalar_one())


async def all_published(c: AsyncConnection, workspace: str) -> list[Published]:
    """Everything that is published in a workspace, or shared (""), by topic."""
    return await _all_published(c, briefing.c.workspace == workspace)


async def head(c: AsyncConnection, workspace: str, topic: str, line: str) -> Saved | None:
    """What the next revision of a line is made from: its draft, else what is published, else what was last."""
    drafted = _saved().join(draft, draft.c.revision == revision.c.seq)
    own = drafted.where(draft.c.workspace == workspace, draft.c.topic == topic, draft.c.line == line)
    if (found := await _one(c, own) or await published(c, workspace, topic)) is not None:
        return found
    withdrawn = _saved().where(
        revision.c.workspace == workspace, revision.c.topic == topic, revision_state.c.state == State.WITHDRAWN
    )
    return await _one(c, withdrawn.order_by(revision_state.c.seq.desc()).limit(1))


async def find(c: AsyncConnection, workspace: str, topic: str, key: str, reader: str | None) -> Saved | None:
    """The revision of a topic with this id or number, if `reader` (a workspace; None: an owner) may see it.

    A number is one of the reader's own line, else of the line of whoever the topic belongs to.
    """
    topics = _saved().where(revision.c.workspace == workspace, revision.c.topic == topic, _visible(reader))
    if (found := await _one(c, topics.where(revision.c.id == key))) is not None:
        return found
    number = key.removeprefix("#")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    numbered = topics.where(revision.c.number == int(number))
    lines = [workspace if reader is None else reader, workspace, FILE]
    for line in dict.fromkeys(lines):
        if (found := await _one(c, numbered.where(revision.c.line == line))) is not None:
            return found
    return None


async def history(
    c: AsyncConnection, workspace: str, topic: str, reader: str | None, *, limit: int = 25, before: int | None = None
) -> list[Saved]:
    """The revisions of a topic that `reader` may see, the newest first; `before` is the `seq` of the last one seen."""
    found = _saved().where(revision.c.workspace == workspace, revision.c.topic == topic, _visible(reader))
    if before is not None:
        found = found.where(revision.c.seq < before)
    return [_read(row) for row in await c.execute(found.order_by(revision.c.seq.desc()).limit(limit))]


async def file(c: AsyncConnection, topic: str) -> Saved | None:
    """The last revision that a file of the folder made of a shared topic."""
    of_file = revision.c.workspace == "", revision.c.topic == topic, revision.c.line == FILE
    return await _one(c, _saved().where(*of_file).order_by(revision.c.seq.desc()).limit(1))


async def withheld(c: AsyncConnection) -> set[tuple[str, str]]:
    """The files, by topic and id, that an owner withdrew: they are not shown, as long as they are as they were."""
    now = revision.alias("now")
    found = (
        select(revision.c.topic, revision.c.id)
        .join_from(briefing, revision, and_(revision.c.workspace == "", revision.c.topic == briefing.c.topic))
        .join(revision_state, revision_state.c.seq == LAST)
        .join(now, now.c.seq == briefing.c.published, isouter=True)
        .where(briefing.c.workspace == "", revision.c.line == FILE)
        .where(or_(briefing.c.published.is_(None), now.c.line != FILE))
        .where(revision_state.c.state == State.WITHDRAWN, revision_state.c.who != FILE)
    )
    return {(row.topic, row.id) for row in await c.execute(found)}


async def withdrawn(c: AsyncConnection) -> dict[tuple[str, str], Withdrawn]:
    """What somebody withdrew of which nothing is published since, by workspace and topic."""
    of_topic = and_(revision.c.workspace == briefing.c.workspace, revision.c.topic == briefing.c.topic)
    found = (
        select(briefing.c.workspace, briefing.c.topic, revision.c.title, revision_state.c.at, revision_state.c.note)
        .join_from(briefing, revision, of_topic)
        .join(revision_state, revision_state.c.revision == revision.c.seq)
        .where(briefing.c.published.is_(None))
        .where(revision_state.c.state == State.WITHDRAWN, revision_state.c.who != FILE)
        .order_by(revision_state.c.seq)
    )
    return {(row.workspace, row.topic): Withdrawn(row.title, row.at, row.note) for row in await c.execute(found)}


async def steps(c: AsyncConnection, saved: Saved, reader: str | None = None) -> list[Step]:
    """Everything that was done with a revision, in order, that `reader` (a workspace; None: an owner) may know of: of a
    line that isn't theirs, from when it was published."""
    found = select(revision_state).where(revision_state.c.revision == saved.seq).order_by(revision_state.c.seq)
    every = [_step(row) for row in await c.execute(found)]
    if reader is None or reader == saved.line:
        return every
    return list(dropwhile(lambda step: step.state is not State.PUBLISHED, every))


async def drafts(c: AsyncConnection, workspace: str, reader: str | None) -> list[Saved]:
    """The drafts and what is submitted in a workspace, or on shared topics (""), that `reader` may see, the oldest
    first; those that wait beside a line's draft too."""
    found = _saved().join(draft, draft.c.revision == revision.c.seq).where(draft.c.workspace == workspace)
    if reader is not None:
        found = found.where(revision.c.line == reader)
    return [_read(row) for row in await c.execute(found.order_by(revision_state.c.seq))]


async def beside(c: AsyncConnection, workspace: str, topic: str, line: str) -> list[Saved]:
    """What waits beside the draft of a line, the oldest first."""
    found = _saved().join(draft, draft.c.revision == revision.c.seq)
    of_line = draft.c.workspace == workspace, draft.c.topic == topic, revision.c.line == line, draft.c.line != line
    return [_read(row) for row in await c.execute(found.where(*of_line).order_by(revision.c.seq))]


async def is_aside(c: AsyncConnection, saved: Saved) -> bool:
    """Whether a revision waits beside the draft of its line."""
    found = select(draft.c.revision).where(draft.c.revision == saved.seq, draft.c.line != saved.line)
    return (await c.execute(found)).first() is not None


async def base(c: AsyncConnection, saved: Saved) -> Saved | None:
    """The last published revision that a revision was made from, through however many drafts."""
    seen = {saved.id}
    while saved.parent is not None and saved.parent not in seen:
        seen.add(saved.parent)
        parent = await find(c, saved.workspace, saved.topic, saved.parent, None)
        if parent is None:
            return None
        if State.PUBLISHED in {step.state for step in await steps(c, parent)}:
            return parent
        saved = parent
    return None


async def before(c: AsyncConnection, saved: Saved, reader: str | None) -> Saved | None:
    """The last revision that a revision was made from and that `reader` may see: its own line's drafts, else what was
    published then."""
    if saved.parent is None:
        return None
    return await find(c, saved.workspace, saved.topic, saved.parent, reader) or await base(c, saved)


async def briefing_of(c: AsyncConnection, saved: Saved) -> Briefing:
    """What was saved."""
    return unpack((await c.execute(select(revision.c.briefing).where(revision.c.seq == saved.seq))).scalar_one())


async def get(c: AsyncConnection, workspace: str, topic: str, id_: str) -> Revision | None:
    """What a reference points at."""
    found = select(revision.c.briefing).where(
        revision.c.workspace == workspace, revision.c.topic == topic, revision.c.id == id_
    )
    packed = (await c.execute(found)).scalar()
    return Revision(topic, id_, unpack(packed), workspace) if packed is not None else None


def _saved() -> Select[Any]:
    """Revisions as lists show them."""
    last = [
        column.label(f"last_{column.name}") for column in revision_state.c if column.name not in {"seq", "revision"}
    ]
    return select(*_LISTED, *last).join_from(revision, revision_state, revision_state.c.seq == LAST)


def _visible(reader: str | None) -> ColumnElement[bool]:
    """Whether a workspace may see a revision of a topic that it can see: its own, and what was ever published."""
    if reader is None:
        return true()
    ever = exists().where(_earlier.c.revision == revision.c.seq, _earlier.c.state == State.PUBLISHED)
    return and_(or_(revision.c.workspace == "", revision.c.workspace == reader), or_(revision.c.line == reader, ever))


async def _all_published(c: AsyncConnection, which: ColumnElement[bool]) -> list[Published]:
    columns = [revision.c[name] for name in Published._fields]
    found = select(*columns).join_from(briefing, revision, briefing.c.published == revision.c.seq).where(which)
    return [
        Published(row.workspace, row.topic, row.id, row.title, date.fromisoformat(row.as_of), row.briefing)
        for row in await c.execute(found.order_by(revision.c.workspace, revision.c.topic))
    ]


async def _one(c: AsyncConnection, found: Select[Any]) -> Saved | None:
    row = (await c.execute(found)).first()
    return _read(row) if row else None


def _read(row: AnyRow) -> Saved:
    return Saved(
        seq=row.seq,
        workspace=row.workspace,
        topic=row.topic,
        id=row.id,
        line=row.line,
        number=row.number,
        parent=row.parent,
        title=row.title,
        as_of=date.fromisoformat(row.as_of),
        author=(author := Who(row.author, row.author_name)),
        authors=msgspec.json.decode(row.authors, type=tuple[Who, ...]) if row.authors else (author,),
        note=row.note,
        corrections=msgspec.json.decode(row.corrections, type=tuple[Correction, ...]),
        origin=Origin(row.origin),
        created_at=row.created_at,
        last=Step(
            state=State(row.last_state),
            at=row.last_at,
            who=Who(row.last_who, row.last_who_name),
            note=row.last_note,
        ),
    )


def _step(row: AnyRow) -> Step:
    return Step(state=State(row.state), at=row.at, who=Who(row.who, row.who_name), note=row.note)
