"""The published briefings of one scope, packed, and what finds them: one for all, and one for each workspace."""

import functools
import zlib
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, islice
from typing import Final

import msgspec

from bot.briefing import packing
from bot.briefing.model import Briefing
from bot.briefing.revision import Revision
from bot.library.findable import FIGURE, Findable, findable
from bot.library.names import Matches, Names
from bot.library.search import Hit, Index, Scored
from bot.library.stems import Term
from bot.present.sources import label

HIGHEST: Final = 2**32
"""Numbers take 32 bits; when they are used up all items are numbered anew."""


_LAST: Final = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Listing:
    """A published topic as lists show it."""

    topic: str
    title: str
    as_of: date


class Packed(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A revision as it is kept in memory and on disk: what lists show of it, and the briefing in MessagePack."""

    topic: str
    id: str
    title: str
    as_of: date
    squeezed: bytes
    """The packed briefing compressed: what it takes in memory counts more than the moment that unpacking takes."""

    @property
    def briefing(self) -> bytes:
        """The briefing packed."""
        return zlib.decompress(self.squeezed)

    def unpacked(self) -> Briefing:
        """The briefing."""
        return _unpacked(self.squeezed)


class _Record(msgspec.Struct, gc=False):
    packed: Packed
    first: int
    actors: tuple[str, ...]
    """Name and label of each actor in turn."""


def pack(revision: Revision) -> Packed:
    """A revision packed."""
    briefing = revision.briefing
    squeezed = zlib.compress(packing.pack(briefing), 1)
    return Packed(revision.topic, revision.id, briefing.title, briefing.as_of, squeezed)


@functools.lru_cache(maxsize=256)
def _unpacked(squeezed: bytes) -> Briefing:
    """Those asked for last stay unpacked."""
    return packing.unpack(zlib.decompress(squeezed))


class Shelf:
    """Packed briefings by topic. Every briefing and item has a number: its code, above those of all put before."""

    def __init__(self, workspace: str = "") -> None:
        self.workspace = workspace
        self._records: dict[str, _Record] = {}
        self._firsts: list[int] = []
        self._topics: list[str] = []
        self._days: list[int] = []
        self._newest: list[tuple[int, str, str]] = []
        self._next = 0
        self._names = Names()
        self._actors = Names()
        self._items = Index()

    def __len__(self) -> int:
        return len(self._records)

    def __contains__(self, topic: object) -> bool:
        return topic in self._records

    def put(self, packed: Packed, found: Findable | None = None) -> None:
        """Publish a briefing in place of the topic's last one. `found` is what it can be found by, where known."""
        self.take(packed.topic)
        found = found or findable(packed.topic, packed.unpacked())
        if self._next + found.codes > HIGHEST:
            self._renumber()
        first, self._next = self._next, self._next + found.codes
        actors = tuple(word for actor in found.actors for word in (actor.item, actor.label))
        self._records[packed.topic] = _Record(packed, first, actors)
        self._firsts.append(first)
        self._topics.append(packed.topic)
        self._days.append(packed.as_of.toordinal())
        insort(self._newest, _rank(packed))
        self._names.add(first, found.keys)
        for number, actor in zip(count(first + 2, 2), found.actors):
            self._actors.add(number, actor.keys[:1], shortened=actor.shortened)
            self._actors.add(number, actor.keys[1:])
        self._items.add(first, found.labels, found.bodies)

    def take(self, topic: str) -> Packed | None:
        """Withdraw a topic and give what was published of it."""
        record = self._records.pop(topic, None)
        if record is None:
            return None
        found = findable(topic, record.packed.unpacked())
        del self._newest[bisect_left(self._newest, _rank(record.packed))]
        first = record.first
        at = bisect_left(self._firsts, first)
        del self._firsts[at], self._topics[at], self._days[at]
        self._names.remove(first, found.keys)
        for number, actor in zip(count(first + 2, 2), found.actors):
            self._actors.remove(number, actor.keys)
        self._items.remove(first, found.labels, found.bodies)
        return record.packed

    def settle(self) -> None:
        """Sort in what was put, so that the next look-up need not."""
        for index in (self._names, self._actors, self._items):
            index.settle()

    def packed(self, topic: str) -> Packed | None:
        """What is published of a topic, as it is kept."""
        record = self._records.get(topic)
        return record.packed if record else None

    def get(self, topic: str) -> Revision | None:
        """The published revision of exactly this topic."""
        packed = self.packed(topic)
        return Revision(topic, packed.id, packed.unpacked(), self.workspace) if packed else None

    def newest(self) -> Iterator[Listing]:
        """Every topic, the newest "as of" first, then by title."""
        return (self._listing(topic) for _, _, topic in self._newest)

    def match_topics(self, words: str, limit: int) -> Matches:
        """Topics by id, title or alias."""
        return self._names.match(words, limit)

    def match_actors(self, words: str, limit: int) -> Matches:
        """Actors by name or alias, persons by some words of their name as well."""
        return self._actors.match(words, limit)

    def complete_topics(self, typed: str, limit: int) -> list[Listing]:
        """Topics with a name that begins with what is typed, or of which a word does."""
        return [self.listing(number) for number in self._names.complete(typed, limit)]

    def complete_actors(self, typed: str, limit: int) -> list[Hit]:
        """Actors with a name that begins with what is typed, or of which a word does."""
        return [self.actor(number) for number in self._actors.complete(typed, limit)]

    def search(self, wanted: Sequence[Term], limit: int) -> list[Scored]:
        """Items of every kind by their words."""
        return self._items.find(wanted, limit)

    def search_figures(self, wanted: Sequence[Term], limit: int) -> list[Scored]:
        """Figures by their words."""
        return self._items.find(wanted, limit, figures)

    def listing(self, number: int) -> Listing:
        """The topic that a briefing's number stands for."""
        return self._listing(self.topic(number))

    def topic(self, number: int) -> str:
        """The topic of what a number stands for."""
        return self._topics[bisect_right(self._firsts, number) - 1]

    def actor(self, number: int) -> Hit:
        """The actor that a number stands for."""
        topic = self.topic(number)
        record = self._records[topic]
        at = number - record.first
        item, name = record.actors[at - 2 : at]
        return Hit(topic, "actors", item, name)

    def newest_of(self, numbers: Iterable[int], limit: int) -> list[tuple[int, int]]:
        """At most `limit` of these numbers, those of the newest briefings first, each after its day turned negative."""
        firsts, days = self._firsts, self._days
        aged = sorted([(_LAST - days[bisect_right(firsts, number) - 1]) << 32 | number for number in numbers])[:limit]
        return [((one >> 32) - _LAST, one & 0xFFFFFFFF) for one in aged]

    def hit(self, number: int) -> Hit:
        """What a number stands for."""
        topic = self.topic(number)
        record = self._records[topic]
        briefing = record.packed.unpacked()
        place = number - record.first >> 1
        if not place:
            return Hit(topic, "", "", briefing.title)
        section, name, item = next(islice(briefing.items(), place - 1, None))
        return Hit(topic, section, name, label(item))

    def topics(self) -> Iterable[str]:
        """Every topic, in no order."""
        return self._records.keys()

    def _listing(self, topic: str) -> Listing:
        packed = self._records[topic].packed
        return Listing(topic, packed.title, packed.as_of)

    def _renumber(self) -> None:
        packed = [record.packed for record in self._records.values()]
        self.__init__(self.workspace)  # type: ignore[misc]
        for one in packed:
            self.put(one)


def figures(numbers: Iterable[int]) -> set[int]:
    """Those of the numbers that stand for figures."""
    return {number for number in numbers if number & FIGURE}


def _rank(packed: Packed) -> tuple[int, str, str]:
    return -packed.as_of.toordinal(), packed.title, packed.topic
