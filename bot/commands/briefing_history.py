"""The revisions of a briefing: listed, shown, compared, taken up again, and given out as a file's text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

from bot.briefing.revision import Revision
from bot.chat.arguments import shown
from bot.chat.command import Param, command
from bot.chat.document import Block, Bullet, Bullets, Button, Document, Text
from bot.chat.errors import NearMiss, UserError
from bot.chat.reply import Choice, Menu, Reply
from bot.chat.request import Role
from bot.commands.beside import published_beside
from bot.commands.context import MENU, Context
from bot.commands.drafting import TOPIC, button, deciding, editor, line_of
from bot.commands.exported import exported
from bot.library.told import author, saved_bullet, saved_facts
from bot.present.wording import LABEL, shorten
from bot.store.saved import Conflict, Saved, State

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.briefing.model import Briefing
    from bot.library.line import Line, Open

LISTED: Final = 20
"""Revisions listed at once."""


async def numbers(context: Context, typed: str, limit: int) -> Sequence[Choice]:
    """Suggestions for a revision of the briefing that the request's `topic` names."""
    from bot.store import history

    topic = context.request.values.get("topic", "")
    if not topic or context.keep is None:
        return []
    try:
        async with (await context.database()).read() as c:
            found = await line_of(context, c, topic)
            every = await history.history(c, found.line.workspace, found.line.topic, _reader(context, found))
    except UserError:
        return []
    wanted = typed.strip().casefold()
    choices = [Choice(shorten(f"{one.number}: {one.state}, by {author(one)}", LABEL), one.id) for one in every]
    return [choice for choice in choices if wanted in f"{choice.label} {choice.value}".casefold()][:limit]


NUMBER = Param("Which revision: its number or id", complete=numbers, longest=60)
BASE = Param("The id of the draft whose place it takes", longest=60, carried=True)


@command(role=Role.MODERATOR, private=True, name="briefing history", examples=("/briefing history venezuela",))
async def list_history(
    context: Context,
    topic: Annotated[str, TOPIC],
    before: Annotated[int | None, Param("Only revisions before this one", carried=True)] = None,
) -> Reply:
    """List the revisions of a briefing: who saved each, when, and what became of it."""
    from bot.store import history

    async with (await context.database()).read() as c:
        found = await line_of(context, c, topic)
        reader = _reader(context, found)
        every = await history.history(
            c, found.line.workspace, found.line.topic, reader, limit=LISTED + 1, before=before
        )
    listed, typed = every[:LISTED], found.line.typed
    if not listed:
        raise UserError("There are no earlier revisions.", f"/briefing history {typed} begins with the newest.")
    options = tuple(
        button(f"{one.number}: {one.state}, by {author(one)}", "show", topic=typed, revision=one.id)
        for one in listed[:MENU]
    )
    more = (button("Earlier ones", "history", topic=typed, before=str(listed[-1].seq)),) if every[LISTED:] else ()
    bullets, note = Bullets(tuple(map(saved_bullet, listed))), _scope(found.line)
    document = Document(f"{listed[0].title}: history", (bullets,), note=note)
    return Reply(document, private=True, buttons=more, menu=Menu("Show one", options))


@command(role=Role.MODERATOR, private=True, name="briefing show", examples=("/briefing show venezuela 3",))
async def show(
    context: Context,
    topic: Annotated[str, TOPIC],
    revision: Annotated[str | None, NUMBER] = None,
) -> Reply:
    """Show a revision as readers would see it; the draft, when none is named."""
    from bot.briefing.references import dangling
    from bot.present import brief
    from bot.present.findings import finding_blocks
    from bot.present.preview import unreferenced
    from bot.store import history

    async with (await context.database()).read() as c:
        found, saved = await _found(context, c, topic, revision)
        briefing = await history.briefing_of(c, saved)
        steps = await history.steps(c, saved, _reader(context, found))
    document = brief.full(Revision(saved.topic, saved.id, briefing)) if not dangling(briefing) else None
    blocks: list[Block] = [saved_facts(saved)]
    if len(steps) > 1:
        told = "; ".join(f"{step.state} by {step.who.name}" for step in steps)
        blocks.append(Text(f"What became of it: {told}."))
    blocks += unreferenced(document.blocks) if document else finding_blocks(dangling(briefing))
    values = {"topic": found.line.typed, "revision": saved.id}
    buttons: list[Button] = [button("Differences", "diff", **values), button("Export", "export", **values)]
    if not saved.state.open and found.head is not None and found.head.id != saved.id:
        buttons.append(button("Restore it", "restore", **values))
    return Reply(
        Document(f"{saved.title}, revision {saved.number}", tuple(blocks)), private=True, buttons=tuple(buttons)
    )


@command(role=Role.MODERATOR, private=True, name="briefing diff", examples=("/briefing diff venezuela",))
async def diff(
    context: Context,
    topic: Annotated[str, TOPIC],
    revision: Annotated[str | None, NUMBER] = None,
    to: Annotated[
        str | None, Param("Compared with which one; what is published when left out", complete=numbers)
    ] = None,
) -> Reply:
    """Show what a draft, or any revision, would change."""
    from bot.store import history

    async with (await context.database()).read() as c:
        found, saved = await _found(context, c, topic, revision)
        reader = _reader(context, found)
        other = (await _found(context, c, topic, to))[1] if to else await _before(c, found, saved, reader)
        now = await history.briefing_of(c, saved)
        was = await history.briefing_of(c, other) if other else None
        meanwhile = await published_beside(c, saved)
    blocks = (*meanwhile, *diff_blocks(saved, was, now))
    if saved.state.open and other is not None and other.state is State.PUBLISHED:
        blocks = (*blocks, *unedited(saved, was, now))
    against = f"revision {other.number}, {other.state}" if other else "nothing: it is new"
    note = f"Revision {saved.number}, {saved.state}, against {against}."
    buttons = (
        button("Check", "check", topic=found.line.typed),
        button("Show it", "show", topic=found.line.typed, revision=saved.id),
    )
    return Reply(Document(f"{saved.title}: what changes", blocks, note=note), private=True, buttons=buttons)


@command(role=Role.MODERATOR, private=True, name="briefing restore", examples=("/briefing restore venezuela 2",))
async def restore(
    context: Context,
    topic: Annotated[str, TOPIC],
    revision: Annotated[str, NUMBER],
    base: Annotated[str | None, BASE] = None,
) -> Reply:
    """Make a draft of an earlier revision, to be submitted again.

    Where a draft is open already, it says so first: what is restored takes its place.
    """
    from bot.library import desk
    from bot.library.line import Line, at
    from bot.store import history

    async with deciding(topic), (await context.database()).write() as c:
        try:
            found, saved = await _found(context, c, topic, revision)
        except NearMiss:
            # Nothing is left of the topic but what was given up.
            given_up = await history.find(c, context.workspace, topic, revision, context.workspace)
            if given_up is None:
                raise
            found, saved = await at(c, Line.of(given_up)), given_up
        if (draft := found.draft) is not None and base != draft.id:
            await _keep(c, found.line.typed, draft, saved, base)
        made = await desk.restore(c, editor(context), found.line, saved, base=found.head.id if found.head else None)
    values = {"topic": found.line.typed, "revision": made.id}
    text = Text("It is a draft: nothing that is published has changed yet.")
    buttons = (button("Differences", "diff", **values), button("Submit", "submit", **values))
    return Reply(Document(f"Restored: {made.title}", (saved_facts(made), text)), private=True, buttons=buttons)


@command(role=Role.MODERATOR, private=True, name="briefing export", examples=("/briefing export venezuela",))
async def export(
    context: Context,
    topic: Annotated[str, TOPIC],
    revision: Annotated[str | None, NUMBER] = None,
) -> Reply:
    """Give a revision as YAML to copy into a file, which `briefbot check` accepts."""
    from bot.briefing.yaml import write_flat
    from bot.store import history

    async with (await context.database()).read() as c:
        _, saved = await _found(context, c, topic, revision)
        briefing = await history.briefing_of(c, saved)
    note = (
        f"Copy it into {saved.topic}.yaml. Its first line has what changes meanwhile kept when it is uploaded again. "
        "briefbot export writes all that is published as files."
    )
    text = Text(exported(saved.id, write_flat(briefing)))
    return Reply(Document(f"{saved.topic}.yaml", (text,), note=note), private=True)


def diff_blocks(saved: Saved, was: "Briefing | None", now: "Briefing") -> tuple[Block, ...]:
    """What differs between two states of a briefing; of a new one, what there is in it."""
    from bot.briefing.changes import changes, item_of
    from bot.library.correcting import GONE
    from bot.present.changes import bullet
    from bot.present.preview import holds, unreferenced

    found = changes(was, now, saved.reasons if saved.state.open else None)
    gone = [one for one in saved.corrections if one.now == GONE and one.item not in map(item_of, found)]
    if not found and not gone:
        return (Text("Nothing differs."),)
    revision = Revision(saved.topic, saved.id, now)
    told = [Bullet(f"No longer stated in what was posted, either: {one.was} {one.why}") for one in gone]
    lines = Bullets((*(bullet(revision, change) for change in found), *told))
    return unreferenced((lines,) if was is not None else (lines, Text(f"It holds {holds(now)}.")))


def unedited(saved: Saved, was: "Briefing | None", now: "Briefing") -> tuple[Block, ...]:
    """That messages which were posted keep what a revision changes of what is published and does not correct."""
    from bot.briefing.changes import FieldChanged, ItemRemoved, PositionRemoved, changes, facts, item_of

    corrected = {".".join(one.item.split(".")[:2]) for one in saved.corrections}
    stated = [one for one in facts(changes(was, now)) if isinstance(one, FieldChanged | ItemRemoved | PositionRemoved)]
    if all(item_of(one) in corrected for one in stated):
        return ()
    other = "of everything else " if corrected else ""
    text = f"Messages that were posted before keep what they say {other}as it was. What was wrong from the start is "
    text = f"{text}put right with /briefing correct: that edits them as well"
    taken = any(isinstance(one, ItemRemoved | PositionRemoved) and item_of(one) not in corrected for one in stated)
    return (Text(f"{text}, and with now=nothing says there that it is no longer stated." if taken else f"{text}."),)


async def _keep(c: "AsyncConnection", topic: str, draft: Saved, saved: Saved, base: str | None) -> NoReturn:
    """Leave alone a draft that was not on view when it was asked to restore something over it."""
    from bot.store import history

    if draft.id == saved.id or await history.briefing_of(c, draft) == await history.briefing_of(c, saved):
        raise UserError("It is the draft already.", "Nothing was changed.")
    if base is not None:
        raise Conflict(draft)
    problem = f"A draft is open there: revision {draft.number}, by {author(draft)}."
    hint = f"Nothing was changed. Revision {saved.number} would take its place; the history would keep what is in it."
    buttons = (
        button("See the draft", "show", topic=topic, revision=draft.id),
        button("Differences", "diff", topic=topic, revision=saved.id, to=draft.id),
        button("Restore it", "restore", topic=topic, revision=saved.id, base=draft.id),
    )
    raise UserError(problem, hint, buttons=buttons)


async def _found(context: Context, c: "AsyncConnection", topic: str, revision: str | None) -> "tuple[Open, Saved]":
    """A line, and a revision that the caller may see: the one named, else the newest of the line."""
    from bot.store import history

    found = await line_of(context, c, topic)
    assert found.head is not None
    if revision is None:
        return found, found.head
    saved = await history.find(c, found.line.workspace, found.line.topic, revision, _reader(context, found))
    if saved is None:
        hint = f"/briefing history {found.line.typed} lists them."
        raise UserError(f"There is no revision {shown(revision)} of {found.line.typed}.", hint)
    return found, saved


def _scope(line: "Line") -> str:
    """Whose a briefing is, and who decides on it."""
    if line.workspace:
        return "This is this workspace’s own briefing."
    return f"This is the shared briefing. {'Changes are proposals to its owners.' if line.proposes else ''}".strip()


async def _before(c: "AsyncConnection", found: "Open", saved: Saved, reader: str | None) -> Saved | None:
    """What a revision is compared with when nobody says: what is published, else the last one it was made from that
    the reader may see."""
    from bot.store import history

    if found.published is not None and found.published.id != saved.id:
        return found.published
    return await history.before(c, saved, reader)


def _reader(context: Context, found: "Open") -> str | None:
    """Whose drafts may be seen: of shared topics owners see all."""
    return None if editor(context).owner and not found.line.workspace else context.workspace
