"""Each block of a document as Block Kit: card text only where Slack reads no markup, emphasis only as structure."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final, assert_never
from urllib.parse import quote

from bot.chat.document import (
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
from bot.platforms.slack.escape import Hand, escape, is_prose
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

STAMP: Final = 60
"""Characters of a time beyond those that are seen of it: Slack's form of one has its format in it."""

UNFIT: Final = 1_000_000
"""The size of a piece that no message can hold."""


class Sheet:
    """The blocks of a message while it is written, what a screen reader says instead of them, and how large both are
    at most."""

    __slots__ = ("_hand", "blocks", "extra", "pictures", "spoken")

    def __init__(self, document: Document, hand: Hand) -> None:
        """Write everything a document says, in order, with this hand."""
        self._hand = hand
        self.blocks: list[Json] = []
        self.spoken: list[str] = [line for line in (document.title, document.url) if line]
        """Lines in plain words. Source: docs.slack.dev, chat.postMessage, Accessibility considerations."""
        self.extra = 0
        """Characters of the blocks beyond those that are spoken, but for a few marks."""
        self.pictures: dict[str, bytes] = {}
        self._title(document.title, document.url)
        for block in document.blocks:
            match block:
                case Text():
                    self._paragraph(block.heading, block.text)
                case Facts():
                    self._facts(block)
                case Bullets():
                    self._bullets(block)
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
        if document.note:
            self.spoken.append(document.note)
            self._small([hand.escape(document.note)], plain)

    def _title(self, title: str, url: str | None) -> None:
        shown = self._hand.escape(title).strip()
        if shown and len(shown) <= HEADER:
            self.blocks.append({"type": "header", "text": plain(shown)})
        elif shown:
            self._rich([rich.section([rich.run(self._hand.clean(title), rich.BOLD)])])
        if url and (address := self._hand.clean(url)).strip():
            self._rich([rich.section([rich.link(address)])])

    def _paragraph(self, heading: str | None, text: str) -> None:
        elements = rich.runs(self._hand.clean(text))
        if heading:
            self.spoken.append(heading)
            if (shown := self._hand.clean(heading)).strip():
                elements.insert(0, rich.run(f"{shown}\n" if elements else shown, rich.BOLD))
        self.spoken.append(text)
        if elements:
            self._rich([rich.section(elements)])

    def _bullets(self, block: Bullets) -> None:
        easy, clean = self._hand.easy, self._hand.clean
        spoken, items = [], []
        for item in block.items:
            label, text = before(item.label), item.text
            spoken.append(f"- {label}{text}")
            if not easy:
                label, text = clean(label), clean(text)
            if runs := rich.labelled(label, text):
                items.append({"type": "rich_text_section", "elements": runs})
        self._list(block.heading, items)
        self.spoken += [block.heading, *spoken] if block.heading else spoken

    def _list(self, heading: str | None, items: list[Json]) -> None:
        parts = []
        if heading and (shown := self._hand.clean(heading)).strip():
            parts.append(rich.section([rich.run(shown, rich.BOLD)]))
        if items:
            parts.append(rich.bullets(items))
        if parts:
            self._rich(parts)

    def _facts(self, block: Facts) -> None:
        fields, spoken = [], [block.heading] if block.heading else []
        for fact in block.facts:
            value = fact.value
            if not isinstance(value, str):
                self.extra += STAMP
                value = moment(value)
            fields.append(columns.fact_field(fact, value, self._hand))
            line = f"{before(fact.label)}{value}"
            spoken.append(f"{line} ({fact.note})" if fact.note else line)
        if not self._columns(block.heading or "", None, fields):
            items = [columns.fact_item(fact, self._hand) for fact in block.facts]
            self._list(block.heading, [rich.section(item) for item in items if item])
        self.spoken += spoken

    def _positions(self, block: Positions) -> None:
        if len(self.blocks) > 1 and (block.question or block.stances):
            self.blocks.append({"type": "divider"})
        fields = [columns.stance_field(one, self._hand) for one in block.stances]
        if not self._columns(block.question, block.status, fields):
            heading = " · ".join(filter(None, (block.question, block.status)))
            items = [columns.stance_item(one, self._hand) for one in block.stances]
            self._list(heading, [rich.section(item) for item in items if item])
        self.spoken.append(f"{block.question} ({block.status})" if block.status else block.question)
        self.spoken += [
            f"{before(one.by)}{one.says} ({one.when})" if one.when else f"{before(one.by)}{one.says}"
            for one in block.stances
        ]

    def _columns(self, heading: str, status: str | None, fields: list[Json | None]) -> bool:
        """Sections of fields, the first of which carries the heading. False when something is too long for them."""
        head = columns.headline(heading, status, self._hand) if heading or status else None
        if (head and len(head["text"]) > SECTION) or not all(fields):
            return False
        shown = [field for field in fields if field and field["text"]]
        section: Json = {"type": "section", "fields": shown} if shown else {"type": "section"}
        if head and head["text"]:
            section["text"] = head
        if len(section) > 1:
            self.blocks.append(section)
        if len(shown) > columns.MOST:
            section["fields"] = shown[: columns.MOST]
            for start in range(columns.MOST, len(shown), columns.MOST):
                self.blocks.append({"type": "section", "fields": shown[start : start + columns.MOST]})
        return True

    def _quotation(self, block: Quotation) -> None:
        clean = self._hand.clean
        elements = rich.marked(block.words, block.mark, self._hand) if clean(block.words).strip() else []
        if block.by and (by := clean(block.by)).strip():
            elements.append(rich.run(f"\n— {by}" if elements else f"— {by}", rich.ITALIC))
        if elements:
            self._rich([{"type": "rich_text_quote", "elements": elements}])
        self.spoken.append(f"“{block.words}” — {block.by}" if block.by else f"“{block.words}”")

    def _image(self, block: Image) -> None:
        name = sha256(block.data).hexdigest()
        self.pictures[name] = block.data
        alt = self._hand.escape(block.alt).strip() or "Picture"
        if len(alt) > ALT:
            self.extra += UNFIT
        self.blocks.append({"type": "image", "slack_file": {"id": name}, "alt_text": alt})
        self.spoken.append(block.alt)

    def _sources(self, block: Sources) -> None:
        lines = [cited(citation) for citation in block.citations]
        prose = self._hand.easy or is_prose(" ".join(lines))
        shown = [self._linked(citation, line, prose) for citation, line in zip(block.citations, lines, strict=True)]
        as_of = f"As of {day(block.as_of)}"
        if len(lines) == 1:
            lines, shown = [f"Source: {lines[0]}"], [f"Source: {shown[0]}"]
        elif lines:
            lines, shown = ["Sources:", *lines], ["Sources:", *shown]
        self._small([*shown, as_of], mrkdwn if prose else plain)
        self.spoken += [*lines, as_of]

    def _linked(self, citation: Citation, words: str, prose: bool) -> str:
        """A source's line for a text object, its address behind the title where mrkdwn may be used, else after it."""
        if not citation.url:
            return self._hand.escape(words)
        if not prose or not citation.url.startswith(("https://", "http://")):
            shown = escape(f"{words}, {citation.url}")
        else:
            url = escape(quote(citation.url, safe=":/?#[]@!$&'()*+,;=%~"))
            shown = f"<{url}|{escape(citation.title) or url}>{escape(words[len(citation.title) :])}"
        self.extra += len(shown) - len(words)
        return shown

    def _small(self, lines: Sequence[str], form: Callable[[str], Json]) -> None:
        """Small print: escaped lines in as few context texts as hold them."""
        whole = "\n".join(lines)
        if len(whole) <= SMALL:
            if whole and not whole.isspace():
                self.blocks.append({"type": "context", "elements": [form(whole)]})
            return
        shown = [text for text in _gathered(lines) if text and not text.isspace()]
        for start in range(0, len(shown), SMALLS):
            part = shown[start : start + SMALLS]
            if any(len(text) > SMALL for text in part):
                self.extra += UNFIT
            self.blocks.append({"type": "context", "elements": [form(text) for text in part]})

    def _rich(self, elements: list[Json]) -> None:
        self.blocks.append({"type": "rich_text", "elements": elements})


def _gathered(lines: Sequence[str]) -> list[str]:
    """Lines in as few texts as hold them."""
    texts = [""]
    for line in lines:
        if len(texts[-1]) + len(line) < SMALL:
            texts[-1] = f"{texts[-1]}\n{line}" if texts[-1] else line
        else:
            texts.append(line)
    return texts
