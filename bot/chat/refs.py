"""Which stated facts a document shows."""

from collections.abc import Iterator
from typing import assert_never

from bot.chat.document import Bullets, Document, Facts, Image, Positions, Quotation, Ref, Sources, Text


def refs(document: Document) -> frozenset[Ref]:
    """Every fact a document shows, wherever it stands in it."""
    return frozenset(ref for ref in _all(document) if ref is not None)


def _all(document: Document) -> Iterator[Ref | None]:
    for block in document.blocks:
        match block:
            case Text() | Quotation() | Sources():
                yield block.ref
            case Bullets():
                yield from (bullet.ref for bullet in block.items)
            case Facts():
                yield from (fact.ref for fact in block.facts)
            case Positions():
                yield from (stance.ref for stance in block.stances)
            case Image():
                pass
            case _:
                assert_never(block)
