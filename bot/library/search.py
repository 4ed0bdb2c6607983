"""Items found by their words: an inverted index of stems over numbers."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest, nsmallest
from itertools import islice
from math import log
from typing import Final, NamedTuple

from bot.library.stems import Term
from bot.library.vocabulary import Vocabulary

CANDIDATES: Final = 400
"""Most items ranked for one query: those that have all of its words, then the newest with the rarest of them."""

RECENT: Final = 8_000
"""Most items of a query's rarest word, the newest, that are gone through for those with all of its words; older ones
only when none of these has."""

ALIKE: Final = 20
"""Most words that one is taken for when no item has itself."""

TELLING: Final = 4
"""Fewest letters by which a word is told that begins with them: "bas" is not "Bashar"."""

WORDS: Final = 12
"""Most words of a query that are looked at."""

Codes = Mapping[str, Sequence[int]]
"""By stem what has it, in ascending order."""

Postings = dict[str, "array[int]"]
"""Numbers by stem, each stem's in ascending order."""

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


@dataclass(frozen=True, slots=True)
class Hits:
    """What goes with a query: items with `every` word of it, those with `some`, and the words that `nothing` has, which
    are looked for where no item has every word."""

    every: tuple[Hit, ...] = ()
    some: tuple[Hit, ...] = ()
    nothing: tuple[str, ...] = ()


class Scored(NamedTuple):
    """An item's number, how many of the words it has, what they weigh together, and the stems of them."""

    shared: int
    weight: float
    number: int
    stems: frozenset[str]


class Index:
    """Numbers (whatever they stand for) by the stems of a label, which weigh most, and of a body.

    Numbers are below 2**32 and given in ascending order.
    """

    def __init__(self) -> None:
        self._labels: dict[str, array[int]] = {}
        self._bodies: dict[str, array[int]] = {}
        self._words = Vocabulary()
        self._count = 0

    def add(self, first: int, labels: Codes, bodies: Codes) -> None:
        """Let numbers be found, each `first` and a code, by the stems of their labels and of their bodies.

        None of them may be below one that is there.
        """
        self._count += 1
        self._post(self._labels, self._bodies, first, labels)
        self._post(self._bodies, self._labels, first, bodies)

    def remove(self, first: int, labels: Codes, bodies: Codes) -> None:
        """Forget numbers by these stems."""
        self._count -= 1
        self._drop(self._labels, self._bodies, first, labels)
        self._drop(self._bodies, self._labels, first, bodies)

    def find(self, wanted: Iterable[Term], limit: int, keep: Callable[[Iterable[int]], set[int]] = set) -> list[Scored]:
        """The numbers that share most of the words, then those where the shared ones weigh most, in ascending order.

        A word that begins with a very short one is found by it, but not shared. `keep` says which numbers may be found
        at all.
        """
        words = {term.stem: found for term in wanted if (found := self._chosen(term.stem))}
        chosen = sorted(words.values(), key=self._size)
        candidates = self._candidates(chosen, keep)
        scores: dict[int, tuple[int, float]] = {}
        having: dict[str, Collection[int]] = {}
        for stem, asked in words.items():
            counts = len(stem) >= TELLING or stem in asked
            weights = self._weights(asked, candidates)
            having[stem] = weights if counts else ()
            for number, weight in weights.items():
                shared, before = scores.get(number, (0, 0.0))
                scores[number] = shared + counts, before + weight
        best = nsmallest(limit, ((-shared, -weight, number) for number, (shared, weight) in scores.items()))
        return [
            Scored(-shared, -weight, number, frozenset(stem for stem, numbers in having.items() if number in numbers))
            for shared, weight, number in best
        ]

    def settle(self) -> None:
        """Sort in what was added, so that the next look-up need not."""
        self._words.settle()

    def _post(self, into: Postings, other: Postings, first: int, stems: Codes) -> None:
        posted, fresh = into.get, self._words.add
        for stem, codes in stems.items():
            numbers = posted(stem)
            if numbers is None:
                into[stem] = numbers = array("I")
                if stem not in other:
                    fresh(stem)
            if len(codes) == 1:
                numbers.append(first + codes[0])
            else:
                numbers.extend([first + code for code in codes])

    def _drop(self, out: Postings, other: Postings, first: int, stems: Codes) -> None:
        for stem, codes in stems.items():
            numbers = out[stem]
            for code in codes:
                del numbers[bisect_left(numbers, first + code)]
            if not numbers:
                del out[stem]
                if stem not in other:
                    self._words.remove(stem)

    def _chosen(self, stem: str) -> dict[str, float]:
        """The stem itself when items have it; else those that begin with it, or that it could be a typo of."""
        if stem in self._labels or stem in self._bodies:
            return {stem: 1.0}
        if len(stem) >= 3 and (longer := self._words.beginning(stem, ALIKE)):
            return dict.fromkeys(longer, _LIKE)
        return dict.fromkeys(islice(self._words.mistyped(stem), ALIKE), _LIKE)

    def _held(self, stems: Iterable[str]) -> "Iterator[array[int]]":
        """The numbers of these stems, label by label, then body by body."""
        for postings in (self._labels, self._bodies):
            for stem in stems:
                if stem in postings:
                    yield postings[stem]

    def _size(self, stems: Iterable[str]) -> int:
        return sum(map(len, self._held(stems)))

    def _candidates(self, chosen: Sequence[Mapping[str, float]], keep: Callable[[Iterable[int]], set[int]]) -> set[int]:
        """At most CANDIDATES numbers worth ranking: those with all of the words first, then those with the rarest."""
        found = set[int]()
        if len(chosen) > 1 and self._size(chosen[0]) > CANDIDATES:
            newest = {number for held in self._held(chosen[0]) for number in keep(held[-RECENT:])}
            together = self._together(newest, chosen[1:])
            if not together and self._size(chosen[0]) > RECENT:
                together = self._together({n for held in self._held(chosen[0]) for n in keep(held)}, chosen[1:])
            found.update(nlargest(CANDIDATES, together))
        for asked in chosen:
            for held in self._held(asked):
                if len(found) >= CANDIDATES:
                    return found
                found.update(nlargest(CANDIDATES - len(found), keep(held[-RECENT:])))
        return found

    def _together(self, numbers: set[int], chosen: Sequence[Mapping[str, float]]) -> set[int]:
        """Those of the numbers that have each of the words."""
        for asked in chosen:
            numbers = {number for held in self._held(asked) for number in _among(numbers, held)}
        return numbers

    def _weights(self, asked: Mapping[str, float], candidates: set[int]) -> dict[int, float]:
        """What one word weighs in each of the candidates that have it."""
        weights: dict[int, float] = {}
        for postings, part in ((self._bodies, _BODY), (self._labels, _LABEL)):
            for stem, worth in asked.items():
                if (held := postings.get(stem)) is not None:
                    weight = part * worth * log(2 + self._count / len(held))
                    for number in _among(candidates, held):
                        weights[number] = max(weight, weights.get(number, 0))
        return weights


def _among(candidates: set[int], held: "array[int]") -> Iterable[int]:
    """The candidates that are held; of a long list each is looked up in turn."""
    if len(held) < 16 * len(candidates):
        return candidates.intersection(held)
    places = ((number, bisect_left(held, number)) for number in candidates)
    return (number for number, at in places if at < len(held) and held[at] == number)
