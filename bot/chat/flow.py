"""A document's text as one line of positions, so that it can be cut anywhere and still be blocks."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final, cast

import msgspec

from bot.chat.document import (
    Block,
    Bullet,
    Bullets,
    Citation,
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


class Stop(IntEnum):
    """What a cut divides, best first."""

    BLOCKS = 0
    ITEMS = 1
    SENTENCES = 2
    WORDS = 3
    CHARACTERS = 4
    CODE_POINTS = 5


@dataclass(frozen=True, slots=True)
class _Shape:
    """A struct's text fields in reading order, each with what stands in a piece that has none of it, and the field
    that holds its items."""

    fields: Mapping[str, str | None]
    items: str | None = None


_SHAPES: Final[Mapping[type[msgspec.Struct], _Shape]] = {
    Text: _Shape({"heading": None, "text": ""}),
    Bullets: _Shape({"heading": None}, "items"),
    Bullet: _Shape({"label": None, "text": ""}),
    Facts: _Shape({"heading": None}, "facts"),
    Fact: _Shape({"label": "", "value": "", "note": None}),
    Quotation: _Shape({"words": "", "by": None}),
    Positions: _Shape({"question": "", "status": None}, "stances"),
    Stance: _Shape({"by": "", "says": "", "when": None}),
    Image: _Shape({"alt": ""}),
    Sources: _Shape({}, "citations"),
    Citation: _Shape({"title": "", "publisher": "", "author": None}),
}

_PROSE: Final = frozenset({"text", "note", "words", "says"})
"""Fields that may be cut however short they are; half an amount, a name or a title says something else."""

_SPACE: Final = re.compile(r"\s+|(?<=[。！？])(?=\S)")
_SENTENCE_END: Final = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_UNSEPARABLE: Final = frozenset({"Mn", "Mc", "Me", "Cf"})
_ZERO_WIDTH_JOINER: Final = "\u200d"


@dataclass(frozen=True, slots=True)
class _Node:
    """A struct laid on the line from `start` to `end`: where its flowing fields begin, and its items."""

    struct: Any
    start: int
    end: int
    texts: tuple[tuple[str, int], ...]
    items: tuple["_Node", ...]


class Flow:
    """The blocks and the note of a document as positions 0 to `length`.

    Every character of prose is a position; an item without prose is one position. Headings, labels, values and names
    of at most `repeated` characters take no position: they are repeated on each piece of what they belong to, so that
    no heading is left behind, no amount is halved and no sentence loses its speaker. Longer ones are cut like prose.
    """

    def __init__(self, document: Document, repeated: int) -> None:
        self._repeated = repeated
        self._characters: list[str] = []
        self._stops: dict[int, Stop] = {}
        self.length = 0
        self._blocks = [self._lay(block, Stop.BLOCKS) for block in document.blocks]
        self._note = document.note or ""
        self._note_start = self.length
        if self._note:
            self._stop(Stop.BLOCKS)
            self._write(self._note)
        self._text = "".join(self._characters)
        self._stops[self.length] = Stop.BLOCKS
        self._ends = [node.end for node in self._blocks]
        self._at = {
            level: sorted(at for at, stop in self._stops.items() if stop <= level)
            for level in (Stop.BLOCKS, Stop.ITEMS, Stop.SENTENCES, Stop.WORDS)
        }

    def stops(self, level: Stop, after: int, upto: int) -> Sequence[int]:
        """The positions in (after, upto] where a cut divides nothing smaller than `level`, in order."""
        if level is Stop.CODE_POINTS:
            return range(after + 1, upto + 1)
        if level is Stop.CHARACTERS:
            return [at for at in range(after + 1, upto + 1) if at == self.length or not self._joined(at)]
        stops = self._at[level]
        return stops[bisect_right(stops, after) : bisect_right(stops, upto)]

    def between(self, start: int, end: int) -> tuple[tuple[Block, ...], str | None]:
        """The blocks, and the part of the note, from one position to another."""
        blocks = []
        for node in self._blocks[bisect_right(self._ends, start) :]:
            if node.start >= end:
                break
            blocks.append(cast("Block", self._cut(node, start, end)))
        offset = self._note_start
        note = self._note[max(start - offset, 0) : max(end - offset, 0)].rstrip()
        return tuple(blocks), note or None

    def _lay(self, struct: msgspec.Struct, rank: Stop) -> _Node:
        start = self.length
        self._stop(rank)
        shape = _SHAPES[type(struct)]
        texts = []
        for field in shape.fields:
            value = getattr(struct, field)
            if isinstance(value, str) and value and (field in _PROSE or len(value) > self._repeated):
                self._stop(Stop.SENTENCES)
                texts.append((field, self.length))
                self._write(value)
        items = tuple(self._lay(item, Stop.ITEMS) for item in (getattr(struct, shape.items) if shape.items else ()))
        if self.length == start:
            self._characters.append("\0")
            self.length += 1
        return _Node(struct, start, self.length, tuple(texts), items)

    def _stop(self, rank: Stop) -> None:
        self._stops[self.length] = min(rank, self._stops.get(self.length, rank))

    def _write(self, text: str) -> None:
        start = self.length
        for space in _SPACE.finditer(text):
            self.length = start + space.end()
            ends = "\n" in space.group() or _SENTENCE_END.search(text, max(space.start() - 8, 0), space.start())
            self._stop(Stop.SENTENCES if ends else Stop.WORDS)
        self._characters.append(text)
        self.length = start + len(text)

    def _joined(self, at: int) -> bool:
        """Whether the code points on both sides of a position make one character that people see."""
        before, after = self._text[at - 1], self._text[at]
        if unicodedata.category(after) in _UNSEPARABLE or before == _ZERO_WIDTH_JOINER:
            return True
        return "\U0001f3fb" <= after <= "\U0001f3ff" or (_is_regional(before) and _is_regional(after))

    def _cut(self, node: _Node, start: int, end: int) -> msgspec.Struct:
        """The part of a struct that lies between two positions; the struct itself when all of it does."""
        if start <= node.start and node.end <= end:
            return cast("msgspec.Struct", node.struct)
        shape = _SHAPES[type(node.struct)]
        changes: dict[str, Any] = {}
        for field, offset in node.texts:
            whole = getattr(node.struct, field)
            piece = whole[max(start - offset, 0) : max(end - offset, 0)].rstrip()
            changes[field] = piece or shape.fields[field]
            if field == "words":
                changes["mark"] = _shifted(node.struct.mark, max(start - offset, 0), len(piece))
        if shape.items:
            changes[shape.items] = tuple(
                self._cut(item, start, end) for item in node.items if item.start < end and start < item.end
            )
        if isinstance(node.struct, Image) and start > node.start:
            return Text(changes["alt"])
        return cast("msgspec.Struct", msgspec.structs.replace(node.struct, **changes))


def _shifted(mark: tuple[int, int] | None, start: int, length: int) -> tuple[int, int] | None:
    """A mark within a text as a mark within `length` characters of it from `start`."""
    if mark is None:
        return None
    first, last = max(mark[0] - start, 0), min(mark[1] - start, length)
    return (first, last) if first < last else None


def _is_regional(character: str) -> bool:
    """Whether a character is half of a flag."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"
