"""From draft to published: checked, submitted, and approved or sent back by somebody."""

from typing import TYPE_CHECKING, Annotated

from bot.chat.command import Param, command
from bot.chat.document import Block, Button, Document, Text
from bot.chat.errors import UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Menu, Reply
from bot.chat.request import Role
from bot.commands.beside import published_beside
from bot.commands.briefing_history import diff_blocks, unedited
from bot.commands.choosing import chosen
from bot.commands.context import MENU, Context
from bot.commands.drafting import REVISION, TOPIC, button, deciding, editor, line_of
from bot.delivery.reach import foretold
from bot.library.told import headline, saved_facts
from bot.present.findings import counted, finding_blocks
from bot.store.saved import Saved, State

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.library.line import Open


@command(role=Role.MODERATOR, private=True, name="briefing check", step=10, examples=("/briefing check venezuela",))
async def check(context: Context, topic: Annotated[str, TOPIC]) -> Reply:
    """Hold a draft against its evidence and say all that keeps it from being published."""
    from bot.library import desk
    from bot.store import history

    async with (await context.database()).read() as c:
        found = await line_of(context, c, topic)
        head = found.head
        assert head is not None
        briefing = await history.briefing_of(c, head)
        doubts = await desk.doubts(c, head, briefing)
        meanwhile = await published_beside(c, head)
    title = f"{head.title}: {counted(doubts).lower()}"
    note = f"Revision {head.number}, {head.state}."
    ready = head.state is State.DRAFT and not desk.errors(doubts)
    buttons = [button("Edit", "edit", topic=found.line.typed)]
    if ready:
        buttons.insert(0, button("Submit", "submit", topic=found.line.typed, revision=head.id))
    return Reply(
        Document(title, (*meanwhile, *finding_blocks(doubts)), note=note), private=True, buttons=tuple(buttons)
    )


@command(role=Role.MODERATOR, private=True, name="briefing submit", step=11, examples=("/briefing submit venezuela",))
async def submit(
    context: Context,
    topic: Annotated[str, TOPIC],
    note: Annotated[str | None, Param("What the others should know", longest=400, rest=True)] = None,
    revision: Annotated[str | None, REVISION] = None,
) -> Reply:
    """Ask the others for a draft to be published."""
    from bot.library import desk
    from bot.store import history

    async with deciding(topic), (await context.database()).write() as c:
        found, draft = await chosen(context, c, topic, revision, State.DRAFT)
        done = await desk.submit(c, editor(context), draft, note or "")
        meanwhile = await published_beside(c, done)
        wrong = desk.errors(await desk.doubts(c, done, await history.briefing_of(c, done)))
    asked = "It waits for the owners of this bot." if found.line.proposes else "It waits for approval."
    told: list[Block] = [saved_facts(done), Text(asked), *meanwhile]
    buttons = [button("Review", "review"), *_decisions(context, found, done)]
    if wrong:
        told.append(Text(f"It can’t be approved yet: {counted(wrong).lower()}."))
        buttons.insert(0, button("See what keeps it", "check", topic=found.line.typed))
    return Reply(Document(f"Submitted: {done.title}", tuple(told)), private=True, buttons=tuple(buttons))


@command(role=Role.MODERATOR, private=True, name="briefing approve", step=13, examples=("/briefing approve venezuela",))
async def approve(
    context: Context,
    topic: Annotated[str, TOPIC],
    note: Annotated[str | None, Param("What is to be remembered of it", longest=400, rest=True)] = None,
    revision: Annotated[str | None, REVISION] = None,
) -> Reply:
    """Publish what was submitted, once its evidence bears it out."""
    from bot.delivery.proposals import answer_proposal
    from bot.delivery.publishing import publish_with_corrections
    from bot.library import overtaking
    from bot.store import history

    async with deciding(topic), (await context.database()).write() as c:
        found, draft = await chosen(context, c, topic, revision, State.SUBMITTED)
        if found.line.proposes and not editor(context).owner:
            raise UserError("Only the owners of this bot publish what is shared.", "Your proposal waits for them.")
        if draft.state is State.DRAFT:
            submitting = (button("Submit", "submit", topic=found.line.typed, revision=draft.id),)
            hint = f"/briefing submit {found.line.typed} asks for it to be published."
            raise UserError(f"{draft.title} is a draft, and not submitted.", hint, buttons=submitting)
        if await overtaking.overtaken(c, draft):
            return await _put_together(context, c, found, draft)
        was = await history.briefing_of(c, found.published) if found.published else None
        kept = unedited(draft, was, await history.briefing_of(c, draft))
        done, planned = await publish_with_corrections(c, editor(context), draft, note=note or "")
        await answer_proposal(c, editor(context), done)
    await context.published()
    where = "in every workspace" if not done.workspace else "in this workspace"
    edits = foretold(planned.edits, planned.fixed, planned.threads) if done.corrections else ()
    told = (saved_facts(done), Text(f"It is shown from now on, {where}."), *edits, *kept)
    document = Document(f"Published: {done.title}", told)
    return Reply(document, private=True, buttons=(Button("Show it", Invocation("brief", {"topic": done.topic})),))


@command(
    role=Role.MODERATOR,
    private=True,
    name="briefing reject",
    examples=('/briefing reject venezuela "The date is off"',),
)
async def reject(
    context: Context,
    topic: Annotated[str, TOPIC],
    why: Annotated[str, Param("What has to be mended", longest=400, rest=True, long=True)],
    revision: Annotated[str | None, REVISION] = None,
) -> Reply:
    """Send back what was submitted, and say why; it is a draft again."""
    from bot.delivery.proposals import answer_proposal
    from bot.library import desk
    from bot.store import history

    async with deciding(topic), (await context.database()).write() as c:
        found, draft = await chosen(context, c, topic, revision, State.SUBMITTED)
        done = await desk.reject(c, editor(context), draft, why)
        await answer_proposal(c, editor(context), done)
        aside = await history.is_aside(c, done)
    values = {"topic": found.line.typed}
    # What waits beside the draft is no part of it, and is made anew rather than edited.
    again = button("Discard", "discard", **values, revision=done.id) if aside else button("Edit", "edit", **values)
    return Reply(Document(f"Sent back: {done.title}", (saved_facts(done),)), private=True, buttons=(again,))


@command(role=Role.MODERATOR, private=True, name="briefing discard", examples=("/briefing discard venezuela",))
async def discard(
    context: Context,
    topic: Annotated[str, TOPIC],
    why: Annotated[str | None, Param("Why", longest=400, rest=True)] = None,
    revision: Annotated[str | None, REVISION] = None,
) -> Reply:
    """Give up a draft; what is published stays, and the draft stays in the history."""
    from bot.delivery.proposals import answer_proposal
    from bot.library import desk

    async with deciding(topic), (await context.database()).write() as c:
        found, draft = await chosen(context, c, topic, revision)
        done = await desk.discard(c, editor(context), draft, why or "")
        await answer_proposal(c, editor(context), done)
    again = button("Restore it", "restore", topic=found.line.typed, revision=done.id)
    return Reply(Document(f"Discarded: {done.title}", (saved_facts(done),)), private=True, buttons=(again,))


@command(role=Role.MODERATOR, private=True, name="briefing review", step=12, examples=("/briefing review",))
async def review(
    context: Context,
    number: Annotated[int, Param("Which of those that wait, from 1", carried=True)] = 1,
) -> Reply:
    """Go through what waits for approval: what each would change, what its check finds, and your decision."""
    from bot.library import desk
    from bot.library.line import Line, at
    from bot.store import history

    who = editor(context)
    async with (await context.database()).read() as c:
        waiting = [
            *await history.drafts(c, context.workspace, context.workspace),
            *await history.drafts(c, "", None if who.owner else context.workspace),
        ]
        waiting.sort(key=lambda one: one.state is not State.SUBMITTED)
        if not waiting:
            text = Text("/briefing new begins a briefing, /briefing edit changes one.")
            return Reply(Document("Nothing waits for approval", (text,)), private=True)
        one = waiting[min(max(number, 1), len(waiting)) - 1]
        found = await at(c, Line.of(one))
        now = await history.briefing_of(c, one)
        was = await history.briefing_of(c, found.published) if found.published else None
        doubts = await desk.doubts(c, one, now)
        eyes = who.who in one.authors and await desk.four_eyes(c, who, one.workspace)
        meanwhile = await published_beside(c, one)
    blocks: list[Block] = [saved_facts(one), *meanwhile, *diff_blocks(one, was, now), *unedited(one, was, now)]
    blocks += [Text(counted(doubts), heading="Check"), *(finding_blocks(doubts) if doubts else ())]
    if eyes:
        yours = "You wrote it" if len(one.authors) == 1 else "You wrote in it"
        blocks.append(Text(f"{yours}, so somebody else has to approve it."))
    submitted = sum(each.state is State.SUBMITTED for each in waiting)
    shared = "" if one.workspace else " (shared)"
    title = f"{submitted} for approval, {len(waiting) - submitted} being written: {one.title}{shared}"
    typed = found.line.typed
    if one.state is State.SUBMITTED:
        buttons = _decisions(context, found, one)
    else:
        buttons = (button("Submit", "submit", topic=typed, revision=one.id),)
    options = tuple(button(headline(each), "review", number=str(place)) for place, each in enumerate(waiting[:MENU], 1))
    menu = Menu("Look at another", options) if len(options) > 1 else None
    discarding = button("Discard", "discard", topic=typed, revision=one.id)
    if all(each.run.command != discarding.run.command for each in buttons):
        buttons = (*buttons, discarding)
    buttons = (*buttons, button("Show it", "show", topic=typed, revision=one.id))
    return Reply(Document(title, tuple(blocks)), private=True, buttons=buttons, menu=menu)


async def _put_together(context: Context, c: "AsyncConnection", found: "Open", draft: Saved) -> Reply:
    """Something else was published since a draft was begun: both together wait for approval now."""
    from bot.library import overtaking

    assert found.published is not None
    saved = await overtaking.rebase(c, editor(context), draft)
    who = found.published.last.who.name
    text = (
        f"Nothing was published now. {who} published revision {found.published.number} since this was begun, and both "
    )
    text += "changes are put together. Look at what it changes, then approve it."
    values = {"topic": found.line.typed, "revision": saved.id}
    buttons = (button("Differences", "diff", **values), button("Approve", "approve", **values))
    document = Document(f"Not yet: {draft.title} was changed meanwhile", (Text(text), saved_facts(saved)))
    return Reply(document, private=True, ok=False, buttons=buttons)


def _decisions(context: Context, found: "Open", saved: Saved) -> tuple[Button, ...]:
    values = {"topic": found.line.typed, "revision": saved.id}
    if found.line.proposes and not editor(context).owner:
        return (button("Discard", "discard", **values),)
    return tuple(button(label, word, **values) for label, word in (("Approve", "approve"), ("Send back", "reject")))
