"""Words looked for in every briefing."""

from itertools import groupby
from typing import Annotated, Final

from bot.briefing.revision import Revision
from bot.chat.arguments import shown as quoted
from bot.chat.command import Param, command
from bot.chat.document import Block, Bullet, Bullets, Button, Document
from bot.chat.errors import UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Menu, Reply
from bot.commands.context import OFFERED, Context, back, evidence
from bot.commands.items import headed, said
from bot.present.card import card_button
from bot.present.wording import LABEL, cited, ref, shorten

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
    order = {topic: number for number, topic in enumerate(dict.fromkeys(hit.topic for hit in hits))}
    blocks: list[Block] = []
    options: list[Button] = []
    revisions: list[Revision] = []
    for topic, found in groupby(sorted(hits, key=lambda hit: order[hit.topic]), key=lambda hit: hit.topic):
        revision = context.revision(topic)
        revisions.append(revision)
        items = [hit.item for hit in found]
        blocks.append(Bullets(tuple(_line(revision, item) for item in items), heading=revision.briefing.title))
        blocks.append(cited(revision))
        options.extend(_option(revision, item) for item in items)
    title = f"Found for {quoted(words)}"
    reply = Reply(Document(title, tuple(blocks)), menu=Menu("Open one", tuple(options)))
    return context.covering(reply, *revisions)


def _line(revision: Revision, name: str) -> Bullet:
    """A result: what sort of thing it is, and what it says."""
    found = revision.briefing.find(name)
    if found is None:
        return Bullet(revision.briefing.summary, ref=ref(revision))
    section, item = found
    return Bullet(said(item), label=section[:-1].capitalize(), ref=ref(revision, f"{section}.{name}"))


def _option(revision: Revision, name: str) -> Button:
    """A button to the most that can be read about a result."""
    found = revision.briefing.find(name)
    if found is None:
        return back(revision)
    section, item = found
    if section == "cards":
        return card_button(revision, name)
    if section == "actors":
        return Button(said(item), Invocation("actor", {"name": said(item), "topic": revision.topic}))
    return evidence(revision, name, headed(item))
