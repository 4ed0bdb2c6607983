"""Whether what a briefing tells in its own words rests on anything."""

from collections.abc import Iterator
from typing import Final

from bot.briefing.finding import Doubt
from bot.briefing.model import Briefing

UNPROVEN: Final = "no evidence"


def unproven(briefing: Briefing) -> Iterator[Doubt]:
    """The actors of whom something is told, and the cards, that rest on no passage and no item that has one and aren't
    marked as unverified. The other items can't be read without."""
    for name, actor in briefing.actors.items():
        if (actor.role or actor.affiliation or actor.about) and not (actor.evidence or actor.unverified):
            problem = f"What is told of {actor.name} rests on no passage."
            yield Doubt(("actors", name), UNPROVEN, problem, "Add the passage under `evidence`, or `unverified: true`.")
    for name, card in briefing.cards.items():
        if not (card.shows or card.evidence or card.unverified):
            hint = (
                "Name the items that bear it out in `shows`, add the passage under `evidence`, or `unverified: true`."
            )
            yield Doubt(("cards", name), UNPROVEN, "The answer rests on no passage and no item.", hint)
