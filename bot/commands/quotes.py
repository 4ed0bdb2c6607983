"""Words verbatim: of a briefing, or of one actor."""

from collections.abc import Sequence
from typing import Annotated

from bot.chat.arguments import shown as quoted
from bot.chat.command import Param, command
from bot.chat.document import Block, Document, Text
from bot.chat.errors import NearMiss
from bot.chat.reply import Choice, Reply
from bot.commands.actor import find_actors
from bot.commands.context import OFFERED, Context, actors, back, offered, topics
from bot.library.search import Hit
from bot.present import quotes as presented
from bot.present.wording import cited


def topics_and_actors(context: Context, typed: str, limit: int) -> Sequence[Choice]:
    """Suggestions for an argument that takes either: half of them topics where both have enough."""
    found, people = topics(context, typed, limit), actors(context, typed, limit)
    kept = found[: max(limit // 2, limit - len(people))]
    return [*kept, *people][:limit]


@command(examples=("/quotes venezuela", "/quotes frolov"))
async def quotes(
    context: Context,
    of: Annotated[str, Param("A topic, or the name of an actor", complete=topics_and_actors, rest=True)],
) -> Reply:
    """Show who said what, word for word, on a topic or by one actor."""
    found = context.library.find_topics(of)
    if found.exact:
        revision = context.topic(of, "of")
        return context.covering(Reply(presented.quotes(revision), buttons=(back(revision),)), revision)
    try:
        return _by(context, find_actors(context, of))
    except NearMiss as miss:
        choices = [*offered(found.near), *miss.choices][:OFFERED]
        if miss.several:
            raise NearMiss("of", miss.problem, miss.hint, choices, several=True) from None
        hint = "Nothing is made up here. The closest:" if choices else "See /topics for what is covered."
        raise NearMiss("of", f"{quoted(of)} is neither a topic nor an actor here.", hint, choices) from None


def _by(context: Context, speakers: Sequence[Hit]) -> Reply:
    """The quotes of one actor in every briefing that has it."""
    blocks: list[Block] = []
    revisions = [(context.revision(hit.topic), hit.item) for hit in speakers]
    for revision, name in revisions:
        said = [key for key, quote in revision.briefing.quotes.items() if quote.by == name]
        if said:
            blocks.extend(presented.quotation(revision, key) for key in said)
            blocks.append(cited(revision))
    if not blocks:
        revision = revisions[0][0]
        blocks = [
            Text("None of their words are quoted in a briefing; /actor shows what they say."),
            cited(revision),
        ]
    shown = {revision.topic: back(revision) for revision, _ in revisions}
    document = Document(f"In the words of {speakers[0].label}", tuple(blocks))
    reply = Reply(document, buttons=tuple(shown.values())[:OFFERED])
    return context.covering(reply, *(revision for revision, _ in revisions))
