"""What a briefing rests on, down to the passage."""

from typing import Annotated

from bot.chat.command import Param, command
from bot.chat.reply import Reply
from bot.commands.context import Context, back, correcting, topics
from bot.commands.items import find_item, items
from bot.present import sources as presented


@command(name="sources", examples=("/sources venezuela",))
async def list_sources(
    context: Context, topic: Annotated[str, Param("Country or subject", complete=topics, rest=True)]
) -> Reply:
    """Show which sources a briefing rests on, and how much on each."""
    revision = context.topic(topic)
    return context.covering(Reply(presented.sources(revision), buttons=(back(revision),)), revision)


@command(name="evidence", examples=("/evidence venezuela owed",))
async def show_evidence(
    context: Context,
    topic: Annotated[str, Param("Country or subject", complete=topics)],
    item: Annotated[
        str,
        Param("Which figure, claim, quote, event, actor or card: its name or its words", complete=items, rest=True),
    ],
) -> Reply:
    """Show the passage behind an item, with the matched words marked."""
    revision = context.topic(topic)
    section, name, found = find_item("item", revision, item)
    buttons = (back(revision), *correcting(context, revision, name))
    return context.covering(Reply(presented.passage(revision, section, name, found), buttons=buttons), revision)
