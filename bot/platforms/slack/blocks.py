"""Each block of a document as Block Kit: card text only where Slack reads no markup, emphasis only as structure."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final, assert_never
from urllib.parse import quote

from bot.chat.document import (
    Block,
    Bullet,
    Bullets,
    Citation,
    Document,
    Facts,
    Image,
    Positions,
    Quotation,
    Sources,
    Text,
)
from bot.platforms.slack import columns, rich
from bot.platforms.slack.escape import escape, is_prose, visible
from bot.platforms.slack.payload import Json, mrkdwn, plain
from bot.platforms.slack.words import before, cited, day, moment

HEADER: Final = 150
"""Most characters of a header block; a longer title is bold text."""

SECTION: Final = 3000
"""Most characters of a section's text."""

SMALL: Final = 2000
"""Most characters of a text in a context block."""

SMALLS: Final = 10
"""Most texts of a context block."""

ALT: Final = 2000
"""Most characters of a picture's alternative text."""

UNFIT: Final = 1_000_000
"""The size of a piece that no message can hold."""


class Sheet:
    """The blocks of a message while it is written, what a screen reader says of them, and the characters so far."""

    __slots__ = ("blocks", "pictures", "size", "spoken")

    def __init__(self) -> None:
        self.blocks: list[Json] = []
        self.spoken: list[str] = []
        self.size = 0
        self.pictures: dict[str, bytes] = {}

    def write(self, document: Document) -> None:
        """Everything a document says, in order."""
        self._title(document.title, document.url)
        for block in document.blocks:
            self._block(block)
        if document.note:
            self._small([escape(document.note)], plain)
            self.spoken.append(document.note)

    def text(self) -> str:
        """The whole message in plain words. Screen readers say this instead of the blocks.

        Source: docs.slack.dev, chat.postMessage, Accessibility considerations.
        """
        text = escape("\n".join(self.spoken))
        return "…" if not text or text.isspace() else text

    def _block(self, block: Block) -> None:
        match block:
            case Text():
                self._paragraph(block.heading, block.text)
            case Facts():
                self._facts(block)
            case Bullets():
                self._bullets(block.heading, block.items)
            case Positions():
                self._positions(block)
            case Quotation():
                self._quotation(block)
            case Sources():
                self._sources(block)
            case Image():
                self._image(block)
            case _:
                assert_never(block)

    def _title(self, title: str, url: str | None) -> None:
        shown = escape(title).strip()
        if shown and len(shown) <= HEADER:
            self._add({"type": "header", "text": plain(shown)}, len(shown))
            self.spoken.append(title)
        elif shown:
            self._rich([rich.section([rich.run(title, rich.BOLD)])], len(title))
            self.spoken.append(title)
        if url and visible(url):
            self._rich([rich.section([rich.link(url)])], len(url))
            self.spoken.append(url)

    def _paragraph(self, heading: str | None, text: str) -> None:
        elements = rich.runs(text)
        size = len(text)
        if heading and visible(heading):
            elements.insert(0, rich.run(f"{heading}\n" if elements else heading, rich.BOLD))
            size += len(heading) + 1
            self.spoken.append(heading)
        if elements:
            self._rich([rich.section(elements)], size)
            self.spoken.append(text)

    def _bullets(self, heading: str | None, items: Sequence[Bullet]) -> None:
        self._list(heading, [rich.labelled(item.label, item.text) for item in items])
        if heading:
            self.spoken.append(heading)
        self.spoken += [f"• {before(item.label)}{item.text}" for item in items]

    def _list(self, heading: str | None, items: Sequence[list[Json]]) -> None:
        parts, size = [], 0
        if heading and visible(heading):
            parts.append(rich.section([rich.run(heading, rich.BOLD)]))
            size = len(heading)
        if filled := [rich.section(item) for item in items if item]:
            parts.append(rich.bullets(filled))
            size += rich.length(filled)
        if parts:
            self._rich(parts, size)

    def _facts(self, block: Facts) -> None:
        if not self._columns(block.heading or "", None, [columns.fact_field(fact) for fact in block.facts]):
            self._list(block.heading, [columns.fact_item(fact) for fact in block.facts])
        if block.heading:
            self.spoken.append(block.heading)
        self.spoken += [
            f"{before(fact.label)}{moment(fact.value)}{f' ({fact.note})' if fact.note else ''}" for fact in block.facts
        ]

    def _positions(self, block: Positions) -> None:
        if len(self.blocks) > 1 and (block.question or block.stances):
            self.blocks.append({"type": "divider"})
        if not self._columns(block.question, block.status, [columns.stance_field(one) for one in block.stances]):
            heading = " · ".join(filter(None, (block.question, block.status)))
            self._list(heading, [columns.stance_item(one) for one in block.stances])
        self.spoken.append(f"{block.question} ({block.status})" if block.status else block.question)
        self.spoken += [f"{before(one.by)}{one.says}{f' ({one.when})' if one.when else ''}" for one in block.stances]

    def _columns(self, heading: str, status: str | None, fields: Sequence[Json | None]) -> bool:
        """Sections of fields, the first of which carries the heading. False when something is too long for them."""
        head = columns.headline(heading, status)
        size = len(head["text"])
        shown = [field for field in fields if field and field["text"]]
        if size > SECTION or None in fields:
            return False
        if size and not shown:
            self._add({"type": "section", "text": head}, size)
        for start in range(0, len(shown), columns.MOST):
            part = shown[start : start + columns.MOST]
            block: Json = {"type": "section", "fields": part}
            if size and start == 0:
                block["text"] = head
                self.size += size
            self._add(block, sum([len(field["text"]) for field in part]))
        return True

    def _quotation(self, block: Quotation) -> None:
        elements = rich.marked(block.words, block.mark) if visible(block.words) else []
        size = len(block.words)
        if block.by and visible(block.by):
            elements.append(rich.run(f"\n— {block.by}" if elements else f"— {block.by}", rich.ITALIC))
            size += len(block.by) + 3
        if elements:
            self._rich([{"type": "rich_text_quote", "elements": elements}], size)
            self.spoken.append(f"“{block.words}” — {block.by}" if block.by else f"“{block.words}”")

    def _image(self, block: Image) -> None:
        name = sha256(block.data).hexdigest()
        self.pictures[name] = block.data
        alt = escape(block.alt).strip() or "Picture"
        size = len(alt) if len(alt) <= ALT else UNFIT
        self._add({"type": "image", "slack_file": {"id": name}, "alt_text": alt}, size)
        self.spoken.append(block.alt)

    def _sources(self, block: Sources) -> None:
        lines = [cited(citation) for citation in block.citations]
        prose = is_prose(" ".join(lines))
        shown = [_linked(citation, line, prose) for citation, line in zip(block.citations, lines, strict=True)]
        as_of = f"As of {day(block.as_of)}"
        if lines:
            name = "Source: " if len(lines) == 1 else "Sources:\n"
            lines[0], shown[0] = name + lines[0], name + shown[0]
        self._small([*shown, as_of], mrkdwn if prose else plain)
        self.spoken += [*lines, as_of]

    def _small(self, lines: Sequence[str], form: Callable[[str], Json]) -> None:
        """Small print: escaped lines in as few context texts as hold them."""
        texts = [""]
        for line in lines:
            if len(texts[-1]) + len(line) < SMALL:
                texts[-1] = f"{texts[-1]}\n{line}" if texts[-1] else line
            else:
                texts.append(line)
        shown = [text for text in texts if text and not text.isspace()]
        for start in range(0, len(shown), SMALLS):
            part = shown[start : start + SMALLS]
            size = sum([len(text) if len(text) <= SMALL else UNFIT for text in part])
            self._add({"type": "context", "elements": [form(text) for text in part]}, size)

    def _rich(self, elements: list[Json], size: int) -> None:
        self.blocks.append({"type": "rich_text", "elements": elements})
        self.size += size

    def _add(self, block: Json, size: int) -> None:
        self.blocks.append(block)
        self.size += size


def _linked(citation: Citation, words: str, prose: bool) -> str:
    """A source's line for a text object, its address behind the title where mrkdwn may be used, else after it."""
    if not citation.url:
        return escape(words)
    if not prose or not citation.url.startswith(("https://", "http://")):
        return escape(f"{words}, {citation.url}")
    url = escape(quote(citation.url, safe=":/?#[]@!$&'()*+,;=%~"))
    return f"<{url}|{escape(citation.title) or url}>{escape(words[len(citation.title) :])}"
