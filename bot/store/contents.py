"""What was or will be posted, equal documents kept once, and the facts each of them shows."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

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
from bot.chat.refs import refs
from bot.store.tables import content, content_ref
from bot.store.upsert import insert


class Content(msgspec.Struct, frozen=True, dict=True):
    """A document with its buttons. Of a digest also `shows`: the revision of each topic, by workspace and topic, that
    whoever reads it knows from then on."""

    document: Document
    buttons: tuple[Button, ...] = ()
    shows: tuple["Known", ...] = ()

    @cached_property
    def blob(self) -> bytes:
        """The content as it is stored."""
        return _ENCODER.encode(_Stored(_flat(self.document), self.buttons, self.shows))

    @cached_property
    def hash(self) -> str:
        """What it is stored under, the same for equal contents."""
        return hashlib.blake2b(self.blob, digest_size=16).hexdigest()


class Known(msgspec.Struct, frozen=True, array_like=True, order=True):
    """A topic and its revision; `workspace` is the one the briefing belongs to, "" for the shared library."""

    workspace: str
    topic: str
    revision: str


async def keep(c: AsyncConnection, contents: Iterable[Content]) -> None:
    """Keep contents and the facts they show, where they are not kept yet."""
    new = {one.hash: one for one in sorted(contents, key=lambda one: one.hash)}
    if not new:
        return
    there = select(content.c.hash).where(content.c.hash.in_(list(new)))
    there = there.with_for_update(read=True, key_share=True)  # or it might be cleaned up before it is referred to
    for (known,) in (await c.execute(there)).all():
        del new[known]
    if not new:
        return
    rows = [{"hash": hash_, "blob": one.blob} for hash_, one in new.items()]
    await c.execute(insert(c, content).on_conflict_do_nothing(), rows)
    shown = [
        {
            "content": hash_,
            "workspace": ref.workspace,
            "briefing": ref.briefing,
            "item": ref.item,
            "revision": ref.revision,
        }
        for hash_, one in new.items()
        for ref in refs(one.document)
    ]
    if shown:
        await c.execute(insert(c, content_ref).on_conflict_do_nothing(), shown)


async def read(c: AsyncConnection, hashes: Iterable[str]) -> Mapping[str, Content]:
    """The contents of these hashes; what is not kept is left out."""
    wanted = list(set(hashes))
    if not wanted:
        return {}
    found = select(content.c.hash, content.c.blob).where(content.c.hash.in_(wanted))
    return {hash_: unpack(blob) for hash_, blob in await c.execute(found)}


def unpack(blob: bytes) -> Content:
    """Read what `Content.blob` gave."""
    stored = _DECODER.decode(blob)
    return Content(_full(stored.document), stored.buttons, stored.shows)


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


class _Stored(msgspec.Struct, frozen=True):
    document: _Document
    buttons: tuple[Button, ...]
    shows: tuple[Known, ...]


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
