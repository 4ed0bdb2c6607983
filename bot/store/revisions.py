"""Saving revisions and deciding what becomes of them: nothing is changed in place, and nobody overwrites what they have
not seen."""

import secrets
from collections.abc import Iterable
from dataclasses import replace

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.briefing.packing import pack
from bot.store import history
from bot.store.saved import ASIDE, FILE, Conflict, Draft, Saved, Settled, State, Step, Who
from bot.store.tables import briefing, draft, revision, revision_state, taken
from bot.store.upsert import insert, replacing


async def save(c: AsyncConnection, new: Draft, now: int) -> Saved:
    """Keep a draft as the next revision of its line, in place of the draft it was made from, or aside.

    Raises Conflict when its base is not what the line is at (any more).
    """
    await _lock(c, new.workspace, new.topic)
    topic = new.workspace, new.topic
    head = await (history.published(c, *topic) if new.aside else history.head(c, *topic, new.line))
    if (head.id if head else None) != new.base:
        raise await _faster(c, new, head)
    if head is not None and head.state.open:
        await _record(c, head, Step(state=State.SUPERSEDED, at=now, who=new.author, note=""))
    numbers = select(func.coalesce(func.max(revision.c.number), 0)).where(
        revision.c.workspace == new.workspace, revision.c.topic == new.topic, revision.c.line == new.line
    )
    values = {
        "workspace": new.workspace,
        "topic": new.topic,
        "id": secrets.token_hex(6),
        "line": new.line,
        "number": (await c.execute(numbers)).scalar_one() + 1,
        "parent": new.base,
        "title": new.briefing.title,
        "as_of": new.briefing.as_of.isoformat(),
        "briefing": pack(new.briefing),
        "author": new.author.id,
        "author_name": new.author.name,
        "authors": _listed((*new.authors, new.author)),
        "note": new.note,
        "corrections": msgspec.json.encode(new.corrections).decode(),
        "origin": new.origin,
        "created_at": now,
    }
    seq = (await c.execute(revision.insert().values(values).returning(revision.c.seq))).scalar_one()
    await _add(c, seq, Step(state=State.DRAFT, at=now, who=new.author, note=new.note))
    where = f"{new.line}{ASIDE}{values['id']}" if new.aside else new.line
    pointer = {"workspace": new.workspace, "topic": new.topic, "line": where, "revision": seq}
    await c.execute(replacing(c, draft, "revision"), pointer)
    return await _again(c, new.workspace, new.topic, values["id"])


async def submit(c: AsyncConnection, saved: Saved, who: Who, now: int, *, note: str = "") -> Saved:
    """Ask for a draft to be published. Raises Conflict or Settled when it is none any more."""
    await _still(c, saved, State.DRAFT)
    return await _record(c, saved, Step(state=State.SUBMITTED, at=now, who=who, note=note))


async def reject(c: AsyncConnection, saved: Saved, who: Who, now: int, *, note: str = "") -> Saved:
    """Make a draft again of what was submitted. Raises Conflict or Settled when it is not submitted any more."""
    await _still(c, saved, State.SUBMITTED)
    return await _record(c, saved, Step(state=State.DRAFT, at=now, who=who, note=note))


async def discard(c: AsyncConnection, saved: Saved, who: Who, now: int, *, note: str = "") -> Saved:
    """Give up a draft or what was submitted; the line is back at what is published. Raises Conflict or Settled."""
    await _still(c, saved, State.DRAFT, State.SUBMITTED)
    await _close(c, saved)
    return await _record(c, saved, Step(state=State.DISCARDED, at=now, who=who, note=note))


async def give_way(c: AsyncConnection, saved: Saved, who: Who, now: int) -> Saved:
    """Have a draft, or what was submitted, give way to one made from what is published. Raises Conflict or Settled."""
    await _still(c, saved, State.DRAFT, State.SUBMITTED)
    await _close(c, saved)
    return await _record(c, saved, Step(state=State.SUPERSEDED, at=now, who=who, note=""))


async def publish(c: AsyncConnection, saved: Saved, who: Who, now: int, *, over: str | None, note: str = "") -> Saved:
    """Publish a draft or what was submitted in place of `over`, the id of what `who` knows to be published (None:
    nothing is).

    Raises Conflict with what is published by now, or with the draft that came after this one; and Settled.
    """
    await _still(c, saved, State.DRAFT, State.SUBMITTED)
    before = await history.published(c, saved.workspace, saved.topic)
    if (before.id if before else None) != over:
        raise Conflict(before)
    if before is not None:
        await _record(c, before, Step(state=State.SUPERSEDED, at=now, who=who, note=""))
    await _close(c, saved)
    await _point(c, saved.workspace, saved.topic, saved.seq)
    return await _record(c, saved, Step(state=State.PUBLISHED, at=now, who=who, note=note))


async def withdraw(c: AsyncConnection, saved: Saved, who: Who, now: int, *, note: str) -> Saved:
    """Take back what is published. Raises Conflict when something else is by now, and Settled when it was withdrawn."""
    await _lock(c, saved.workspace, saved.topic)
    found = await _again(c, saved.workspace, saved.topic, saved.id)
    if found.state is not State.PUBLISHED:
        newer = await history.published(c, saved.workspace, saved.topic)
        raise Conflict(newer) if newer else Settled(found)
    await _point(c, saved.workspace, saved.topic, None)
    step = Step(state=State.WITHDRAWN, at=now, who=who, note=note)
    if not saved.workspace and saved.line != FILE:
        await _withdraw_file(c, saved.topic, step)
    return await _record(c, found, step)


async def _withdraw_file(c: AsyncConnection, topic: str, step: Step) -> None:
    """Take back the file under what an owner published as well: else it would be shown instead."""
    file = await history.file(c, topic)
    if file is not None and file.state is not State.WITHDRAWN:
        await c.execute(delete(draft).where(draft.c.revision == file.seq))
        await _record(c, file, step)


async def _lock(c: AsyncConnection, workspace: str, topic: str) -> None:
    """Let no other transaction change the topic before this one has ended."""
    row = insert(c, briefing).values(workspace=workspace, topic=topic)
    await c.execute(row.on_conflict_do_nothing())
    where = briefing.c.workspace == workspace, briefing.c.topic == topic
    await c.execute(select(briefing.c.published).where(*where).with_for_update())


async def _still(c: AsyncConnection, saved: Saved, *states: State) -> None:
    """Lock the topic, and raise Conflict or Settled unless a revision is in one of these states still."""
    await _lock(c, saved.workspace, saved.topic)
    found = await _again(c, saved.workspace, saved.topic, saved.id)
    if found.state not in states:
        newer = await history.head(c, saved.workspace, saved.topic, saved.line)
        if found.state is State.SUPERSEDED and newer is not None:
            raise Conflict(newer, found.last.who)
        raise Settled(found)


async def _faster(c: AsyncConnection, new: Draft, head: Saved | None) -> Conflict:
    """What keeps a draft from being saved: who replaced what it was made from, and what is there now."""
    old = await history.find(c, new.workspace, new.topic, new.base, None) if new.base else None
    return Conflict(head, old.last.who if old is not None and old.state is State.SUPERSEDED else None)


def _listed(authors: Iterable[Who]) -> str:
    """Everybody once, by the name that they had last, as JSON."""
    named = {one.id: Who(one.id, taken(one.name)) for one in authors}
    return msgspec.json.encode(list(named.values())).decode()


async def _again(c: AsyncConnection, workspace: str, topic: str, id_: str) -> Saved:
    found = await history.find(c, workspace, topic, id_, None)
    if found is None:
        raise Conflict(None)
    return found


async def _record(c: AsyncConnection, saved: Saved, step: Step) -> Saved:
    """Add to what was done with a revision, and give the revision as it is now."""
    await _add(c, saved.seq, step)
    return replace(saved, last=step)


async def _add(c: AsyncConnection, seq: int, step: Step) -> None:
    row = {"revision": seq, "state": step.state, "at": step.at, "who": step.who.id, "who_name": step.who.name}
    await c.execute(revision_state.insert(), {**row, "note": step.note})


async def _close(c: AsyncConnection, saved: Saved) -> None:
    """Have a revision be no draft any more: its line is at what is published."""
    await c.execute(delete(draft).where(draft.c.revision == saved.seq))


async def _point(c: AsyncConnection, workspace: str, topic: str, seq: int | None) -> None:
    """Have this revision published."""
    where = briefing.c.workspace == workspace, briefing.c.topic == topic
    await c.execute(update(briefing).where(*where).values(published=seq))
