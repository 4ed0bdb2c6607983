"""The pieces of a document that state facts, and the document with some of them replaced."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar, assert_never

import msgspec

from bot.chat.document import (
    Block,
    Bullet,
    Bullets,
    Document,
    Fact,
    Facts,
    Image,
    Positions,
    Quotation,
    Sources,
    Stance,
    Text,
)

Piece = Text | Quotation | Bullet | Fact | Stance | Sources

P = TypeVar("P", Bullet, Fact, Stance)

STATED: Final = (Text, Quotation, Bullet, Fact, Stance, Sources)
"""What can be a piece."""


def pieces(document: Document) -> Iterator[Piece]:
    """Every piece of a document, in reading order, whether it has a ref or not."""
    for block in document.blocks:
        match block:
            case Text() | Quotation() | Sources():
                yield block
            case Bullets():
                yield from block.items
            case Facts():
                yield from block.facts
            case Positions():
                yield from block.stances
            case Image():
                pass
            case _:
                assert_never(block)


def rebuilt(document: Document, make: Callable[[Piece], Sequence[Piece]]) -> Document:
    """The document with each piece replaced by what `make` gives for it: pieces of the same kind, or none. A block
    that loses its last piece goes with it."""
    blocks = tuple(new for block in document.blocks for new in _rebuilt(block, make))
    return msgspec.structs.replace(document, blocks=blocks)


def _rebuilt(block: Block, make: Callable[[Piece], Sequence[Piece]]) -> Iterator[Block]:
    match block:
        case Text() | Quotation() | Sources():
            yield from (new for new in make(block) if isinstance(new, Text | Quotation | Sources))
        case Bullets():
            if items := _each(block.items, make):
                yield msgspec.structs.replace(block, items=items)
        case Facts():
            if facts := _each(block.facts, make):
                yield msgspec.structs.replace(block, facts=facts)
        case Positions():
            if stances := _each(block.stances, make):
                yield msgspec.structs.replace(block, stances=stances)
        case Image():
            yield block
        case _:
            assert_never(block)


def _each(old: Sequence[P], make: Callable[[Piece], Sequence[Piece]]) -> tuple[P, ...]:
    return tuple(new for one in old for new in make(one) if isinstance(new, type(one)))
