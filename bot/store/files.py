"""The folder of briefings as revisions: each content once, and never silently over what an owner published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Row, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.briefing.packing import unpack
from bot.store import audit
from bot.store.entry import Entry
from bot.store.history import LAST
from bot.store.saved import FILE, Origin, State, Who
from bot.store.tables import briefing, draft, revision, revision_state
from bot.store.upsert import insert, replacing

THE_FILE: Final = Who(FILE, "the file")
"""Who did what the folder says."""

BATCH: Final = 500
"""Topics looked up or written in one statement."""

T = TypeVar("T")
AnyRow = Row[*tuple[Any, ...]]


class Filed(Protocol):
    """A briefing of the folder: its topic, a hash of the file as its id, and the briefing packed."""

    @property
    def topic(self) -> str: ...  # noqa: D102
    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def as_of(self) -> date: ...  # noqa: D102
    @property
    def briefing(self) -> bytes: ...  # noqa: D102


@dataclass(slots=True)
class Loaded:
    """What loading changed: topics whose file is `published` now or `withdrawn` because it is gone; and topics whose
    new file is `waiting` for an owner, because what an owner published is as new."""

    published: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)


async def load(c: AsyncConnection, files: Sequence[Filed], now: int) -> Loaded:
    """Make revisions of all files of the folder, and publish those that are new or have changed.

    What an owner withdrew, discarded or sent back stays so until the file changes. A file that has come to say what an
    owner published, as after an export, is published in its place. What becomes of each is written into the audit.
    """
    shown = await _published(c)
    changed = [file for file in files if (row := shown.get(file.topic)) is None or row.id != file.id]
    known, same = await _add(c, changed, now), await _same(c, changed, shown)
    waiting = await _waiting(c)
    loaded, steps = Loaded(), list[dict[str, object]]()
    pointers, waits = dict[str, int | None](), dict[str, int]()
    there = {file.topic for file in files}
    for file in changed:
        found, before = known[file.topic], shown.get(file.topic)
        owned = before if before is not None and before.line != FILE and file.topic not in same else None
        covered = owned is not None and owned.as_of >= file.as_of.isoformat()
        wanted = State.SUBMITTED if covered else State.PUBLISHED
        if found.state == wanted:
            continue
        if _decided(found, covered=covered):
            if found.state == State.WITHDRAWN:
                there.discard(file.topic)
            continue
        if (waited := waiting.get(file.topic)) is not None and waited != found.seq:
            steps.append(_step(waited, State.SUPERSEDED, now))
        if covered:
            waits[file.topic] = found.seq
            loaded.waiting.append(file.topic)
        else:
            if before is not None:
                steps.append(_step(before.seq, State.SUPERSEDED, now))
            pointers[file.topic] = found.seq
            loaded.published.append(file.topic)
        steps.append(_step(found.seq, wanted, now))
    gone = {topic for topic, row in shown.items() if row.line == FILE} - there
    for topic in sorted(gone):
        steps.append(_step(shown[topic].seq, State.WITHDRAWN, now, "The file is gone."))
        pointers[topic] = None
        loaded.withdrawn.append(topic)
    ids = {file.topic: file.id for file in changed}
    await audit.record(
        c,
        *(_entry("file published", topic, ids[topic], now) for topic in loaded.published),
        *(_entry("file waits", topic, ids[topic], now) for topic in loaded.waiting),
        *(_entry("file gone", topic, shown[topic].id, now) for topic in loaded.withdrawn),
    )
    await _write(c, steps, pointers, waits, [topic for topic in pointers if topic in waiting])
    return loaded


async def _published(c: AsyncConnection) -> dict[str, AnyRow]:
    """What is published of every shared topic. Nobody publishes before this transaction has ended."""
    if c.dialect.name != "sqlite":
        await c.execute(text("LOCK TABLE briefing IN SHARE ROW EXCLUSIVE MODE"))
    columns = revision.c.seq, revision.c.topic, revision.c.id, revision.c.line, revision.c.as_of
    found = select(*columns).join_from(briefing, revision, briefing.c.published == revision.c.seq)
    return {row.topic: row for row in await c.execute(found.where(briefing.c.workspace == ""))}


async def _same(c: AsyncConnection, files: Sequence[Filed], shown: Mapping[str, AnyRow]) -> set[str]:
    """The topics whose file says just what an owner published of them."""
    same = set[str]()
    for file in files:
        if (row := shown.get(file.topic)) is not None and row.line != FILE:
            published = await c.execute(select(revision.c.briefing).where(revision.c.seq == row.seq))
            if unpack(published.scalar_one()) == unpack(file.briefing):
                same.add(file.topic)
    return same


async def _waiting(c: AsyncConnection) -> dict[str, int]:
    found = select(draft.c.topic, draft.c.revision).where(draft.c.workspace == "", draft.c.line == FILE)
    return {row.topic: row.revision for row in await c.execute(found)}


async def _add(c: AsyncConnection, files: Sequence[Filed], now: int) -> dict[str, AnyRow]:
    """The revision of each file, made where there is none yet, and the last that was done with it."""
    for batch in _batches(files):
        of_file = revision.c.workspace == "", revision.c.line == FILE
        topics = revision.c.topic.in_([file.topic for file in batch])
        counted = select(revision.c.topic, func.max(revision.c.number)).where(*of_file, topics)
        numbers: dict[str, int] = {row[0]: row[1] for row in await c.execute(counted.group_by(revision.c.topic))}
        rows = [
            {
                "workspace": "",
                "topic": file.topic,
                "id": file.id,
                "line": FILE,
                "number": numbers.get(file.topic, 0) + 1,
                "title": file.title,
                "as_of": file.as_of.isoformat(),
                "briefing": file.briefing,
                "author": FILE,
                "author_name": FILE,
                "note": "",
                "corrections": "[]",
                "origin": Origin.FILE,
                "created_at": now,
            }
            for file in batch
        ]
        await c.execute(insert(c, revision).on_conflict_do_nothing(index_elements=["workspace", "topic", "id"]), rows)
    known: dict[str, AnyRow] = {}
    for batch in _batches(files):
        found = (
            select(revision.c.topic, revision.c.id, revision.c.seq, revision_state.c.state, revision_state.c.who)
            .join_from(revision, revision_state, revision_state.c.seq == LAST, isouter=True)
            .where(revision.c.workspace == "", revision.c.topic.in_([file.topic for file in batch]))
            .where(revision.c.id.in_([file.id for file in batch]))
        )
        ids = {file.topic: file.id for file in batch}
        known |= {row.topic: row for row in await c.execute(found) if ids[row.topic] == row.id}
    return known


def _decided(found: AnyRow, *, covered: bool) -> bool:
    """Whether an owner has decided what becomes of a file as it is now: also by publishing something over it."""
    against = {State.WITHDRAWN, State.DISCARDED, State.DRAFT, *([State.SUPERSEDED] if covered else ())}
    return found.state in against and found.who != FILE


def _step(seq: int, state: State, now: int, note: str = "") -> dict[str, object]:
    return {"revision": seq, "state": state, "at": now, "who": FILE, "who_name": FILE, "note": note}


def _entry(what: str, topic: str, id_: str, now: int) -> Entry:
    return Entry(at=now, workspace="", who=THE_FILE, what=what, topic=topic, revision=id_)


async def _write(
    c: AsyncConnection,
    steps: Sequence[dict[str, object]],
    pointers: dict[str, int | None],
    waits: dict[str, int],
    done: Sequence[str],
) -> None:
    for some in _batches(steps):
        await c.execute(revision_state.insert(), some)
    for topics in _batches(done):
        where = draft.c.workspace == "", draft.c.line == FILE, draft.c.topic.in_(topics)
        await c.execute(delete(draft).where(*where))
    published = [{"workspace": "", "topic": topic, "published": seq} for topic, seq in pointers.items()]
    waiting = [{"workspace": "", "topic": topic, "line": FILE, "revision": seq} for topic, seq in waits.items()]
    for rows in _batches(published):
        await c.execute(replacing(c, briefing, "published"), rows)
    for heads in _batches(waiting):
        await c.execute(replacing(c, draft, "revision"), heads)


def _batches(many: Sequence[T]) -> Iterator[list[T]]:
    rest = iter(many)
    while batch := list(islice(rest, BATCH)):
        yield batch
