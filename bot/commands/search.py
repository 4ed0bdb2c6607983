"""Words looked for in every briefing."""

from collections.abc import Sequence
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
from bot.library.search import Hit, Hits
from bot.present.card import card_button
from bot.present.wording import LABEL, cited, ref, shorten

FOUND: Final = 10
"""Most results of a search: what one can take in at a glance."""


@command(examples=("/search rosneft gas",))
async def search(context: Context, words: Annotated[str, Param("What to look for", rest=True)]) -> Reply:
    """Look for words in everything that is published."""
    hits = _hits(context, words)
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


def at_fault(found: Hits) -> str:
    """Why nothing has all the words that were looked for, before the nearest that are offered."""
    if not found.nothing:
        return "Each of the words is somewhere, but nowhere are they all together. The nearest:"
    return f"Nothing is made up here, and there is nothing on {' or '.join(map(quoted, found.nothing))}. The nearest:"


def _hits(context: Context, words: str) -> Sequence[Hit]:
    """What has all of the words. Raises UserError with the nearest where nothing has."""
    found = context.library.search(words, limit=FOUND)
    if found.every:
        return found.every
    problem = f"Nothing published mentions {quoted(words)}."
    if found.some:
        nearest = tuple(_option(context.revision(hit.topic), hit.item) for hit in found.some[:OFFERED])
        raise UserError(problem, at_fault(found), buttons=nearest)
    newest = tuple(
        Button(shorten(listing.title, LABEL), Invocation("brief", {"topic": listing.topic}))
        for listing in context.library.topics(limit=OFFERED)
    )
    raise UserError(problem, "Try fewer or other words. The newest briefings:", buttons=newest)


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
