"""Who acts in the news: one actor, or all of a briefing."""

from collections.abc import Sequence
from itertools import groupby
from typing import Annotated, Final

from bot.briefing.revision import Revision
from bot.chat.arguments import shown as quoted
from bot.chat.command import Param, command
from bot.chat.document import Block, Button, Document
from bot.chat.errors import NearMiss
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice, Menu, Reply
from bot.commands.context import MENU, OFFERED, Context, actors, back, evidence, topics
from bot.library.names import Found, key
from bot.library.search import Hit
from bot.present import actor as presented
from bot.present.card import card_button
from bot.present.wording import cited

TOPIC: Final = 6
"""Most words of a topic that stand after a name."""


@command(examples=("/actor guaido", "/actor maduro topic=venezuela"))
async def actor(
    context: Context,
    name: Annotated[str, Param("Person, organisation, country or group", complete=actors, rest=True)],
    topic: Annotated[str | None, Param("Only in this briefing", complete=topics)] = None,
) -> Reply:
    """Tell who somebody is, what they say and which figures they state."""
    only = context.topic(topic).topic if topic else None
    found = find_actors(context, name, only)
    if len(found) > 1:
        revisions = [context.revision(topic) for topic in dict.fromkeys(hit.topic for hit in found)]
        reply = Reply(_everywhere(context, found), buttons=tuple(map(back, revisions[:OFFERED])))
        return context.covering(reply, *revisions)
    revision, item = context.revision(found[0].topic), found[0].item
    reply = Reply(
        presented.actor(revision, item),
        buttons=(evidence(revision, item), *_parts(revision, item), back(revision)),
        menu=_questions(revision, item),
    )
    return context.covering(reply, revision)


@command(name="actors", examples=("/actors venezuela",))
async def list_actors(
    context: Context, topic: Annotated[str, Param("Country or subject", complete=topics, rest=True)]
) -> Reply:
    """List everybody who acts in a briefing."""
    revision = context.topic(topic)
    options = presented.actor_buttons(revision.briefing, revision.topic, MENU)
    menu = Menu("More about one of them", options) if options else None
    reply = Reply(presented.actors(revision), buttons=(back(revision),), menu=menu)
    return context.covering(reply, revision)


def find_actors(context: Context, name: str, topic: str | None = None) -> tuple[Hit, ...]:
    """The one actor that a name means, once for each briefing it is in.

    Raises NearMiss with the closest actors when there is none, or when two different ones bear the name. An actor's
    own name goes before the same alias of others, so that each of the offered ones can be had.
    """
    found = context.library.find_actors(name, topic)
    if not found.exact and topic is None and (within := _within_topic(context, name)):
        name, found = within
    exact = [hit for hit in found.exact if key(hit.label) == key(name)] or found.exact
    if len({key(hit.label) for hit in exact}) == 1:
        return tuple(exact)
    if exact:
        raise NearMiss("name", f"{quoted(name)} could be several actors.", "Which one?", _choices(exact), several=True)
    where = "in that briefing" if topic else "in any briefing"
    hint = "Nothing is made up here. The closest names:" if found.near else "See /topics for what is covered."
    raise NearMiss("name", f"No actor called {quoted(name)} is {where}.", hint, _choices(found.near))


def _within_topic(context: Context, words: str) -> tuple[str, Found[Hit]] | None:
    """The first of the words, and the actors that they name in the briefing that the last ones name."""
    parts = words.split()
    for at in range(max(1, len(parts) - TOPIC), len(parts)):
        listings = context.library.find_topics(" ".join(parts[at:]), limit=0).exact
        if len(listings) == 1:
            name = " ".join(parts[:at])
            if (found := context.library.find_actors(name, listings[0].topic, limit=0)).exact:
                return name, found
    return None


def _choices(hits: Sequence[Hit]) -> list[Choice]:
    labels = {key(hit.label): hit.label for hit in reversed(hits)}
    return [Choice(label, label) for label in reversed(labels.values())][:OFFERED]


def _everywhere(context: Context, hits: Sequence[Hit]) -> Document:
    """One actor as each briefing that names it has it."""
    blocks: list[Block] = []
    for topic, found in groupby(hits, key=lambda hit: hit.topic):
        revision = context.revision(topic)
        for hit in found:
            blocks.extend(presented.actor_blocks(revision, hit.item, heading=revision.briefing.title))
        blocks.append(cited(revision))
    return Document(hits[0].label, tuple(blocks))


def _parts(revision: Revision, item: str) -> tuple[Button, ...]:
    """What else the briefing has from an actor."""
    briefing = revision.briefing
    buttons = []
    if any(position.by == item for claim in briefing.claims.values() for position in claim.positions):
        buttons.append(Button("What others say", Invocation("claims", {"topic": revision.topic})))
    if any(quote.by == item for quote in briefing.quotes.values()):
        buttons.append(Button("In their own words", Invocation("quotes", {"of": briefing.actors[item].name})))
    return tuple(buttons)


def _questions(revision: Revision, item: str) -> Menu | None:
    """The questions of the briefing that an actor has a part in."""
    names = [name for name, card in revision.briefing.cards.items() if item in card.shows]
    return (
        Menu("Questions they have a part in", tuple(card_button(revision, name) for name in names[:MENU]))
        if names
        else None
    )
