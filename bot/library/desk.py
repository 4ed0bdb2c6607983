"""What moderators do with revisions, each with its line in the audit, in the transaction that it is given."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.briefing import check, merging
from bot.briefing.finding import Doubt, Severity
from bot.briefing.merging import Clash
from bot.briefing.model import Briefing
from bot.library.correcting import holding, put_back
from bot.library.line import Editor, Line
from bot.store import audit, history, revisions, sources, workspaces
from bot.store import corrections as corrected
from bot.store.entry import Entry
from bot.store.saved import FILE, Correction, Draft, Origin, Saved, Settled, State

DECIDED: Final = ("approve", "publish", "withdraw")
"""What only owners do with what is shared, in the words of the audit; moderators propose, submit and discard there."""


class Unproven(Exception):
    """What is to be published is not borne out by its evidence: `doubts` say what."""

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__(f"{len(doubts)} errors")
        self.doubts = doubts


class Clashed(Exception):
    """Two people changed the same thing: `clashes` say what, `newer` is what is there."""

    def __init__(self, newer: Saved, clashes: Sequence[Clash]) -> None:
        super().__init__(", ".join(clash.path for clash in clashes))
        self.newer = newer
        self.clashes = clashes


class FourEyes(Exception):
    """Somebody has to approve a draft who wrote nothing in it: a moderator, or of what is shared an owner."""

    def __init__(self, draft: Saved) -> None:
        super().__init__("somebody else has to approve")
        self.draft = draft


async def save(
    c: AsyncConnection,
    editor: Editor,
    line: Line,
    briefing: Briefing,
    what: str,
    *,
    base: str | None,
    detail: Mapping[str, str] | None = None,
    note: str = "",
    corrections: Sequence[Correction] = (),
    origin: Origin = Origin.CHAT,
    aside: bool = False,
) -> Saved:
    """Keep a briefing as the next draft of a line; `base` is the id of the revision it was made from. `aside`: beside
    the draft that is open there.

    `corrections`, and those of the draft that it goes on from, are kept as long as they hold; its authors stay authors.
    Raises Conflict when the line is at another one by now.
    """
    head = None if aside else await history.head(c, line.workspace, line.topic, line.line)
    before = head if head is not None and head.state.open else None
    kept = (*(before.corrections if before else ()), *corrections)
    new = Draft(
        workspace=line.workspace,
        topic=line.topic,
        line=line.line,
        base=base,
        briefing=briefing,
        author=editor.who,
        authors=before.authors if before else (),
        note=note,
        corrections=await corrections_of(c, line, briefing, kept),
        origin=origin,
        aside=aside,
    )
    saved = await revisions.save(c, new, editor.now)
    await record(c, editor, saved, what, detail)
    return saved


async def restore(c: AsyncConnection, editor: Editor, line: Line, earlier: Saved, *, base: str | None) -> Saved:
    """Make the next draft of a line of an earlier revision; `base` is the id of the revision that the line is at.

    What is restored takes the place of all that is in the draft, with its corrections. Who wrote in it is an author
    still unless it was published since. Raises Conflict when the line is at another one by now.
    """
    briefing = await history.briefing_of(c, earlier)
    approved = State.PUBLISHED in {step.state for step in await history.steps(c, earlier)}
    new = Draft(
        workspace=line.workspace,
        topic=line.topic,
        line=line.line,
        base=base,
        briefing=briefing,
        author=editor.who,
        authors=() if approved else earlier.authors,
        note=f"as revision {earlier.number} was",
        corrections=await corrections_of(c, line, briefing, earlier.corrections),
        origin=Origin.RESTORE,
    )
    saved = await revisions.save(c, new, editor.now)
    await record(c, editor, saved, "restore", {"of": earlier.id})
    return saved


async def merge(
    c: AsyncConnection,
    editor: Editor,
    line: Line,
    briefing: Briefing,
    what: str,
    *,
    base: Saved,
    detail: Mapping[str, str] | None = None,
    origin: Origin = Origin.CHAT,
) -> tuple[Saved, Saved | None]:
    """Keep a briefing that was made from `base` as the next draft of a line, together with what others changed since.

    Gives also the revision that it was put together with. Raises Clashed when both changed the same thing, and
    Conflict when the draft is gone.
    """
    head = await history.head(c, line.workspace, line.topic, line.line)
    if head is None or head.id == base.id:
        saved = await save(c, editor, line, briefing, what, base=base.id, detail=detail, origin=origin)
        return saved, None
    if base.state is State.DISCARDED:
        raise Settled(base)
    merged = merging.merge(await history.briefing_of(c, base), briefing, await history.briefing_of(c, head))
    if merged.clashes:
        raise Clashed(head, merged.clashes)
    saved = await save(c, editor, line, merged.briefing, what, base=head.id, detail=detail, origin=origin)
    return saved, head


async def submit(c: AsyncConnection, editor: Editor, draft: Saved, note: str = "") -> Saved:
    """Ask for a draft to be published. Raises Conflict, Settled."""
    done = await revisions.submit(c, draft, editor.who, editor.now, note=note)
    await record(c, editor, done, "submit", _noted(note))
    return done


async def reject(c: AsyncConnection, editor: Editor, draft: Saved, why: str) -> Saved:
    """Send back what was submitted. Raises Conflict, Settled."""
    done = await revisions.reject(c, draft, editor.who, editor.now, note=why)
    await record(c, editor, done, "reject", _noted(why))
    return done


async def discard(c: AsyncConnection, editor: Editor, draft: Saved, note: str = "") -> Saved:
    """Give up a draft. Raises Conflict, Settled."""
    done = await revisions.discard(c, draft, editor.who, editor.now, note=note)
    await record(c, editor, done, "discard", _noted(note))
    return done


async def publish(c: AsyncConnection, editor: Editor, draft: Saved, what: str = "approve", note: str = "") -> Saved:
    """Publish a draft over the revision that it was made from, once it is proven.

    Raises Unproven with the errors; FourEyes; Conflict when something else is published by now; Settled.
    """
    if not (draft.state.open or draft.state is State.SUPERSEDED):
        raise Settled(draft)
    if editor.who in draft.authors and await four_eyes(c, editor, draft.workspace):
        raise FourEyes(draft)
    briefing = await history.briefing_of(c, draft)
    if wrong := errors(await doubts(c, draft, briefing)):
        raise Unproven(wrong)
    alive = await history.published(c, draft.workspace, draft.topic)
    # A file is made from nothing that is kept: who approves it was shown how it differs from what is published now.
    over = alive if draft.line == FILE else await history.base(c, draft)
    known = over.id if over and alive else None
    done = await revisions.publish(c, draft, editor.who, editor.now, over=known, note=note)
    await keep_texts(c, draft, briefing, editor.now)
    await record(c, editor, done, what, _noted(note))
    return done


async def four_eyes(c: AsyncConnection, editor: Editor, workspace: str) -> bool:
    """Whether authors may not approve their own drafts: as it is set, else where others have been at work too. What is
    shared ("") is set for itself, and those at work there are the owners who decided anything."""
    there = await workspaces.get(c, workspace)
    if there.four_eyes is not None:
        return there.four_eyes
    active = await audit.callers(c, workspace, None if workspace else DECIDED)
    return bool(active - {editor.who.id})


async def doubts(c: AsyncConnection, saved: Saved, briefing: Briefing) -> list[Doubt]:
    """Everything that is wrong with a revision, held against the texts of its sources that are kept."""
    return check.doubts(briefing, await texts(c, Line.of(saved), briefing))


def errors(found: Sequence[Doubt]) -> list[Doubt]:
    """Those that keep a revision from being published."""
    return [doubt for doubt in found if doubt.severity is Severity.ERROR]


async def texts(c: AsyncConnection, line: Line, briefing: Briefing) -> dict[str, str]:
    """The kept texts of a briefing's sources, by the sources' names."""
    wanted = {name: source.sha256 for name, source in briefing.sources.items() if source.sha256}
    found: dict[str, str] = {}
    for workspace in {line.workspace, line.line}:
        found |= await sources.texts(c, workspace, wanted.values())
    return {name: found[digest] for name, digest in wanted.items() if digest in found}


async def keep_texts(c: AsyncConnection, saved: Saved, briefing: Briefing, now: int) -> None:
    """Keep the texts of a proposal's sources where the topic is once it is published."""
    line = Line.of(saved)
    if line.proposes:
        for text in (await texts(c, line, briefing)).values():
            await sources.keep(c, line.workspace, text, now)


async def record(
    c: AsyncConnection, editor: Editor, saved: Saved, what: str, detail: Mapping[str, str] | None = None
) -> None:
    """Write into the audit what was done with a revision: of the topic's workspace, and of the proposer's own too."""
    line = Line.of(saved)
    for workspace in dict.fromkeys((saved.workspace, saved.workspace if line.line == FILE else line.line)):
        entry = Entry(
            at=editor.now,
            workspace=workspace,
            who=editor.who,
            what=what,
            topic=line.typed if workspace else saved.topic,
            revision=saved.id,
            detail=dict(detail or {}),
            place=editor.place if editor.workspace == workspace or not workspace else None,
        )
        await audit.record(c, entry)


async def corrections_of(
    c: AsyncConnection, line: Line, briefing: Briefing, wanted: Sequence[Correction]
) -> tuple[Correction, ...]:
    """What a draft of a line corrects of what is published: those of some corrections that hold, and those that it
    takes back."""
    published = await history.published(c, line.workspace, line.topic)
    if published is None:
        return ()
    was = await history.briefing_of(c, published)
    made = await corrected.published(c, line.workspace, line.topic)
    kept = holding(wanted, was, briefing)
    told = {(one.item, one.was, one.now) for one in kept}
    back = [one for one in put_back(made, was, briefing) if (one.item, one.was, one.now) not in told]
    return (*kept, *back)


def _noted(note: str) -> dict[str, str]:
    return {"note": note} if note else {}
