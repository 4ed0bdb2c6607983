"""Who acts in the news: one actor, or all of a briefing."""

from itertools import groupby
from typing import Annotated

from bot.chat.command import Param, command
from bot.chat.document import Block, Document, Text
from bot.chat.errors import NearMiss
from bot.chat.reply import Choice, Menu, Reply
from bot.commands.context import MENU, OFFERED, Context, actors, back, quoted, topics
from bot.library.search import Hit
from bot.present import actor as presented
from bot.present.wording import cited


@command(examples=("/actor guaido", "/actor maduro topic=venezuela"))
async def actor(
    context: Context,
    name: Annotated[str, Param("Person, organisation, country or group", complete=actors, rest=True)],
    topic: Annotated[str | None, Param("Only in this briefing", complete=topics)] = None,
) -> Reply:
    """Tell who somebody is, what they say and which figures they state."""
    only = context.topic(topic).topic if topic else None
    found = find_actors(context, name, only)
    if len(found) == 1:
        revision = context.revision(found[0].topic)
        document = presented.actor(revision, found[0].item)
    else:
        document = _everywhere(context, found)
    return Reply(document, buttons=tuple(back(context.revision(hit.topic)) for hit in found[:OFFERED]))


@command(name="actors", examples=("/actors venezuela",))
async def list_actors(
    context: Context, topic: Annotated[str, Param("Country or subject", complete=topics, rest=True)]
) -> Reply:
    """List everybody who acts in a briefing."""
    revision = context.topic(topic)
    options = presented.actor_buttons(revision.briefing, revision.topic, MENU)
    menu = Menu("More about one of them", options) if options else None
    return Reply(presented.actors(revision), buttons=(back(revision),), menu=menu)


def find_actors(context: Context, name: str, topic: str | None = None) -> tuple[Hit, ...]:
    """The one actor that a name means, once for each briefing it is in.

    Raises NearMiss with the closest actors when there is none, or when two different ones bear the name.
    """
    found = context.library.find_actors(name, topic)
    labels = list(dict.fromkeys(hit.label for hit in found.exact))
    if len(labels) == 1:
        return found.exact
    if labels:
        raise NearMiss("name", f"{quoted(name)} could be several actors.", "Which one?", _choices(labels))
    near = list(dict.fromkeys(hit.label for hit in found.near))
    where = "in that briefing" if topic else "in any briefing"
    hint = "Nothing is made up here. The closest names:" if near else "See /topics for what is covered."
    raise NearMiss("name", f"No actor called {quoted(name)} is {where}.", hint, _choices(near))


def _choices(labels: list[str]) -> list[Choice]:
    return [Choice(label, label) for label in labels[:OFFERED]]


def _everywhere(context: Context, hits: tuple[Hit, ...]) -> Document:
    """One actor as each briefing that names it has it."""
    blocks: list[Block] = []
    for topic, _ in groupby(hits, key=lambda hit: hit.topic):
        revision = context.revision(topic)
        blocks.append(Text(f"In “{revision.briefing.title}”", heading=revision.briefing.title))
        for hit in hits:
            if hit.topic == topic:
                blocks.extend(presented.actor_blocks(revision, hit.item))
        blocks.append(cited(revision.briefing))
    return Document(hits[0].label, tuple(blocks))
