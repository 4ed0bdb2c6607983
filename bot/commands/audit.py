"""The audit: who did what, when, from where."""

from typing import Annotated, Final

from bot.chat.command import Param, command
from bot.chat.document import Bullet, Bullets, Button, Document, Text
from bot.chat.invocation import Invocation
from bot.chat.reply import Reply
from bot.chat.request import Role
from bot.commands.context import Context
from bot.commands.drafting import TOPIC, editor
from bot.library.told import moment
from bot.present.wording import LABEL, shorten
from bot.store.entry import Entry
from bot.store.saved import SHARED

ENTRIES: Final = 20
"""Entries shown at once."""


@command(role=Role.MODERATOR, private=True, name="audit", examples=("/audit", "/audit venezuela"))
async def show_audit(
    context: Context,
    topic: Annotated[str | None, TOPIC] = None,
    before: Annotated[int | None, Param("Only entries before this one", carried=True)] = None,
) -> Reply:
    """Show who changed what here, when, and from where; nothing in it is ever changed."""
    from bot.store import audit

    shared = topic is not None and topic.startswith(SHARED) and editor(context).owner
    workspace = "" if shared else context.workspace
    plain = topic.removeprefix(SHARED) if topic else None
    async with (await context.database()).read() as c:
        found = await audit.entries(c, workspace, plain, limit=ENTRIES + 1, before=before)
    if not found:
        return Reply(
            Document("Nothing is in the audit here", (Text("Every change is written into it."),)), private=True
        )
    listed = found[:ENTRIES]
    values = {**({"topic": topic} if topic else {}), "before": str(listed[-1].seq)}
    more = (Button("Earlier", Invocation("audit", values)),) if found[ENTRIES:] else ()
    title = f"Audit of {plain}" if plain else "Audit of this workspace"
    return Reply(Document(title, (Bullets(tuple(map(_bullet, listed))),)), private=True, buttons=more)


def _bullet(entry: Entry) -> Bullet:
    what = " ".join(filter(None, (entry.what, entry.topic)))
    told = ", ".join(f"{name} {value}" for name, value in entry.detail.items())
    parts = (
        f"{moment(entry.at):%Y-%m-%d %H:%M} UTC by {entry.who.name} ({entry.who.id})",
        f"from {entry.place}" if entry.place else "",
        f"revision {entry.revision}" if entry.revision else "",
        told,
    )
    return Bullet(" ".join("; ".join(filter(None, parts)).split()), label=shorten(what, LABEL))
