"""Items found by their words: an inverted index of stems over numbers."""

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Final, NamedTuple

from bot.library.stems import stems
from bot.library.vocabulary import Vocabulary

CANDIDATES: Final = 4000
"""Most items ranked for one query; of a word that more items have, the newest are."""

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

    def add(self, number: int, label: Iterable[str], body: Iterable[str]) -> None:
        """Let a number be found by these stems; none may be in both."""
        for stem in label:
            self._post(stem, number << 1 | 1)
        for stem in body:
            self._post(stem, number << 1)

    def remove(self, number: int, label: Iterable[str], body: Iterable[str]) -> None:
        """Forget a number by these stems."""
        for stem in label:
            self._drop(stem, number << 1 | 1)
        for stem in body:
            self._drop(stem, number << 1)

    def find(self, words: str, limit: int) -> list[Scored]:
        """The numbers that share most of the words, then those where the shared ones weigh most, then the newest."""
        wanted = list(dict.fromkeys(stems(words[:QUERY])))[:WORDS]
        chosen = [self._chosen(stem) for stem in wanted]
        chosen.sort(key=lambda postings: sum(len(self._postings[stem]) for stem, _ in postings))
        scores: dict[int, tuple[int, float]] = {}
        together = self._together(chosen)
        for postings in chosen:
            counted: set[int] = set()
            for stem, weight in postings:
                rarity = weight * log(2 + 1e6 / len(self._postings[stem]))
                for entry in self._ranked(stem, together, scores):
                    number = entry >> 1
                    if number in counted:
                        continue
                    counted.add(number)
                    shared, before = scores.get(number, (0, 0.0))
                    scores[number] = shared + 1, before + rarity * (_LABEL if entry & 1 else _BODY)
        ranked = sorted((-shared, -weight, -number) for number, (shared, weight) in scores.items())
        return [Scored(-shared, -weight, -number) for shared, weight, number in ranked[:limit]]

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

    def _chosen(self, stem: str) -> list[tuple[str, float]]:
        """The stem itself when items have it; else those that begin with it, or that it could be a typo of."""
        if stem in self._postings:
            return [(stem, 1.0)]
        if len(stem) >= 3 and (longer := self._words.beginning(stem, 20)):
            return [(other, _LIKE) for other in longer]
        return [(other, _LIKE) for other in self._words.mistyped(stem)]

    def _together(self, chosen: Sequence[Sequence[tuple[str, float]]]) -> set[int] | None:
        """The items that have every word, when there are several words and a common one among them."""
        found = [postings for postings in chosen if postings]
        sizes = [sum(len(self._postings[stem]) for stem, _ in postings) for postings in found]
        if len(found) < 2 or sizes[-1] <= CANDIDATES:
            return None
        numbers: set[int] | None = None
        for postings in found:
            if numbers is None:
                numbers = {entry >> 1 for stem, _ in postings for entry in self._postings[stem][-16 * CANDIDATES :]}
            else:
                numbers = {n for n in numbers if any(self._has(stem, n) for stem, _ in postings)}
        return numbers

    def _has(self, stem: str, number: int) -> bool:
        entries = self._postings[stem]
        at = bisect_left(entries, number << 1)
        return at < len(entries) and entries[at] >> 1 == number

    def _ranked(self, stem: str, together: set[int] | None, scores: dict[int, tuple[int, float]]) -> Iterable[int]:
        """The entries of a stem that are ranked: all of them, or of a common one those of items that stand out."""
        entries = self._postings[stem]
        if len(entries) <= CANDIDATES:
            return entries
        standing = together or scores.keys()
        if not standing:
            return entries[-CANDIDATES:]
        found = []
        for number in sorted(standing, reverse=True)[:CANDIDATES]:
            at = bisect_left(entries, number << 1)
            if at < len(entries) and entries[at] >> 1 == number:
                found.append(entries[at])
        return found
