"""Which draft is meant by a topic, where several may wait on it."""

from typing import TYPE_CHECKING

from bot.chat.arguments import shown
from bot.chat.errors import UserError
from bot.commands.context import OFFERED, Context
from bot.commands.drafting import button, draft_of, editor, line_of
from bot.library.told import headline
from bot.store.saved import Saved, State

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.library.line import Open


async def chosen(
    context: Context, c: "AsyncConnection", topic: str, revision: str | None, state: State | None = None
) -> "tuple[Open, Saved]":
    """The draft that is to be decided on: the one of the line, one that waits beside it, or the `revision` a button was
    made for; owners may mean one of another line, which is a proposal to them. Where several could be meant, it is the
    only one in this `state`. What a button was made for may be settled by now."""
    from bot.library.line import Line, at
    from bot.store import history

    found = await line_of(context, c, topic)
    if revision is None:
        waiting = await history.beside(c, found.line.workspace, found.line.topic, found.line.line)
        if found.draft is not None:
            waiting.insert(0, found.draft)
        waiting = waiting or await _proposals(context, c, found)
        if len(waiting) > 1 and len(fitting := [one for one in waiting if one.state is state]) == 1:
            waiting = fitting
        if len(waiting) == 1:
            return await at(c, Line.of(waiting[0])), waiting[0]
        if waiting:
            kind = "proposals" if all(Line.of(one).proposes for one in waiting) else "drafts"
            problem = f"{len(waiting)} {kind} wait on {found.line.typed}."
            looking = tuple(button(headline(one), "show", topic=found.line.typed, revision=one.id) for one in waiting)
            raise UserError(problem, "/briefing review goes through them one by one.", buttons=looking[:OFFERED])
        return found, draft_of(found)
    reader = None if editor(context).owner and not found.line.workspace else context.workspace
    saved = await history.find(c, found.line.workspace, found.line.topic, revision, reader)
    if saved is None or (reader is not None and saved.line != found.line.line):
        raise UserError(f"There is no draft {shown(revision)} of {found.line.typed}.", "/briefing review lists them.")
    return found if saved.line == found.line.line else await at(c, Line.of(saved)), saved


async def _proposals(context: Context, c: "AsyncConnection", found: "Open") -> list[Saved]:
    """What waits for an owner on a shared topic."""
    from bot.store import history

    if found.line.workspace or not editor(context).owner:
        return []
    return [one for one in await history.drafts(c, "", None) if one.topic == found.line.topic]
