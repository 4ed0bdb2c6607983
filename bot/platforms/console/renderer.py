"""Documents as lines of a terminal."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Final, Self, assert_never

from bot.chat.document import (
    Block,
    Bullet,
    Bullets,
    Button,
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
from bot.chat.invocation import Invocation
from bot.chat.reply import Menu
from bot.platforms.console.layout import Line, Span, beside, cells, trimmed, width, wrapped
from bot.platforms.console.safe import safe

WIDE: Final = 80
"""Columns from which positions stand side by side."""

COLUMN: Final = 26
"""Fewest columns of a position that stands beside others."""

TEXT: Final = 40
"""Rows that the text of a page has at least, besides what can be pressed: a narrow terminal scrolls."""

_TURNS: Final = tuple(Button(label, Invocation("", page=99)) for label in ("Previous", "Next"))

Typed = Callable[[Invocation], str]
"""The line to type for what a button asks; "" when none would do it."""


def named(run: Invocation) -> str:
    """The line for an invocation with every argument by its name, which any command reads."""
    values = (f'{name}="{value}"' if " " in value else f"{name}={value}" for name, value in run.values.items())
    return " ".join((f"/{run.command}", *values))


@dataclass(frozen=True, slots=True)
class ConsoleRenderer:
    """Renders to lines of at most `columns`, and accepts at most `rows` of them on a page where it is given.

    Times are told in `zone`, the computer's own when None. `accent` is the style of the title. What can be pressed has
    a number, counted from `first`; none where it is None, and then the line to type is all there is.
    """

    columns: int = 88
    rows: int | None = None
    zone: tzinfo | None = None
    typed: Typed = named
    accent: str = "title"
    first: int | None = 1

    def render(
        self, document: Document, buttons: tuple[Button, ...] = (), menu: Menu | None = None
    ) -> tuple[Line, ...]:
        """The document, then what can be pressed, numbered through buttons and menu, with the line to type instead."""
        keys = [_key(number) for number in self._numbers(len(buttons) + (len(menu.options) if menu else 0))]
        parts = [self._title(document.title)] if document.title else []
        parts.append(list(self._address(document.url)))
        parts += [list(self._block(block)) for block in document.blocks]
        parts.append(list(self._wrapped(document.note, "small")))
        parts.append(list(self._buttons(buttons, keys)))
        if menu:
            options = self._buttons(menu.options, keys[len(buttons) :])
            parts.append([*self._wrapped(menu.label, "heading"), *options])
        lines: list[Line] = []
        for part in filter(None, parts):
            lines += ((), *part) if lines else part
        return tuple(map(trimmed, lines))

    def fits(self, payload: tuple[Line, ...]) -> bool:
        """Whether a page has room for so many lines."""
        return self.rows is None or len(payload) <= self.rows

    def roomy(self, buttons: tuple[Button, ...], menu: Menu | None) -> Self:
        """The renderer for pages with these buttons and this menu, and those that turn a page: it has rows for text."""
        if self.rows is None:
            return self
        pressed = self.render(Document(""), (*buttons, *_TURNS), menu)
        return replace(self, rows=max(self.rows, len(pressed) + TEXT))

    def _title(self, title: str) -> list[Line]:
        lines = list(self._wrapped(title, self.accent))
        widest = max((cells(text) for line in lines for _, text in line), default=0)
        return [*lines, (("rule", "─" * widest),)]

    def _block(self, block: Block) -> Iterator[Line]:
        match block:
            case Text():
                yield from self._wrapped(block.heading, "heading")
                yield from self._wrapped(block.text)
            case Bullets():
                yield from self._wrapped(block.heading, "heading")
                for bullet in block.items:
                    yield from self._bullet(bullet)
            case Facts():
                yield from self._wrapped(block.heading, "heading")
                yield from self._facts(block.facts)
            case Quotation():
                yield from self._quotation(block)
            case Positions():
                status = [("", " "), ("status", f"[{safe(block.status)}]")] if block.status else []
                yield from wrapped([("heading", safe(block.question)), *status], self.columns)
                yield from self._positions(block.stances)
            case Image():
                yield from self._wrapped(f"[Picture: {block.alt}]", "small")
            case Sources():
                for citation in block.citations:
                    yield from self._citation(citation)
                yield from self._wrapped(f"As of {day(block.as_of)}", "small")
            case _:
                assert_never(block)

    def _wrapped(self, text: str | None, style: str = "") -> Iterator[Line]:
        if text:
            yield from wrapped([(style, safe(text))], self.columns)

    def _bullet(self, bullet: Bullet) -> list[Line]:
        spans: list[Span] = [("", safe(bullet.text))]
        if bullet.label:
            label = safe(bullet.label)
            colon = "" if not bullet.text or label.endswith((".", "?", "!", ":", "…")) else ":"
            spans = [("strong", f"{label}{colon}"), ("", " "), *spans]
        return wrapped(spans, self.columns, (("", "• "),), (("", "  "),))

    def _facts(self, facts: Sequence[Fact]) -> list[Line]:
        """Labels in one column, values in the other with the note under each. The first is as wide as its widest
        label needs, at most 45% of the lines."""
        labels = max((max(map(cells, safe(fact.label).split("\n"))) for fact in facts), default=0)
        left = max(min(labels + 4, self.columns * 45 // 100), 4)
        lines = []
        for fact in facts:
            label = wrapped([("", safe(fact.label))], left - 2, (("", "  "),), (("", "  "),))
            value = wrapped([("strong", safe(self._value(fact.value)))], self.columns - left)
            note = wrapped([("small", safe(fact.note))], self.columns - left) if fact.note else []
            lines += beside([label, [*value, *note]], [left, 0], ("", ""))
        return lines

    def _value(self, value: str | datetime | date) -> str:
        match value:
            case datetime():
                local = value.astimezone(self.zone)
                return f"{day(local)}, {local:%H:%M} {local.tzname() or ''}".rstrip()
            case date():
                return day(value)
            case _:
                return value

    def _quotation(self, block: Quotation) -> Iterator[Line]:
        """The words behind a bar, in quotation marks unless they have some; a mark is between » and «, unless all of
        them are marked."""
        spans: list[Span] = [("quotation", safe(block.words))]
        if block.mark and block.mark != (0, len(block.words)):
            start, end = block.mark
            before, marked, after = (
                safe(part) for part in (block.words[:start], block.words[start:end], block.words[end:])
            )
            spans = [("quotation", before), ("mark", f"»{marked}«"), ("quotation", after)]
        bar = (("rule", "│ "),)
        if block.words:
            opening, closing = ("", "") if '"' in block.words else "“”"
            yield from wrapped([("quotation", opening), *spans, ("quotation", closing)], self.columns, bar, bar)
        if block.by:
            yield from wrapped([("", f"— {safe(block.by)}")], self.columns, bar, bar)

    def _positions(self, stances: Sequence[Stance]) -> list[Line]:
        """Side by side where there is room for all of them and it takes no more lines than one under the other."""
        stacked = [line for stance in stances for line in self._stance(stance, self.columns - 2, (("", "  "),))]
        gap = 3
        column = (self.columns + gap) // max(len(stances), 1) - gap
        if len(stances) < 2 or self.columns < WIDE or column < COLUMN:
            return stacked
        columns = [self._stance(stance, column) for stance in stances]
        if max(map(len, columns)) > len(stacked):
            return stacked
        return beside(columns, [column] * len(columns), ("rule", " │ "))

    def _stance(self, stance: Stance, columns: int, indent: Line = ()) -> list[Line]:
        by: list[Span] = [("strong", safe(stance.by))]
        if stance.when:
            by += (("", " "), ("small", f"({safe(stance.when)})"))
        says = wrapped([("", safe(stance.says))], columns + len(indent) * 2, (*indent, *indent), (*indent, *indent))
        return [*wrapped(by, columns + len(indent) * 2, indent, indent), *says]

    def _citation(self, citation: Citation) -> Iterator[Line]:
        parts = (citation.title, citation.author, citation.publisher, day(citation.published))
        yield from self._wrapped("Source: " + ", ".join(part for part in parts if part), "small")
        yield from self._address(citation.url)

    def _address(self, url: str | None) -> Iterator[Line]:
        """An address of the web as it is; terminals make it a link themselves."""
        if url and url.startswith(("https://", "http://")):
            yield from self._wrapped(url, "small")

    def _numbers(self, count: int) -> Sequence[int | None]:
        return [None] * count if self.first is None else range(self.first, self.first + count)

    def _buttons(self, buttons: Sequence[Button], keys: Sequence[Line]) -> Iterator[Line]:
        """Each button with its key before it and its line to type after it, in a column where it fits, else below."""
        labels = [(("", safe(button.label)),) for button in buttons]
        lines = [(("small", safe(self.typed(button.run))),) for button in buttons]
        key_wide = max(map(width, keys[: len(buttons)]), default=0)
        label_wide = max(map(width, labels), default=0)
        for key, label, line in zip(keys, labels, lines, strict=False):
            before = (("", " " * (key_wide - width(key))), *key) if width(key) < key_wide else key
            after: Line = (("", " " * key_wide),)
            if not width(line):
                yield from wrapped(label, self.columns, before, after)
            elif key_wide + label_wide + 2 + width(line) <= self.columns:
                yield (*before, *label, ("", " " * (label_wide - width(label) + 2)), *line)
            elif key_wide + width(label) + 2 + width(line) <= self.columns:
                yield (*before, *label, ("", "  "), *line)
            else:
                yield from wrapped(label, self.columns, before, after)
                yield from wrapped(line, self.columns, after, after)


def _key(number: int | None) -> Line:
    """What is typed to press a button."""
    return (("", "• "),) if number is None else (("key", f"[{number}]"), ("", " "))


def day(value: date) -> str:
    """A date as people write it: 4 April 2019."""
    return f"{value.day} {value:%B %Y}"
