"""Words looked for in every briefing."""

from typing import Annotated, Final

from bot.briefing.model import Figure
from bot.chat.command import Param, command
from bot.chat.document import Bullet, Bullets, Button, Document, Sources
from bot.chat.errors import UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Menu, Reply
from bot.commands.context import OFFERED, Context, back, quoted
from bot.present.sources import label
from bot.present.wording import LABEL, amount, cited, ref, shorten

FOUND: Final = 10
"""Most results of a search: what one can take in at a glance."""


@command(examples=("/search rosneft gas",))
async def search(context: Context, words: Annotated[str, Param("What to look for", rest=True)]) -> Reply:
    """Look for words in everything that is published."""
    hits = context.library.search(words, limit=FOUND)
    if not hits:
        raise UserError(
            f"Nothing published mentions {quoted(words)}.",
            "Try fewer or other words. The newest briefings:",
            buttons=tuple(
                Button(shorten(found.title, LABEL), Invocation("brief", {"topic": found.topic}))
                for found in context.library.topics(limit=OFFERED)
            ),
        )
    bullets, options, sources = [], [], dict[str, Sources]()
    for hit in hits:
        revision = context.revision(hit.topic)
        briefing = revision.briefing
        sources.setdefault(hit.topic, cited(briefing))
        found = briefing.find(hit.item)
        if found is None:
            bullets.append(Bullet(briefing.summary, label=briefing.title, ref=ref(revision)))
            options.append(back(revision))
            continue
        section, item = found
        said = f"{item.label}: {amount(item)}" if isinstance(item, Figure) else label(item)
        bullets.append(
            Bullet(
                f"{said} ({briefing.title})",
                label=section[:-1].capitalize(),
                ref=ref(revision, f"{section}.{hit.item}"),
            )
        )
        run = Invocation("evidence", {"topic": hit.topic, "item": hit.item})
        options.append(Button(shorten(said, LABEL), run))
    document = Document(f"Found for {quoted(words)}", (Bullets(tuple(bullets)), *sources.values()))
    return Reply(document, menu=Menu("Open one with its passage", tuple(options)))
