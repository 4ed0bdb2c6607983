"""What a briefing rests on, down to the passage."""

from typing import Annotated

from bot.briefing.model import Item
from bot.briefing.revision import Revision
from bot.chat.command import Param, command
from bot.chat.errors import NearMiss
from bot.chat.reply import Choice, Reply
from bot.commands.context import OFFERED, Context, back, quoted, topics
from bot.present import sources as presented
from bot.present.wording import LABEL, shorten


@command(name="sources", examples=("/sources venezuela",))
async def list_sources(
    context: Context, topic: Annotated[str, Param("Country or subject", complete=topics, rest=True)]
) -> Reply:
    """Show which sources a briefing rests on, and how much on each."""
    revision = context.topic(topic)
    return Reply(presented.sources(revision), buttons=(back(revision),))


@command(name="evidence", examples=("/evidence venezuela owed",))
async def show_evidence(
    context: Context,
    topic: Annotated[str, Param("Country or subject", complete=topics)],
    item: Annotated[str, Param("Which figure, claim, quote, event, actor or card: its name or its words", rest=True)],
) -> Reply:
    """Show the passage behind an item, with the matched words marked."""
    revision = context.topic(topic)
    section, name, found = find_item(revision, item)
    return Reply(presented.passage(revision, section, name, found), buttons=(back(revision),))


def find_item(revision: Revision, words: str) -> tuple[str, str, Item]:
    """The item that bears this name, or whose own words these are the closest to: (section, name, item).

    Raises NearMiss with the closest items.
    """
    from rapidfuzz import fuzz, process, utils

    items = list(revision.briefing.items())
    wanted = words.strip().casefold()
    for section, name, item in items:
        if wanted in (name, f"{section}.{name}", presented.label(item).casefold()):
            return section, name, item
    labels = [f"{name} {presented.label(item)}" for _, name, item in items]
    near = process.extract(
        wanted, labels, scorer=fuzz.token_set_ratio, processor=utils.default_process, limit=OFFERED, score_cutoff=60
    )
    if near and (len(near) == 1 or (near[0][1] >= 90 and near[0][1] - near[1][1] >= 10)):
        return items[near[0][2]]
    choices = [
        Choice(shorten(presented.label(item), LABEL), name)
        for _, name, item in ([items[match[2]] for match in near] if near else items[:OFFERED])
    ]
    problem = f"{quoted(words)} could be several items." if near else f"No item is called {quoted(words)}."
    raise NearMiss("item", problem, f"The closest in {revision.briefing.title}:" if near else "For example:", choices)
