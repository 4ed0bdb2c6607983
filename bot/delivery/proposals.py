"""Tells whoever proposed a change of what is shared what the owners made of it."""

import secrets

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.document import Document, Text
from bot.chat.request import Place
from bot.library.line import Editor, Line
from bot.store import contents, deliveries
from bot.store.content import Content
from bot.store.delivery import Kind, new
from bot.store.saved import FILE, Saved, State


async def answer_proposal(c: AsyncConnection, editor: Editor, decided: Saved) -> None:
    """Write to the author of a proposal, alone, what somebody else decided. Of anything else nothing is written."""
    line = Line.of(decided)
    if not line.proposes or line.line == FILE or decided.author == editor.who:
        return
    platform, _, workspace = line.line.partition("/")
    told = Content(_told(decided, line.typed))
    await contents.keep(c, [told])
    place = Place(platform, workspace, "").direct(decided.author.id)
    id_ = f"p-{decided.seq:x}-{secrets.token_hex(4)}"
    await deliveries.add(c, [new(id_, Kind.NOTICE, place, told.hash, editor.now)])


def _told(decided: Saved, topic: str) -> Document:
    who, why = decided.last.who.name, decided.last.note
    match decided.state:
        case State.PUBLISHED:
            done, then = "Published", "It is shown from now on, in every workspace."
        case State.DISCARDED:
            done, then = "Discarded", f"/briefing restore {topic} {decided.id} makes a draft of it again."
        case _:
            done, then = "Sent back", f"/briefing edit {topic} changes it, /briefing submit {topic} proposes it again."
    blocks = [Text(f"{who}, who decides on what is shared, decided on your proposal of {topic}.")]
    if why:
        blocks.append(Text(why, heading="Why" if done != "Published" else "Note"))
    return Document(f"{done}: {decided.title}", (*blocks, Text(then)))
