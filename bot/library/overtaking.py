"""Drafts overtaken by what was published since they were begun: put together with it, and what that was."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.briefing import merging
from bot.briefing.editing import Unfit
from bot.briefing.model import Briefing
from bot.library import desk
from bot.library.line import Editor, Line
from bot.store import audit, history, revisions
from bot.store.saved import Draft, Saved, State

CARRIED: Final = "carry over"
"""What the audit calls it that a draft was put together with what was published beside it."""


@dataclass(frozen=True, slots=True)
class Overtaken:
    """What was `published` beside a draft, the draft as it was `before`, and what both had changed differently."""

    published: Saved
    before: Saved
    clash: str


async def overtaken(c: AsyncConnection, draft: Saved) -> bool:
    """Whether something else was published since a draft, which is one still, was begun."""
    base = await history.base(c, draft)
    newer = await history.published(c, draft.workspace, draft.topic)
    now = await history.find(c, draft.workspace, draft.topic, draft.id, None)
    if now is None or not now.state.open or newer is None:
        return False
    return base is not None and base.id != newer.id


async def rebase(c: AsyncConnection, editor: Editor, draft: Saved) -> Saved:
    """Put a draft together with what was published since it was begun, as a new draft made from that.

    Raises Clashed, Conflict, Settled.
    """
    line = Line.of(draft)
    newer = await history.published(c, line.workspace, line.topic)
    base = await history.base(c, draft)
    mine = await history.briefing_of(c, draft)
    if newer is not None and base is not None:
        merged = merging.merge(await history.briefing_of(c, base), mine, await history.briefing_of(c, newer))
        if merged.clashes:
            raise desk.Clashed(newer, merged.clashes)
        mine = merged.briefing
    return await _follow(c, editor, draft, newer, mine, what="merge", detail={})


async def carry_over(c: AsyncConnection, editor: Editor, published: Saved) -> None:
    """Put the draft that is open in the line of a revision, which was published beside it, together with that.

    What both changed differently is as published; the audit keeps what that was, `overtaken_by` tells it. A draft that
    would be no briefing then stays as it is, to be put together when it is approved.
    """
    line = Line.of(published)
    draft = await history.head(c, line.workspace, line.topic, line.line)
    base = await history.base(c, draft) if draft is not None and draft.state.open else None
    if draft is None or base is None or base.id == published.id:
        return
    was, mine, theirs = [await history.briefing_of(c, one) for one in (base, draft, published)]
    try:
        merged = merging.merge(was, mine, theirs)
    except Unfit:
        return
    clashes = ", ".join(" ".join(filter(None, (clash.path, clash.field))) for clash in merged.clashes)
    detail = {"with": published.id, **({"clash": clashes} if clashes else {})}
    await _follow(c, editor, draft, published, merged.briefing, what=CARRIED, detail=detail)


async def _follow(
    c: AsyncConnection,
    editor: Editor,
    draft: Saved,
    over: Saved | None,
    briefing: Briefing,
    *,
    what: str,
    detail: Mapping[str, str],
) -> Saved:
    """Have a draft give way to one that is made from what is published now, and keep it that of its authors: `what` the
    editor did is no writing, and they need not be one of them. What was submitted stays so. Raises Conflict, Settled.
    """
    line, aside = Line.of(draft), await history.is_aside(c, draft)
    await revisions.give_way(c, draft, editor.who, editor.now)
    new = Draft(
        workspace=line.workspace,
        topic=line.topic,
        line=line.line,
        base=over.id if over else None,
        briefing=briefing,
        author=draft.author,
        authors=draft.authors,
        note=draft.note,
        corrections=await desk.corrections_of(c, line, briefing, draft.corrections),
        origin=draft.origin,
        aside=aside,
    )
    saved = await revisions.save(c, new, editor.now)
    await desk.record(c, editor, saved, what, {"of": draft.id, "author": draft.author.name, **detail})
    if draft.state is State.SUBMITTED:
        saved = await revisions.submit(c, saved, draft.last.who, editor.now, note=draft.last.note)
    return saved


async def overtaken_by(c: AsyncConnection, draft: Saved) -> list[Overtaken]:
    """What was published beside a draft while it was being written, and is in it since then, in order."""
    carried = {one.revision: one.detail for one in await audit.told(c, draft.workspace, draft.topic, CARRIED)}
    found: list[Overtaken] = []
    while carried:
        detail = carried.pop(draft.id, None)
        before = await history.find(c, draft.workspace, draft.topic, (detail or {}).get("of", draft.parent or ""), None)
        if detail is not None and before is not None:
            published = await history.find(c, draft.workspace, draft.topic, detail["with"], None)
            if published is not None:
                found.insert(0, Overtaken(published, before, detail.get("clash", "")))
        elif before is None or State.PUBLISHED in {step.state for step in await history.steps(c, before)}:
            break
        draft = before
    return found
