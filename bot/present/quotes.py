"""Quotes: words verbatim, with who said them to whom."""

from collections.abc import Sequence

from bot.briefing.revision import Revision
from bot.chat.document import Block, Document, Quotation, Text
from bot.present.wording import cited, ref, when, who


def quotation(revision: Revision, name: str) -> Quotation:
    """One quote as a block."""
    quote = revision.briefing.quotes[name]
    by = who(revision.briefing, quote.by)
    said = ", ".join(
        part for part in (by, f"to {quote.to}" if quote.to else "", when(quote.when) if quote.when else "") if part
    )
    return Quotation(
        quote.said, f"{said} – {quote.about}" if quote.about else said, ref=ref(revision, f"quotes.{name}")
    )


def quotes(revision: Revision, names: Sequence[str] | None = None, by: str | None = None) -> Document:
    """The quotes of a briefing, or those of `names` only, said by the actor called `by`."""
    briefing = revision.briefing
    shown = list(briefing.quotes) if names is None else names
    blocks: list[Block] = [quotation(revision, name) for name in shown]
    title = f"{by} in {briefing.title}" if by else f"{briefing.title}: quotes"
    if not blocks:
        blocks.append(Text("No quotes are recorded."))
    return Document(title, (*blocks, cited(briefing)))
