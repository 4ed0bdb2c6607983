"""Quotes: words verbatim, with who said them to whom."""

from bot.briefing.parts import marked
from bot.briefing.revision import Revision
from bot.chat.document import Block, Document, Quotation
from bot.present.wording import cited, nothing, ref, when, who


def quotation(revision: Revision, name: str) -> Quotation:
    """One quote as a block."""
    quote = revision.briefing.quotes[name]
    by = who(revision.briefing, quote.by)
    said = ", ".join(
        part for part in (by, f"to {quote.to}" if quote.to else "", when(quote.when) if quote.when else "") if part
    )
    return Quotation(
        quote.said,
        marked(quote, f"{said} – {quote.about}" if quote.about else said),
        ref=ref(revision, f"quotes.{name}"),
    )


def quotes(revision: Revision) -> Document:
    """Every quote of a briefing."""
    briefing = revision.briefing
    blocks: list[Block] = [quotation(revision, name) for name in briefing.quotes] or [nothing("quotes")]
    return Document(f"{briefing.title}: quotes", (*blocks, cited(revision)))
