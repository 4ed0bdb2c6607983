"""Briefings: one topic, one card, or the list of topics."""

from enum import StrEnum
from typing import Annotated

from bot.briefing.revision import Revision
from bot.chat.command import Param, command
from bot.chat.document import Bullet, Bullets, Button, Document, Ref, Text
from bot.chat.invocation import Invocation
from bot.chat.reply import Menu, Reply
from bot.commands.context import MENU, Context, back, correcting, evidence, topics
from bot.commands.items import cards, find_item
from bot.library.shelf import Listing
from bot.present import brief as presented
from bot.present.card import card as presented_card
from bot.present.card import card_menu
from bot.present.wording import LABEL, day, shorten


class Depth(StrEnum):
    """How much of a briefing to show."""

    SHORT = "short"
    FULL = "full"


@command(examples=("/brief venezuela", "/brief venezuela full"))
async def brief(
    context: Context,
    topic: Annotated[str, Param("Country or subject", complete=topics, rest=True)],
    depth: Annotated[Depth, Param("How much to show")] = Depth.SHORT,
) -> Reply:
    """Show the current briefing on a country or subject.

    The short form has the summary, the key figures, what is contested and who is involved; `full` has everything.
    """
    revision = context.topic(topic)
    return context.covering(context.kept.of(revision, _brief, depth), revision)


def _brief(revision: Revision, depth: Depth) -> Reply:
    document = presented.full(revision) if depth is Depth.FULL else presented.brief(revision)
    return Reply(document, buttons=presented.buttons(revision, depth is Depth.FULL), menu=card_menu(revision, MENU))


@command(examples=("/card venezuela money",))
async def card(
    context: Context,
    topic: Annotated[str, Param("Country or subject", complete=topics)],
    name: Annotated[str, Param("Which of its questions, by name or in your words", complete=cards, rest=True)],
) -> Reply:
    """Answer one of the questions a briefing covers."""
    revision = context.topic(topic)
    _, found, _ = find_item("name", revision, name, ("cards",))
    buttons = (evidence(revision, found), back(revision), *correcting(context, revision, found))
    reply = Reply(presented_card(revision, found), buttons=buttons, menu=card_menu(revision, MENU, found))
    return context.covering(reply, revision)


@command(name="topics", examples=("/topics",))
async def list_topics(context: Context) -> Reply:
    """List the briefings there are, newest first."""
    listings = context.library.topics(limit=MENU)
    total = len(context.library)
    if not listings:
        begin = Text("/briefing new begins one; so does a YAML file in the folder of briefings.")
        return Reply(Document("No briefing is published yet", (begin,)))
    bullets = tuple(_line(context, found) for found in listings)
    options = tuple(
        Button(shorten(found.title, LABEL), Invocation("brief", {"topic": found.topic})) for found in listings
    )
    more = f"The newest {len(listings)} of {total}. /search finds the others." if total > len(listings) else None
    title = "1 briefing" if total == 1 else f"{total:,} briefings"
    return Reply(Document(title, (Bullets(bullets),), note=more), menu=Menu("Open a briefing", options))


def _line(context: Context, found: Listing) -> Bullet:
    """A briefing's title, how old it is, and whether it is this workspace's own."""
    kept = context.library.packed(found.topic)
    told = f"as of {day(found.as_of)}"
    if kept is None:
        return Bullet(told, label=found.title)
    workspace, packed = kept
    if workspace:
        over = ", instead of the shared one" if context.library.covers(found.topic) else ""
        told = f"{told}; this workspace’s own{over}"
    return Bullet(told, label=found.title, ref=Ref(workspace, found.topic, "", packed.id))
