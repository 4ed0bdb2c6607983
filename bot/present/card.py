"""One card of a briefing, and the menu of them all."""

from bot.briefing.parts import marked
from bot.briefing.revision import Revision
from bot.chat.document import Block, Bullets, Button, Document, Facts, Text
from bot.chat.invocation import Invocation
from bot.chat.reply import Menu
from bot.present.actor import actor_bullets
from bot.present.claims import claim_blocks
from bot.present.figure import figure_facts
from bot.present.quotes import quotation
from bot.present.timeline import event_bullets
from bot.present.wording import LABEL, cited, ref, shorten, whole


def card_menu(revision: Revision, limit: int, answered: str | None = None) -> Menu | None:
    """The first `limit` questions the briefing answers, to choose one from; without the one that is `answered`."""
    names = [name for name in revision.briefing.cards if name != answered]
    options = tuple(card_button(revision, name) for name in names[:limit])
    return Menu("Ask another question" if answered else "Ask one of its questions", options) if options else None


def card_button(revision: Revision, name: str) -> Button:
    """A button that asks one of the questions."""
    question = revision.briefing.cards[name].question
    return Button(shorten(question, LABEL), Invocation("card", {"topic": revision.topic, "name": name}))


def card(revision: Revision, name: str) -> Document:
    """One card: its question, its answer, and the items it shows."""
    briefing = revision.briefing
    shown = briefing.cards[name]
    blocks: list[Block] = [Text(marked(shown, shown.answer), ref=ref(revision, f"cards.{name}"))]
    figures = [item for item in shown.shows if item in briefing.figures]
    if figures:
        blocks.append(Facts(figure_facts(revision, figures), heading="Figures"))
    for item in shown.shows:
        if item in briefing.claims:
            blocks.extend(claim_blocks(revision, item))
        elif item in briefing.quotes:
            blocks.append(quotation(revision, item))
    events = [item for item in shown.shows if item in briefing.events]
    if events:
        blocks.append(Bullets(event_bullets(revision, events), heading="When"))
    actors = [item for item in shown.shows if item in briefing.actors]
    if actors:
        blocks.append(Bullets(actor_bullets(revision, actors), heading="Who"))
    blocks.append(cited(revision))
    return Document(shown.question, tuple(blocks), note=whole(briefing))
