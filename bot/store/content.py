"""A document with its buttons as it is kept, and packed."""

import hashlib
from datetime import date, datetime
from functools import cached_property
from typing import Final

import msgspec

from bot.chat.document import (
    Bullets,
    Button,
    Document,
    Fact,
    Facts,
    Image,
    Positions,
    Quotation,
    Ref,
    Sources,
    Text,
)


class Content(msgspec.Struct, frozen=True, dict=True):
    """A document with its buttons. Of a digest also `shows`: the revision of each topic, by workspace and topic, that
    whoever reads it knows from then on. Of a message below one `tells`: which topic it is about."""

    document: Document
    buttons: tuple[Button, ...] = ()
    shows: tuple["Known", ...] = ()
    tells: "Told | None" = None

    @cached_property
    def blob(self) -> bytes:
        """The content as it is stored."""
        return _ENCODER.encode(_Stored(_flat(self.document), self.buttons, self.shows, self.tells))

    @cached_property
    def hash(self) -> str:
        """What it is stored under, the same for equal contents."""
        return hashlib.blake2b(self.blob, digest_size=16).hexdigest()


class Known(msgspec.Struct, frozen=True, array_like=True, order=True):
    """A topic and its revision; `workspace` is the one the briefing belongs to, "" for the shared library. `withdrawn`:
    it is known to be published no more."""

    workspace: str
    topic: str
    revision: str
    withdrawn: bool = False


class Told(msgspec.Struct, frozen=True, array_like=True):
    """A topic that a message below a digest tells of, and what the place knew of it before (None: nothing), which is
    all it knows where that message is not posted."""

    topic: str
    before: Known | None = None


class Unreadable(ValueError):
    """What was packed is no content."""


def unpack(blob: bytes) -> Content:
    """Read what `Content.blob` gave. Raises Unreadable."""
    try:
        stored = _DECODER.decode(blob)
        return Content(_full(stored.document), stored.buttons, stored.shows, stored.tells)
    except (msgspec.DecodeError, ValueError, StopIteration) as error:
        raise Unreadable(f"what was packed is no content: {error}") from None


# A value that is a text, a moment or a day can't be told apart once packed; so each has a field of its own.


class _Fact(msgspec.Struct, frozen=True, array_like=True):
    label: str
    text: str | None = None
    moment: datetime | None = None
    day: date | None = None
    note: str | None = None
    ref: Ref | None = None


class _Facts(msgspec.Struct, frozen=True, tag="facts"):
    facts: tuple[_Fact, ...]
    heading: str | None = None


class _Document(msgspec.Struct, frozen=True):
    title: str
    blocks: tuple[Text | Bullets | _Facts | Quotation | Positions | Image | Sources, ...]
    url: str | None
    note: str | None


class _Stored(msgspec.Struct, frozen=True, omit_defaults=True):
    document: _Document
    buttons: tuple[Button, ...]
    shows: tuple[Known, ...]
    tells: Told | None = None


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(_Stored)


def _flat(document: Document) -> _Document:
    blocks = tuple(
        _Facts(tuple(map(_flat_fact, block.facts)), block.heading) if isinstance(block, Facts) else block
        for block in document.blocks
    )
    return _Document(document.title, blocks, document.url, document.note)


def _full(document: _Document) -> Document:
    blocks = tuple(
        Facts(tuple(map(_full_fact, block.facts)), block.heading) if isinstance(block, _Facts) else block
        for block in document.blocks
    )
    return Document(document.title, blocks, document.url, document.note)


def _flat_fact(fact: Fact) -> _Fact:
    match fact.value:
        case str():
            return _Fact(fact.label, text=fact.value, note=fact.note, ref=fact.ref)
        case datetime():
            return _Fact(fact.label, moment=fact.value, note=fact.note, ref=fact.ref)
        case _:
            return _Fact(fact.label, day=fact.value, note=fact.note, ref=fact.ref)


def _full_fact(fact: _Fact) -> Fact:
    value = next(value for value in (fact.text, fact.moment, fact.day) if value is not None)
    return Fact(fact.label, value, fact.note, fact.ref)
