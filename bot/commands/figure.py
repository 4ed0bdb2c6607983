"""Figures: one by its words, or all of a briefing."""

from typing import Annotated

from bot.briefing.revision import Revision
from bot.chat.command import Param, command
from bot.chat.document import Button
from bot.chat.errors import UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Menu, Reply
from bot.commands.context import MENU, OFFERED, Context, back, evidence, quoted, topics
from bot.library.search import Hit
from bot.present import figure as presented
from bot.present.wording import amount, shorten

RELATED = 4
"""Other figures shown beside one."""


@command(examples=("/figure loans", "/figure arms sales topic=venezuela"))
async def figure(
    context: Context,
    words: Annotated[str, Param("What the figure is about", rest=True)],
    topic: Annotated[str | None, Param("Only in this briefing", complete=topics)] = None,
) -> Reply:
    """Find a figure: the amount as stated, its period, who states it, and what else is on the same thing."""
    only = context.topic(topic).topic if topic else None
    hits = context.library.find_figures(words, only)
    if not hits:
        raise UserError(
            f"No figure on {quoted(words)} is stated in {'that' if only else 'any'} briefing.",
            "Nothing is made up here. /figures lists those of a briefing.",
            buttons=tuple(
                Button(f"Figures: {shorten(found.title, 60)}", Invocation("figures", {"topic": found.topic}))
                for found in context.library.topics(limit=OFFERED)
                if only in (None, found.topic)
            ),
        )
    best = hits[0]
    revision = context.revision(best.topic)
    same = _same(context, hits)
    if len(same) > 1:
        document = presented.disagreement(same)
    else:
        related = [hit.item for hit in hits[1:] if hit.topic == best.topic][:RELATED]
        document = presented.figure(revision, best.item, related)
    others = tuple(evidence(context.revision(hit.topic), hit.item, hit.label) for hit in hits[1:MENU])
    menu = Menu("Passages of other figures", others) if others else None
    return Reply(document, buttons=(evidence(revision, best.item), back(revision)), menu=menu)


@command(name="figures", examples=("/figures venezuela",))
async def list_figures(
    context: Context, topic: Annotated[str, Param("Country or subject", complete=topics, rest=True)]
) -> Reply:
    """List every figure of a briefing with its qualifier and who states it."""
    revision = context.topic(topic)
    options = tuple(
        evidence(revision, name, f"{shown.label}: {amount(shown)}")
        for name, shown in list(revision.briefing.figures.items())[:MENU]
    )
    menu = Menu("See the passage behind one", options) if options else None
    return Reply(presented.figures(revision), buttons=(back(revision),), menu=menu)


def _same(context: Context, hits: list[Hit]) -> list[tuple[Revision, str]]:
    """The best hit and those of other briefings with the same label, when their amounts differ."""
    best = hits[0]
    found: list[tuple[Revision, str]] = []
    for hit in hits:
        if hit.label.casefold() == best.label.casefold() and hit.topic not in {f[0].topic for f in found}:
            found.append((context.revision(hit.topic), hit.item))
    amounts = {amount(revision.briefing.figures[name]) for revision, name in found}
    return found if len(amounts) > 1 else found[:1]
