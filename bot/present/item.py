"""Any one item of a briefing, as it is shown among others."""

from collections.abc import Iterable

from bot.briefing.parts import marked
from bot.briefing.revision import Revision
from bot.chat.document import Block, Bullets, Facts, Text
from bot.present.actor import actor_bullets
from bot.present.claims import claim_blocks
from bot.present.figure import figure_facts
from bot.present.quotes import quotation
from bot.present.timeline import event_bullets
from bot.present.wording import ref


def item_blocks(revision: Revision, section: str, name: str) -> Iterable[Block]:
    """One item of a section."""
    match section:
        case "actors":
            yield Bullets(actor_bullets(revision, (name,)))
        case "figures":
            yield Facts(figure_facts(revision, (name,)))
        case "claims":
            yield from claim_blocks(revision, name)
        case "quotes":
            yield quotation(revision, name)
        case "events":
            yield Bullets(event_bullets(revision, (name,)))
        case _:
            card = revision.briefing.cards[name]
            yield Text(marked(card, card.answer), heading=card.question, ref=ref(revision, f"cards.{name}"))
