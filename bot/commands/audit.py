"""The audit: who did what, when, from where."""

from typing import Annotated, Final

from bot.chat.command import Param, command
from bot.chat.document import Bullet, Bullets, Button, Document, Text
from bot.chat.errors import UserError
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

    owner = editor(context).owner
    shared = owner and (topic or "").startswith(SHARED)
    plain = (topic or "").removeprefix(SHARED if shared else "") or None
    async with (await context.database()).read() as c:
        found = await audit.entries(c, "" if shared else context.workspace, plain, limit=ENTRIES + 1, before=before)
    elsewhere = Button("What is shared", Invocation("audit", {"topic": f"{SHARED}{topic or ''}"}))
    others = (elsewhere,) if owner and not shared else ()
    if not found and before is not None:
        raise UserError("There are no earlier entries.", "/audit begins with the newest.")
    if not found:
        document = Document("Nothing is in the audit here", (Text("Every change is written into it."),))
        return Reply(document, private=True, buttons=others)
    listed = found[:ENTRIES]
    values = {**({"topic": topic} if topic else {}), "before": str(listed[-1].seq)}
    more = (Button("Earlier", Invocation("audit", values)),) if found[ENTRIES:] else ()
    title = _title(plain, shared=shared)
    document = Document(title, (Bullets(tuple(map(_bullet, listed))),))
    return Reply(document, private=True, buttons=(*more, *others))


def _title(topic: str | None, *, shared: bool) -> str:
    if topic is None:
        return "Audit of what is shared" if shared else "Audit of this workspace"
    return f"Audit of {topic}, shared" if shared else f"Audit of {topic}"


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
