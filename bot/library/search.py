"""Items found by their words: an inverted index of stems over numbers."""

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice
from math import log
from typing import Final, NamedTuple

from bot.library.stems import stems
from bot.library.vocabulary import Vocabulary

CANDIDATES: Final = 1500
"""Most items ranked for one query: of words that more items have, those that have all of them, then the newest."""

RECENT: Final = 16_000
"""Most items of one word, the newest, that are gone through for a query of common words only."""

ALIKE: Final = 20
"""Most words that one is taken for when no item has itself."""
QUERY: Final = 400
"""Most characters of a query that are looked at."""

WORDS: Final = 12
"""Most words of a query that are looked at."""

_LABEL: Final = 3.0
_BODY: Final = 1.0
_LIKE: Final = 0.5
"""What a word of the label, of the body, and one that only begins like it or is mistyped weighs."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An item found: its topic, section ("" for the briefing itself), name and label."""

    topic: str
    section: str
    item: str
    label: str


class Scored(NamedTuple):
    """An item's number, how many of the words it has, and what they weigh together."""

    shared: int
    weight: float
    number: int


class Index:
    """Numbers (whatever they stand for) by the stems of a label, which weigh most, and of a body."""

    def __init__(self) -> None:
        self._postings: dict[str, array[int]] = {}
        self._words = Vocabulary()
        self._count = 0

    def add(self, number: int, label: Iterable[str], body: Iterable[str]) -> None:
        """Let a number be found by these stems; none may be in both."""
        self._count += 1
        for stem in label:
            self._post(stem, number << 1 | 1)
        for stem in body:
            self._post(stem, number << 1)

    def remove(self, number: int, label: Iterable[str], body: Iterable[str]) -> None:
        """Forget a number by these stems."""
        self._count -= 1
        for stem in label:
            self._drop(stem, number << 1 | 1)
        for stem in body:
            self._drop(stem, number << 1)

    def find(self, words: str, limit: int) -> list[Scored]:
        """The numbers that share most of the words, then those where the shared ones weigh most, then the newest."""
        wanted = dict.fromkeys(stems(words[:QUERY]))
        chosen = [found for stem in list(wanted)[:WORDS] if (found := self._chosen(stem))]
        chosen.sort(key=self._size)
        ranked = self._candidates(chosen)
        scores: dict[int, tuple[int, float]] = {}
        for asked in chosen:
            weights: dict[int, float] = {}
            for stem, worth in asked.items():
                rarity = worth * log(1 + self._count / len(self._postings[stem]))
                for entry in self._among(ranked, stem):
                    weight = rarity * (_LABEL if entry & 1 else _BODY)
                    if weight > weights.get(entry >> 1, 0):
                        weights[entry >> 1] = weight
            for number, weight in weights.items():
                shared, before = scores.get(number, (0, 0.0))
                scores[number] = shared + 1, before + weight
        best = nsmallest(limit, ((-shared, -weight, -number) for number, (shared, weight) in scores.items()))
        return [Scored(-shared, -weight, -number) for shared, weight, number in best]

    def settle(self) -> None:
        """Sort in what was added, so that the next look-up need not."""
        self._words.settle()

    def _post(self, stem: str, entry: int) -> None:
        entries = self._postings.get(stem)
        if entries is None:
            self._postings[stem] = array("Q", (entry,))
            self._words.add(stem)
        elif entry > entries[-1]:
            entries.append(entry)
        else:
            insort(entries, entry)

    def _drop(self, stem: str, entry: int) -> None:
        entries = self._postings[stem]
        del entries[bisect_left(entries, entry)]
        if not entries:
            del self._postings[stem]
            self._words.remove(stem)

    def _chosen(self, stem: str) -> dict[str, float]:
        """The stem itself when items have it; else those that begin with it, or that it could be a typo of."""
        if stem in self._postings:
            return {stem: 1.0}
        if len(stem) >= 3 and (longer := self._words.beginning(stem, ALIKE)):
            return dict.fromkeys(longer, _LIKE)
        return dict.fromkeys(islice(self._words.mistyped(stem), ALIKE), _LIKE)

    def _size(self, chosen: Iterable[str]) -> int:
        return sum(len(self._postings[stem]) for stem in chosen)

    def _candidates(self, chosen: Sequence[Mapping[str, float]]) -> set[int]:
        """At most CANDIDATES numbers worth ranking: those with all of the words first, then those with the rarest."""
        found: dict[int, None] = {}
        if len(chosen) > 1 and self._size(chosen[0]) > CANDIDATES:
            together = self._numbers(chosen[0])
            for asked in chosen[1:]:
                together = {number for number in together if any(self._has(stem, number) for stem in asked)}
            found.update(dict.fromkeys(sorted(together, reverse=True)[:CANDIDATES]))
        for asked in chosen:
            for stem in asked:
                if len(found) >= CANDIDATES:
                    return set(found)
                entries = self._postings[stem]
                some = entries if len(entries) <= CANDIDATES else _telling(entries[-RECENT:])
                found.update(dict.fromkeys(entry >> 1 for entry in some[: CANDIDATES - len(found)]))
        return set(found)

    def _numbers(self, stems: Iterable[str]) -> set[int]:
        return {entry >> 1 for stem in stems for entry in self._postings[stem][-RECENT:]}

    def _among(self, numbers: set[int], stem: str) -> Iterable[int]:
        """The entries of a stem that are of these numbers."""
        entries = self._postings[stem]
        if len(entries) < 8 * len(numbers):
            return [entry for entry in entries if entry >> 1 in numbers]
        return [entries[at] for number in numbers if (at := self._at(stem, number)) is not None]

    def _has(self, stem: str, number: int) -> bool:
        return self._at(stem, number) is not None

    def _at(self, stem: str, number: int) -> int | None:
        """Where among the entries of a stem that of a number is."""
        entries = self._postings[stem]
        at = bisect_left(entries, number << 1)
        return at if at < len(entries) and entries[at] >> 1 == number else None


def _telling(entries: Sequence[int]) -> list[int]:
    """Entries of one word, those of labels first, the newest first."""
    return sorted(entries, key=lambda entry: (~entry & 1, -entry))
