"""Figures: one by its words, or all of a briefing."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Final

from bot.briefing.model import Figure
from bot.briefing.revision import Revision
from bot.chat.arguments import shown as quoted
from bot.chat.command import Param, command
from bot.chat.document import Button
from bot.chat.errors import UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice, Menu, Reply
from bot.commands.context import MENU, OFFERED, Context, back, correcting, evidence, topics
from bot.commands.items import headed
from bot.commands.search import at_fault
from bot.library.names import key
from bot.library.search import Hit, Hits
from bot.library.stems import stems
from bot.present import figure as presented
from bot.present.wording import LABEL, amount, shorten

_DIGIT: Final = re.compile(r"\d")
RELATED: Final = 4
"""Other figures shown beside one."""


def figures(context: Context, typed: str, limit: int) -> Sequence[Choice]:
    """Suggestions for the words of a figure: the labels of those that go with what is typed."""
    found = _hits(context, typed, None)
    return list({hit.label: Choice(hit.label, hit.label) for hit in found.every or found.some}.values())[:limit]


@command(examples=("/figure loans", "/figure 17 billion", "/figure arms sales topic=venezuela"))
async def figure(
    context: Context,
    words: Annotated[str, Param("What the figure is about, or its amount", complete=figures, rest=True, longest=400)],
    topic: Annotated[str | None, Param("Only in this briefing", complete=topics)] = None,
) -> Reply:
    """Find a figure: the amount as stated, its period, who states it, and what else is on the same thing."""
    only = context.topic(topic).topic if topic else None
    found = _hits(context, words, only)
    if not found.every:
        raise _nothing(context, words, only, found)
    best, *others = found.every
    others = others or list(found.some)
    revision = context.revision(best.topic)
    same = _same(context, found.every)
    if len(same) > 1:
        document = presented.disagreement(same)
        passages = tuple(evidence(one, item, f"Evidence: {one.briefing.title}") for one, item in same[:OFFERED])
    else:
        related = [hit.item for hit in others if hit.topic == best.topic][:RELATED]
        document = presented.figure(revision, best.item, related)
        every = Button("All figures", Invocation("figures", {"topic": best.topic}))
        passages = (every, back(revision), *correcting(context, revision, best.item))
    shown = {(one.topic, item) for one, item in same}
    options = tuple(
        _option(context.revision(hit.topic), hit.item) for hit in others if (hit.topic, hit.item) not in shown
    )
    menu = Menu("Other figures that go with it", options[:MENU]) if options else None
    return context.covering(Reply(document, buttons=passages, menu=menu), *(one for one, _ in same))


@command(name="figures", examples=("/figures venezuela",))
async def list_figures(
    context: Context, topic: Annotated[str, Param("Country or subject", complete=topics, rest=True)]
) -> Reply:
    """List every figure of a briefing with its qualifier and who states it."""
    revision = context.topic(topic)
    options = tuple(_option(revision, name) for name in list(revision.briefing.figures)[:MENU])
    menu = Menu("More about one of them", options) if options else None
    reply = Reply(presented.figures(revision), buttons=(back(revision),), menu=menu)
    return context.covering(reply, revision)


def _hits(context: Context, words: str, topic: str | None) -> Hits:
    """The figures that go with these words: the one of that name in the topic, then those of which they are the whole
    label or the name, then the rest."""
    if topic and (named := context.revision(topic).briefing.figures.get(words)):
        own = Hit(topic, "figures", words, named.label)
        found = context.library.find_figures(named.label, topic)
        return Hits((own,), tuple(hit for hit in (*found.every, *found.some) if hit.item != words))
    wanted = key(words)
    found = context.library.find_figures(words, topic)
    named_so = sorted(found.every, key=lambda hit: wanted not in (key(hit.label), key(hit.item)))
    return replace(found, every=tuple(named_so))


def _nothing(context: Context, words: str, only: str | None, found: Hits) -> UserError:
    """The refusal of what no figure is on: which of the words are at fault, and the figures that have the others."""
    problem = f"No figure on {quoted(words)} is stated in {'that' if only else 'any'} briefing."
    if found.some:
        nearest = tuple(_option(context.revision(hit.topic), hit.item) for hit in found.some[:OFFERED])
        return UserError(problem, at_fault(found), buttons=nearest)
    listed = tuple(
        Button(shorten(f"Figures: {one.title}", LABEL), Invocation("figures", {"topic": one.topic}))
        for one in context.library.topics(limit=OFFERED)
        if only in (None, one.topic)
    )
    return UserError(problem, "Nothing is made up here. /figures lists those of a briefing.", buttons=listed)


def _option(revision: Revision, name: str) -> Button:
    """A button to one figure, with its amount."""
    run = Invocation("figure", {"words": name, "topic": revision.topic})
    return Button(shorten(headed(revision.briefing.figures[name]), LABEL), run)


def _same(context: Context, hits: Sequence[Hit]) -> list[tuple[Revision, str]]:
    """The best hit and those of other briefings with the same label for the same time, when their amounts differ."""
    found: dict[str, tuple[Revision, Figure]] = {}
    names: list[tuple[Revision, str]] = []
    for hit in hits:
        revision = context.revision(hit.topic)
        shown = revision.briefing.figures[hit.item]
        best = next(iter(found.values()), (revision, shown))[1]
        if hit.topic not in found and key(shown.label) == key(best.label) and _of_one_time(shown, best):
            found[hit.topic] = revision, shown
            names.append((revision, hit.item))
    return names if len({amount(shown) for _, shown in found.values()}) > 1 else names[:1]


def _of_one_time(one: Figure, other: Figure) -> bool:
    """Whether two figures may be of the same time: only what is told in numbers is another time for sure."""
    times = [set(stems(figure.when)) for figure in (one, other) if figure.when and _DIGIT.search(figure.when)]
    return len(times) < 2 or times[0] == times[1]
