"""Styled text as lines of a width: wrapping, hanging indents and columns."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

Span = tuple[str, str]
"""The name of a style ("" for none) and the text in it."""

Line = tuple[Span, ...]

_WORD: Final = re.compile(r"\S+")
_JOINER: Final = "\u200d"


def cells(text: str) -> int:
    """How many columns a terminal needs for a text without line feeds: East Asian characters and emoji take two."""
    if text.isascii():
        return len(text)
    return sum(_cell(before, character) for before, character in zip(f" {text}", text, strict=False))


def _cell(before: str, character: str) -> int:
    if before == _JOINER or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def width(line: Line) -> int:
    """How many columns a line takes."""
    return sum(cells(text) for _, text in line)


def wrapped(spans: Sequence[Span], columns: int, first: Line = (), rest: Line = ()) -> list[Line]:
    """Spans as lines of at most so many columns, the first one after `first` and the others after `rest`, which are
    of one width. A line feed begins a line; a word is cut only if it is wider than a line."""
    text = "".join(part for _, part in spans)
    room = max(columns - width(first), 1)
    lines: list[Line] = []
    for start, end in _folded(text, room):
        lines.append((*(rest if lines else first), *_cut(spans, start, end)))
    return lines


def _folded(text: str, columns: int) -> Iterator[tuple[int, int]]:
    """Where each line of a text begins and ends."""
    for paragraph in re.finditer(r"[^\n]*(?:\n|$)", text):
        if paragraph.start() == len(text) and text:
            return
        start = end = paragraph.start()
        for word in _WORD.finditer(text, start, paragraph.end()):
            if end > start and cells(text[start : word.end()]) <= columns:
                end = word.end()
                continue
            if end > start:
                yield start, end
            start, end = word.span()
            while (cut := _room(text, start, end, columns)) < end:
                yield start, cut
                start = cut
        yield start, end


def _room(text: str, start: int, end: int, columns: int) -> int:
    """The position up to which a text from `start` fits into so many columns; always after the first character."""
    if end - start <= columns and text[start:end].isascii():
        return end
    used = 0
    for at in range(start, end):
        used += _cell(text[at - 1] if at > start else " ", text[at])
        if used > columns and at > start:
            return at
    return end


def _cut(spans: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    offset = 0
    for style, text in spans:
        piece = text[max(start - offset, 0) : max(end - offset, 0)]
        offset += len(text)
        if piece:
            yield style, piece


def beside(columns: Sequence[Sequence[Line]], widths: Sequence[int], between: Span) -> list[Line]:
    """Columns of lines side by side, each padded to its width, with something between them; none padded at the end."""
    lines = []
    for row in zip_longest(*columns, fillvalue=()):
        line: list[Span] = []
        for number, (part, columns_wide) in enumerate(zip(row, widths, strict=True)):
            line += part
            if number < len(row) - 1:
                line += (("", " " * (columns_wide - width(part))), between)
        lines.append(trimmed(line))
    return lines


def trimmed(line: Sequence[Span]) -> Line:
    """A line without the space at its end."""
    end = len(line)
    while end and not line[end - 1][1].strip():
        end -= 1
    if not end:
        return ()
    style, text = line[end - 1]
    return (*line[: end - 1], (style, text.rstrip()))
