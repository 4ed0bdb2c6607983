"""What is answered: neutral content that every platform renders its own way.

All text in a document is plain: renderers escape it completely, so nothing in it can mention, link or format.
Emphasis, links and times are fields of blocks, never markup.
"""

from datetime import date, datetime

import msgspec

from bot.chat.invocation import Invocation


class Ref(msgspec.Struct, frozen=True):
    """Which stated fact a piece of a document shows: workspace ("" for the shared library), briefing, the item's
    path (`figures.owed`; "" for the briefing's own title, summary and sources; a section for a line on all of it) and
    the revision it was taken from."""

    workspace: str
    briefing: str
    item: str
    revision: str


class Text(msgspec.Struct, frozen=True, tag="text"):
    """A paragraph, with a heading above it when it begins a part of the document."""

    text: str
    heading: str | None = None
    ref: Ref | None = None


class Bullet(msgspec.Struct, frozen=True):
    """One line of a list: `label` stands out before the text."""

    text: str
    label: str | None = None
    ref: Ref | None = None


class Bullets(msgspec.Struct, frozen=True, tag="bullets"):
    """A list."""

    items: tuple[Bullet, ...]
    heading: str | None = None


class Fact(msgspec.Struct, frozen=True):
    """A labelled value. A datetime is shown in each reader's own time zone, a date as it is; `note` says more."""

    label: str
    value: str | datetime | date
    note: str | None = None
    ref: Ref | None = None


class Facts(msgspec.Struct, frozen=True, tag="facts"):
    """Labelled values, side by side where there is room."""

    facts: tuple[Fact, ...]
    heading: str | None = None


class Quotation(msgspec.Struct, frozen=True, tag="quotation"):
    """Words verbatim, and who said them where. `mark` is the (start, end) of the characters that stand out."""

    words: str
    by: str | None = None
    mark: tuple[int, int] | None = None
    ref: Ref | None = None


class Stance(msgspec.Struct, frozen=True):
    """What one side says."""

    by: str
    says: str
    when: str | None = None
    ref: Ref | None = None


class Positions(msgspec.Struct, frozen=True, tag="positions"):
    """A contested question and who says what on it, side by side. `status` says in words that it is contested."""

    question: str
    stances: tuple[Stance, ...]
    status: str | None = None


class Image(msgspec.Struct, frozen=True, tag="image"):
    """A PNG picture; `alt` says in words what it shows and is never empty."""

    name: str
    alt: str
    data: bytes


class Citation(msgspec.Struct, frozen=True):
    """A source as cited."""

    title: str
    publisher: str
    published: date
    author: str | None = None
    url: str | None = None


class Sources(msgspec.Struct, frozen=True, tag="sources"):
    """What the answer rests on and the day it was checked; every answer about a topic ends with it. Its ref says that
    the answer shows something of the briefing, if only its title."""

    citations: tuple[Citation, ...]
    as_of: date
    ref: Ref | None = None


Block = Text | Bullets | Facts | Quotation | Positions | Image | Sources


class Document(msgspec.Struct, frozen=True):
    """A title, blocks in reading order, an address for the title, and a note in small print at the end."""

    title: str
    blocks: tuple[Block, ...] = ()
    url: str | None = None
    note: str | None = None


class Button(msgspec.Struct, frozen=True):
    """A label and what pressing it asks."""

    label: str
    run: Invocation
