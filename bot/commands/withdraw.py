"""Taking back a published briefing, everywhere it was shown; and how far corrections have come."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

from bot.briefing.parts import label
from bot.chat.command import Param, command
from bot.chat.document import Document, Fact, Facts
from bot.chat.errors import UserError
from bot.chat.reply import Reply
from bot.chat.request import Role
from bot.commands.adding import CONFIRM
from bot.commands.context import Context
from bot.commands.correcting import meanwhile
from bot.commands.correction_steps import done_document, progress_button
from bot.commands.drafting import TOPIC, button, deciding, editor, line_of
from bot.delivery.reach import foretold, progress
from bot.present.wording import LABEL, shorten
from bot.store.saved import SHARED, Saved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.library.line import Open
    from bot.store.travelling import Progress

MOST: Final = 10
"""Corrections told at once."""


@command(
    role=Role.MODERATOR,
    private=True,
    name="briefing withdraw",
    examples=('/briefing withdraw venezuela "The article was taken back."',),
)
async def withdraw(
    context: Context,
    topic: Annotated[str, TOPIC],
    why: Annotated[str, Param("Why it is taken back", long=True, longest=400, rest=True)],
    confirm: Annotated[str | None, CONFIRM] = None,
) -> Reply:
    """Take back a published briefing, in every message that ever showed anything of it.

    Each of them says that it was withdrawn, and why, and none of its facts.
    """
    from bot.delivery.corrections import foreseen_withdrawal
    from bot.delivery.publishing import withdraw as take_back

    database = await context.database()
    async with deciding(topic):
        async with database.read() as c:
            found = await line_of(context, c, topic)
            published = _withdrawable(found)
            planned = await foreseen_withdrawal(c, published, context.now)
        if confirm is None:
            told = (Facts((Fact("Why", why),)), *foretold(planned.edits, planned.fixed, planned.threads))
            note = "Nothing has been withdrawn yet."
            again = button("Withdraw it", "withdraw", topic=found.line.typed, why=why, confirm=published.id)
            document = Document(f"Withdraw {published.title}?", told, note=note)
            return Reply(document, private=True, buttons=(again,))
        async with database.write() as c:
            if confirm.casefold() not in ("yes", published.id):
                raise await _unconfirmed(c, published, confirm)
            done, planned = await take_back(c, editor(context), published, why)
    await context.published()
    title = f"Withdrawn: {done.title}"
    again = button("Restore it", "restore", topic=found.line.typed, revision=done.id)
    return Reply(done_document(title, planned), private=True, buttons=(progress_button(found.line.typed), again))


@command(role=Role.MODERATOR, private=True, name="briefing corrections", examples=("/briefing corrections",))
async def list_corrections(
    context: Context,
    topic: Annotated[str | None, Param("Only those of one briefing", complete=TOPIC.complete, longest=60)] = None,
    before: Annotated[int | None, Param("Only corrections before this one", carried=True)] = None,
) -> Reply:
    """Show how far each correction has come: edited, waiting, gone, and what can't be edited.

    Of what is shared, moderators see the corrections they proposed, or those of the briefing they name, with the
    messages in their own workspace counted.
    """
    from bot.store import corrections

    list_of = partial(
        corrections.listed,
        workspaces=[context.workspace, ""] if editor(context).owner else [context.workspace],
        reader=context.workspace,
        limit=MOST + 1,
        before=before,
    )
    async with (await context.database()).read() as c:
        name = topic.strip().casefold().removeprefix(SHARED) if topic else None
        every = await list_of(c, topic=name)
        if topic and not every and (one := (await line_of(context, c, topic)).line).topic != name:
            every = await list_of(c, topic=one.topic)
        listed = every[:MOST]
        labels = await _labels(c, listed)
    if not listed and before is not None:
        raise UserError("There are no earlier corrections.", "/briefing corrections begins with the newest.")
    values = {"topic": topic} if topic else {}
    more = (button("Earlier ones", "corrections", **values, before=str(listed[-1].of.id)),) if every[MOST:] else ()
    document = progress(listed, labels, earlier=before is not None)
    return Reply(document, private=True, buttons=(*more, button("Look again", "corrections", **values)))


async def _labels(c: "AsyncConnection", listed: "Sequence[Progress]") -> dict[tuple[int, str], str]:
    """What people call the items that were corrected, by the correction's number and the item's path."""
    from bot.store import former, history

    labels: dict[tuple[int, str], str] = {}
    for of in (one.of for one in listed if one.of.corrections):
        revision = await history.get(c, of.workspace, of.topic, of.revision)
        if revision is None:
            continue
        for item in (wrong.item for wrong in of.corrections if wrong.item):
            section, name, *_ = item.split(".")
            found = getattr(revision.briefing, section).get(name)
            if found is None and (last := await former.last(c, of.workspace, of.topic, item)) is not None:
                found = getattr(last.briefing, section)[name]
            if found is not None:
                labels[of.id, item] = shorten(label(found), LABEL)
    return labels


async def _unconfirmed(c: "AsyncConnection", published: Saved, confirm: str) -> UserError:
    """Nothing is withdrawn: what was confirmed is another revision than the published one, or nothing was."""
    from bot.store import history

    if await history.get(c, published.workspace, published.topic, confirm) is not None:
        return meanwhile(published)
    return UserError("Nothing was withdrawn.", "confirm=yes does it; without that, it is shown first what it would do.")


def _withdrawable(found: "Open") -> Saved:
    topic = found.line.typed
    if found.published is None:
        raise UserError(f"{topic} is not published.", "There is nothing to take back.")
    if found.line.proposes:
        raise UserError("Only the owners of this bot withdraw what is shared.", "Ask one of them.")
    return found.published
