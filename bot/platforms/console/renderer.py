"""Documents as lines of a terminal."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final, assert_never

from bot.chat.document import (
    Block,
    Bullets,
    Button,
    Document,
    Facts,
    Image,
    Positions,
    Quotation,
    Sources,
    Stance,
    Text,
)
from bot.chat.invocation import Invocation
from bot.chat.reply import Menu, Reply

NARROW: Final = 80
"""Columns from which positions stand side by side."""

_UNSAFE: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def safe(text: str) -> str:
    """Text without anything a terminal obeys: control characters, escapes and direction marks become visible."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


@dataclass(frozen=True, slots=True)
class ConsoleRenderer:
    """Renders to plain text of a width in columns; `colour` adds bold and dim, `height` bounds the lines of a page."""

    width: int = 88
    height: int | None = None
    colour: bool = False
    zone: tzinfo | None = None

    def render(self, document: Document, buttons: tuple[Button, ...] = (), menu: Menu | None = None) -> str:
        """The document, then what can be pressed, numbered, each with the line that asks the same."""
        parts = [self._title(document.title)]
        parts += ["\n".join(self._block(block)) for block in document.blocks]
        if document.note:
            parts.append(self._dim("\n".join(self._wrap(document.note))))
        pressed = [*buttons, *(menu.options if menu else ())]
        if pressed:
            heading = self._wrap(menu.label) if menu and not buttons else []
            parts.append("\n".join([*heading, *self._buttons(pressed)]))
        return "\n\n".join(part for part in parts if part) + "\n"

    def fits(self, payload: str) -> bool:
        """Whether the text has no more lines than a page may have."""
        return self.height is None or payload.count("\n") <= self.height

    def _title(self, title: str) -> str:
        lines = self._wrap(title)
        return "\n".join(
            [*(self._bold(line) for line in lines), "─" * min(self.width, max(map(len, lines), default=0))]
        )

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Text():
                yield from self._heading(block.heading)
                yield from self._wrap(block.text)
            case Bullets():
                yield from self._heading(block.heading)
                for item in block.items:
                    label = (
                        f"{item.label}{'' if item.label.endswith('?') else ':'} "
                        if item.label and item.text
                        else item.label or ""
                    )
                    yield from self._wrap(label + item.text, "• ", "  ")
            case Facts():
                yield from self._heading(block.heading)
                for fact in block.facts:
                    note = f" ({fact.note})" if fact.note else ""
                    yield from self._wrap(f"{fact.label}: {self._value(fact.value)}{note}", "• ", "  ")
            case Quotation():
                words = block.words
                if block.mark and block.mark != (0, len(words)):
                    start, end = block.mark
                    words = f"{words[:start]}»{words[start:end]}«{words[end:]}"
                yield from self._wrap(f"“{words}”", "│ ", "│ ")
                if block.by:
                    yield from self._wrap(f"– {block.by}", "│ ", "│   ")
            case Positions():
                status = f" [{block.status}]" if block.status else ""
                yield from self._heading(block.question + status)
                yield from self._sides(block.stances)
            case Image():
                yield from self._wrap(f"Picture: {block.alt}")
            case Sources():
                for source in block.citations:
                    parts = (source.author, source.title, source.publisher, day(source.published), source.url)
                    yield from map(self._dim, self._wrap("Source: " + ", ".join(part for part in parts if part)))
                yield self._dim(f"As of {day(block.as_of)}")
            case _:
                assert_never(block)

    def _sides(self, stances: tuple[Stance, ...]) -> Iterator[str]:
        if self.width < NARROW or len(stances) != 2:
            for stance in stances:
                yield from self._wrap(f"{_by(stance)}: {stance.says}", "• ", "  ")
            return
        half = (self.width - 3) // 2
        columns = [[*_wrapped(_by(stance), half), *_wrapped(stance.says, half)] for stance in stances]
        for number in range(max(map(len, columns))):
            left, right = (column[number] if number < len(column) else "" for column in columns)
            yield f"{left:<{half}} │ {right}".rstrip()

    def _buttons(self, buttons: list[Button]) -> Iterator[str]:
        for number, button in enumerate(buttons, 1):
            yield f"[{number}] {safe(button.label)}  {self._dim(safe(typed(button.run)))}"

    def _heading(self, heading: str | None) -> Iterator[str]:
        if heading:
            yield from map(self._bold, self._wrap(heading))

    def _value(self, value: str | datetime | date) -> str:
        match value:
            case datetime():
                return f"{day(value.astimezone(self.zone))}, {value.astimezone(self.zone):%H:%M %Z}"
            case date():
                return day(value)
            case _:
                return value

    def _wrap(self, text: str, first: str = "", rest: str = "") -> list[str]:
        return _wrapped(text, self.width, first, rest)

    def _bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text

    def _dim(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[0m" if self.colour else text


def plain(reply: Reply, width: int = 88) -> str:
    """A whole reply as text without colour."""
    return ConsoleRenderer(width).render(reply.document, reply.buttons, reply.menu)


def typed(run: Invocation) -> str:
    """The line that asks what a button asks.

    >>> typed(Invocation("brief", {"topic": "venezuela"}))
    '/brief topic=venezuela'
    """
    values = (f'{name}="{value}"' if " " in value else f"{name}={value}" for name, value in run.values.items())
    return " ".join((f"/{run.command}", *values))


def day(value: date) -> str:
    """A date as people write it: 4 April 2019."""
    return f"{value.day} {value:%B %Y}"


def _by(stance: Stance) -> str:
    return f"{stance.by}, {stance.when}" if stance.when else stance.by


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    lines: list[str] = []
    for paragraph in safe(text).split("\n"):
        lines += textwrap.wrap(
            paragraph, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
        ) or [first.rstrip()]
        first = rest
    return lines
