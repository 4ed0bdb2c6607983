"""A correction shown before it is made, and made: published with every edit, or submitted where others must agree."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.briefing.model import Claim, passages
from bot.briefing.revision import Revision
from bot.chat.document import Block, Button, Document, Fact, Facts, Text
from bot.chat.errors import UserError
from bot.chat.reply import Reply
from bot.commands.context import OFFERED, Context
from bot.commands.correcting import Plan
from bot.commands.drafting import button, editor
from bot.delivery.reach import foretold
from bot.present.findings import finding_blocks
from bot.present.passages import quoted

_OWN = ("summary", "title")
"""Where the briefing's own text is wrong: neither has a passage of its own."""

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.briefing.finding import Doubt
    from bot.delivery.corrections import Planned


async def preview(context: Context, c: "AsyncConnection", plan: Plan, values: Mapping[str, str]) -> Reply:
    """What would be done, with a button that does it, unless the evidence does not bear it out."""
    from bot.delivery.corrections import foreseen
    from bot.present.redrawing import Redrawing

    new = plan.mended.briefing
    was = Revision(plan.published.topic, plan.published.id, plan.old, plan.published.workspace)
    redrawing = Redrawing(was, replace(was, id="", briefing=new), {plan.mend.path: plan.why})
    planned = await foreseen(c, redrawing, context.now)
    if errors := await _unproven(c, plan):
        return _refused(plan, errors)
    passages = plan.found or tuple(_passages(replace(was, briefing=new), plan.mend.path))
    blocks: tuple[Block, ...] = (_change(plan), *passages, *foretold(planned.edits, planned.fixed, planned.threads))
    label = "Correct it"
    if plan.proposed is not None:
        blocks, label = (*blocks, Text(f"It will wait for {plan.proposed}.")), "Propose it"
    if (draft := plan.line.draft) is not None:
        when = "once it is published" if plan.proposed is not None else "too"
        blocks = (*blocks, Text(f"The draft by {draft.author.name} that is open stays, and will have it {when}."))
    document = Document(f"Correct this? {plan.subject}", blocks, note="Nothing has been changed yet.")
    confirmed = button(label, "correct", **{**values, "topic": plan.line.line.typed, "confirm": plan.mark})
    return Reply(document, private=True, buttons=(confirmed,))


async def _unproven(c: "AsyncConnection", plan: Plan) -> "Sequence[Doubt]":
    """What the evidence does not bear out of the briefing as it would read."""
    from bot.library import desk

    return desk.errors(await desk.doubts(c, replace(plan.published, line=plan.line.line.line), plan.mended.briefing))


def _refused(plan: Plan, errors: "Sequence[Doubt]") -> Reply:
    own = [doubt for doubt in errors if _is_own(plan, doubt)]
    if not own:
        return _contradicted(plan, errors)
    if not plan.mend.path:  # it has no passage of its own
        hint = (
            "It rests on what the items rest on. In two steps: correct it first so that it says nothing of this, "
            "then the item, with the passage that states it."
        )
        document = Document("The evidence does not bear this out", (_change(plan), *finding_blocks(own), Text(hint)))
        return Reply(document, private=True, ok=False, wrong="now")
    hint = "Name the passage that states it: passage=“…”, word for word from the source"
    hint += "." if plan.mend.unverified else "; or mark it: unverified=yes."
    document = Document("The evidence does not bear this out", (_change(plan), *finding_blocks(own), Text(hint)))
    return Reply(document, private=True, ok=False, wrong="passage")


def _contradicted(plan: Plan, errors: "Sequence[Doubt]") -> Reply:
    """Other items, or the briefing's own text, say the same and would rest on nothing any more: they have to be put
    right first. Its own text can't say what no item states yet, so that it must say nothing of it meanwhile."""
    items = list(dict.fromkeys(_dotted(doubt, 2) for doubt in errors))
    topic = plan.line.line.typed
    hint = f"Correct {'that' if len(items) == 1 else 'those'} first, then this."
    if texts := [item for item in items if item in _OWN]:
        hint = f"{hint} Let the {' and the '.join(texts)} say nothing of it: two steps in all."
    if gone := _taken_away(plan):
        hint = f"{hint} What is right as it is rests on a passage that this takes away; let another item rest on it, "
        hint = f"{hint}with /briefing edit or /briefing add-event, and publish that first: {gone}"
    document = Document("Something else says this too", (_change(plan), *finding_blocks(errors), Text(hint)))
    first = tuple(button(f"Correct {item}", "correct", topic=topic, item=item) for item in items[:OFFERED])
    return Reply(document, private=True, ok=False, buttons=first)


def _taken_away(plan: Plan) -> str:
    """The passages that nothing would rest on any more."""
    left = {found.exact for _, _, item in plan.mended.briefing.items() for found in passages(item)}
    gone = dict.fromkeys(
        found.exact for _, _, item in plan.old.items() for found in passages(item) if found.exact not in left
    )
    return " ".join(f"“{exact}”" for exact in gone)


def _is_own(plan: Plan, doubt: "Doubt") -> bool:
    """Whether what is wrong is wrong with what is being corrected."""
    if not plan.mend.path:
        return _dotted(doubt) == plan.mend.part
    return f"{_dotted(doubt)}.".startswith(f"{plan.mend.path}.")


def _dotted(doubt: "Doubt", parts: int | None = None) -> str:
    return ".".join(map(str, doubt.path[:parts]))


def _change(plan: Plan) -> Facts:
    return Facts((Fact("Was", plan.mended.was), Fact("Now", plan.mended.now), Fact("Why", plan.why)))


async def carry_out(context: Context, c: "AsyncConnection", plan: Plan) -> Reply:
    """Publish a correction, or submit it where others have to approve it."""
    from bot.delivery.publishing import publish_with_corrections
    from bot.library import desk

    if errors := await _unproven(c, plan):
        return _refused(plan, errors)
    await _require_new(c, plan)
    # A correction is made of what is published, and never waits for what somebody is writing.
    aside = plan.line.draft is not None
    saved = await desk.save(
        c,
        editor(context),
        plan.line.line,
        plan.mended.briefing,
        "correct",
        base=plan.published.id,
        detail={"item": plan.mend.path, "was": plan.mended.was, "now": plan.mended.now, "why": plan.why},
        note=plan.why,
        corrections=(plan.correction,),
        aside=aside,
    )
    topic = plan.line.line.typed
    if plan.proposed is not None:
        await desk.submit(c, editor(context), saved, plan.why)
        told = Text(f"It waits for {plan.proposed}. Messages are edited once it is approved.")
        return Reply(
            Document(f"Proposed: {plan.subject}", (told,)),
            private=True,
            buttons=(button("Look at it", "show", topic=topic, revision=saved.id),),
        )
    _, planned = await publish_with_corrections(c, editor(context), saved, "publish")
    return Reply(
        done_document(f"Corrected: {plan.subject}", planned, plan), private=True, buttons=(progress_button(topic),)
    )


def done_document(title: str, planned: "Planned", plan: Plan | None = None) -> Document:
    """What was done, and what it has set going."""
    facts = (Facts((Fact("Was", plan.mended.was), Fact("Now", plan.mended.now))),) if plan else ()
    return Document(title, (*facts, *foretold(planned.edits, planned.fixed, planned.threads)))


def progress_button(topic: str) -> Button:
    """A button to how far corrections have come."""
    return button("How far it has come", "corrections", topic=topic)


async def _require_new(c: "AsyncConnection", plan: Plan) -> None:
    """Raise UserError when the same correction waits already."""
    from bot.store import history

    line = plan.line.line
    waiting = await history.beside(c, line.workspace, line.topic, line.line)
    for one in (*([plan.line.draft] if plan.line.draft else []), *waiting):
        same = any((found.item, found.now) == (plan.correction.item, plan.correction.now) for found in one.corrections)
        if same:
            see = (button("Look at it", "show", topic=line.typed, revision=one.id),)
            problem = f"{one.author.name} proposed that already: it is revision {one.number}."
            raise UserError(problem, "/briefing review shows what waits for approval.", buttons=see)


def _passages(revision: Revision, path: str) -> Sequence[Block]:
    section, _, rest = path.partition(".")
    name, _, number = rest.partition(".positions.")
    found = revision.briefing.find(name) if section and section != "sources" else None
    if found is None:
        return ()
    item = found[1]
    if not isinstance(item, Claim):
        return tuple(quoted(revision, item, path, item.evidence))
    return tuple(quoted(revision, item, path, item.positions[int(number)].evidence)) if number else ()
