"""The passages an item rests on, each with the words that match it marked."""

from collections.abc import Iterable, Iterator

from bot.briefing.model import Evidence, Figure, Item, Quote
from bot.briefing.revision import Revision
from bot.chat.document import Quotation
from bot.present.wording import day, ref


def quoted(revision: Revision, item: Item, path: str, evidence: Iterable[Evidence]) -> Iterator[Quotation]:
    """Each passage in its context, with the publisher and the day it was published."""
    for found in evidence:
        source = revision.briefing.sources[found.source]
        before, after = (f"{found.prefix} " if found.prefix else ""), (f" {found.suffix}" if found.suffix else "")
        start, end = _match(item, found.exact)
        yield Quotation(
            f"{before}{found.exact}{after}",
            f"{source.publisher}, {day(source.published)}",
            mark=(len(before) + start, len(before) + end),
            ref=ref(revision, path),
        )


def _match(item: Item, passage: str) -> tuple[int, int]:
    """What of a passage says what the item says: a figure's amount, a quote's own words, else all of it."""
    whole = 0, len(passage)
    if isinstance(item, Figure):
        from bot.briefing.agreement import Verdict, nearest, stated
        from bot.briefing.quantity import quantities

        verdict, amount = nearest(stated(item), quantities(passage))
        return (amount.start, amount.end) if amount and verdict is Verdict.OK else whole
    if isinstance(item, Quote) and item.said in passage:
        start = passage.index(item.said)
        return start, start + len(item.said)
    return whole
