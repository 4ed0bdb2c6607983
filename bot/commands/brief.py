"""Briefings: one topic, one card, or the list of topics."""

from enum import StrEnum
from typing import Annotated

from bot.chat.command import Param, command
from bot.chat.document import Bullet, Bullets, Button, Document, Text
from bot.chat.errors import NearMiss
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice, Menu, Reply
from bot.commands.context import MENU, OFFERED, Context, back, evidence, quoted, topics
from bot.present import brief as presented
from bot.present import card as cards
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
    document = presented.full(revision) if depth is Depth.FULL else presented.brief(revision)
    return Reply(document, buttons=presented.buttons(revision, depth is Depth.FULL), menu=cards.card_menu(revision))


@command(examples=("/card venezuela money",))
async def card(
    context: Context,
    topic: Annotated[str, Param("Country or subject", complete=topics)],
    name: Annotated[str, Param("Which of its questions, by name or in your words", rest=True)],
) -> Reply:
    """Answer one of the questions a briefing covers."""
    revision = context.topic(topic)
    found = revision.briefing.cards
    wanted = name.strip().casefold()
    matches = [key for key, shown in found.items() if wanted in (key, shown.question.casefold())]
    if not matches:
        words = {word for word in wanted.split() if len(word) > 3}
        matches = [key for key, shown in found.items() if words & set(shown.question.casefold().split())]
    if len(matches) != 1:
        choices = [Choice(shorten(found[key].question, LABEL), key) for key in (matches or list(found))[:OFFERED]]
        problem = f"{quoted(name)} could be several questions." if matches else f"No question is called {quoted(name)}."
        raise NearMiss("name", problem, f"{revision.briefing.title} answers these:", choices)
    others = cards.card_menu(revision)
    return Reply(
        cards.card(revision, matches[0]), buttons=(evidence(revision, matches[0]), back(revision)), menu=others
    )


@command(name="topics", examples=("/topics",))
async def list_topics(context: Context) -> Reply:
    """List the briefings there are, newest first."""
    listings = context.library.topics(limit=MENU)
    total = len(context.library)
    if not listings:
        return Reply(Document("No briefing is published yet", (Text("Put a YAML file into the briefings folder."),)))
    bullets = tuple(Bullet(f"as of {day(found.as_of)}", label=found.title) for found in listings)
    options = tuple(
        Button(shorten(found.title, LABEL), Invocation("brief", {"topic": found.topic})) for found in listings
    )
    more = f"The newest {len(listings)} of {total}. /search finds the others." if total > len(listings) else None
    title = "1 briefing" if total == 1 else f"{total:,} briefings"
    return Reply(Document(title, (Bullets(bullets),), note=more), menu=Menu("Open a briefing", options))
