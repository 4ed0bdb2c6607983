"""Items found by their words: an inverted index over stems."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.library.names import key

CANDIDATES: Final = 2000
"""Most items ranked for one query; a word that more items share says too little to rank them by."""

_ENDINGS: Final = re.compile(r"(?:ations?|ings?|ies|ed|es|s)$")
_EMPTY: Final = frozenset(
    ["the", "a", "an", "of", "in", "on", "for", "and", "or", "to", "is", "are", "was", "were", "how", "much", "many", "what", "does", "do", "did", "by", "with"]
)


def stems(text: str) -> list[str]:
    """The words of a text without their endings and without those that say nothing."""
    return [_ENDINGS.sub("", word) if len(word) > 4 else word for word in key(text).split() if word not in _EMPTY]


@dataclass(frozen=True, slots=True)
class Hit:
    """An item found: its topic, section ("" for the briefing itself), name and label."""

    topic: str
    section: str
    item: str
    label: str


@dataclass(slots=True)
class Index:
    """Items by the stems of their label, which weigh most, and of their body."""

    _items: dict[Hit, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    _by_stem: defaultdict[str, dict[Hit, None]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, hit: Hit, label: str, body: str) -> None:
        """Let an item be found by these words."""
        words = frozenset(stems(label)), frozenset(stems(body))
        self._items[hit] = words
        for stem in words[0] | words[1]:
            self._by_stem[stem][hit] = None

    def remove(self, hit: Hit) -> None:
        """Forget an item."""
        label, body = self._items.pop(hit)
        for stem in label | body:
            del self._by_stem[stem][hit]

    def find(self, words: str, limit: int, *, every: bool = False) -> list[Hit]:
        """The items that share most of the words, best first; with `every` those first that have them all."""
        wanted = list(dict.fromkeys(stems(words)))
        scores: dict[Hit, float] = defaultdict(float)
        for stem in wanted:
            for hit in self._holding(stem):
                label, body = self._items[hit]
                scores[hit] += 3 if stem in label else 2 if stem in body else 1
        need = len(wanted) if every else 1
        full = [hit for hit in scores if self._shared(hit, wanted) >= need]
        return sorted(full or scores, key=lambda hit: (-scores[hit], hit.topic, hit.item))[:limit]

    def _shared(self, hit: Hit, wanted: Sequence[str]) -> int:
        label, body = self._items[hit]
        return sum(stem in label or stem in body for stem in wanted)

    def _holding(self, stem: str) -> Iterable[Hit]:
        """Items with this stem, or with one that begins with it."""
        if stem in self._by_stem:
            return list(self._by_stem[stem])[-CANDIDATES:]
        if len(stem) < 3:
            return ()
        return [hit for other, hits in self._by_stem.items() if other.startswith(stem) for hit in hits][:CANDIDATES]
