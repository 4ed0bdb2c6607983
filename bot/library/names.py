"""Names matched without regard to case, accents, script, word order and small typos."""

import re
from array import array
from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final, Generic, TypeVar

from anyascii import anyascii

from bot.library.vocabulary import EXACT_BELOW, Vocabulary

T = TypeVar("T")

LONGEST: Final = 200
"""Most characters of what is asked that are looked at; no name has more than 120."""

WORDS: Final = 12
"""Most words of what is asked that near names are sought by."""

CANDIDATES: Final = 600
"""Most names compared letter by letter in one look-up."""

NAMED: Final = 2000
"""Most numbers of one name that are given, the highest."""

MOST_TYPOS: Final = 2
"""Most typos in a whole name."""

SOUND: Final = 0.5
"""What a word that only sounds the same counts for, in typos."""

ALIKE: Final = 72
"""Least likeness, in hundredths, of a name that is worth offering."""

_WITHOUT_VOWELS: Final = re.compile(r"[\u0590-\u08ff]")
"""Hebrew and Arabic."""

_WORD: Final = re.compile(r"[a-z0-9]+")


def key(text: str) -> str:
    """What is left of a name when case, accents, script, punctuation and a leading "the" are taken away.

    >>> key("The Kremlin"), key("Guaidó")
    ('kremlin', 'guaido')
    """
    words = _WORD.findall((text if text.isascii() else anyascii(text)).casefold().replace("'", ""))
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What a name means: `exact` matches (several are to be offered, never guessed), or else the `near` ones."""

    exact: tuple[T, ...] = ()
    near: tuple[T, ...] = ()


@dataclass(frozen=True, slots=True)
class Matches:
    """Numbers that a name means, all equally `distant` from it in typos; or else near ones with their likeness."""

    exact: Sequence[int] = ()
    distant: float = 0
    near: Sequence[tuple[float, int]] = ()


class Names:
    """Numbers (whatever they stand for) by all the names they go by, each name given as its `key`."""

    def __init__(self) -> None:
        self._numbers: dict[str, array[int]] = {}
        self._holding: dict[str, list[str]] = {}
        self._words = Vocabulary()
        self._shortened: set[str] = set()

    def add(self, number: int, names: Iterable[str], *, shortened: bool = False) -> None:
        """Let a number be found by these names; those that may be `shortened` also by some of their words."""
        for name in names:
            numbers = self._numbers.get(name)
            if numbers is None:
                self._numbers[name] = array("I", (number,))
                for word in set(name.split()):
                    self._hold(word, name)
            elif number not in numbers[-1:]:
                insort(numbers, number)
            if shortened:
                self._shortened.add(name)

    def remove(self, number: int, names: Iterable[str]) -> None:
        """Forget a number by these names."""
        for name in names:
            numbers = self._numbers[name]
            numbers.remove(number)
            if not numbers:
                del self._numbers[name]
                self._shortened.discard(name)
                for word in set(name.split()):
                    self._release(word, name)

    def match(self, words: str, limit: int) -> Matches:
        """What these words name: exactly, or as transliterations or typos of it; else at most `limit` near names.

        Beside what is only a typo away, longer names that have the very words may be meant as well.
        """
        wanted = key(words[:LONGEST])
        if not wanted:
            return Matches()
        parts = wanted.split()
        if same := self._same(wanted, parts):
            return Matches(self._all(same))
        if same := self._respaced(parts):
            return Matches(self._all(same), SOUND)
        spellings = [self._spellings(part, words[:LONGEST]) for part in parts[:WORDS]]
        if len(parts) <= WORDS:
            meant, distant = self._spelt(spellings)
            if meant:
                return Matches(self._all([*meant, *self._with(parts)] if distant else meant), distant)
        if not limit:
            return Matches()
        return Matches(near=self._near(wanted, parts[:WORDS], spellings, limit))

    def complete(self, typed: str, limit: int) -> list[int]:
        """Numbers with a name of which words begin with what is typed: if it begins with it first, then short ones."""
        wanted = key(typed[:LONGEST])
        *whole, last = wanted.split()[:WORDS] or [""]
        names: dict[str, None] = {}
        for word in self._words.beginning(last, limit * 8):
            names.update(dict.fromkeys(self._holding[word][:CANDIDATES]))
            if len(names) >= CANDIDATES:
                break
        held = [name for name in names if all(f" {part}" in f" {name}" for part in whole)]
        held.sort(key=lambda name: (not name.startswith(wanted), len(name), name))
        return [number for name in held[: limit * 4] for number in self._numbers[name][-limit:]]

    def settle(self) -> None:
        """Sort in what was added, so that the next look-up need not."""
        self._words.settle()

    def _hold(self, word: str, name: str) -> None:
        names = self._holding.get(word)
        if names is None:
            self._holding[word] = [name]
            self._words.add(word)
        else:
            names.append(name)

    def _release(self, word: str, name: str) -> None:
        names = self._holding[word]
        names.remove(name)
        if not names:
            del self._holding[word]
            self._words.remove(word)

    def _all(self, names: Iterable[str]) -> Sequence[int]:
        numbers = [self._numbers[name] for name in names]
        return numbers[0][-NAMED:] if len(numbers) == 1 else sorted(set(chain.from_iterable(numbers)))[-NAMED:]

    def _same(self, wanted: str, parts: Sequence[str]) -> list[str]:
        """Names of exactly these words, in any order, and longer ones that may be shortened to them."""
        holding = [self._holding.get(part, ()) for part in set(parts)]
        holding.sort(key=len)
        held: Iterable[str] = holding[0] if len(holding) == 1 else set(holding[0]).intersection(*holding[1:])
        long = len(wanted) >= 3
        ordered = sorted(parts)
        if len(holding) < len(parts):
            return [name for name in held if len(name) == len(wanted) and sorted(name.split()) == ordered]
        return [
            name
            for name in held
            if name == wanted
            or (long and name in self._shortened)
            or (len(name) == len(wanted) and sorted(name.split()) == ordered)
        ]

    def _with(self, parts: Sequence[str]) -> list[str]:
        """Names that have all of these words, at most CANDIDATES."""
        return list(islice(set.intersection(*(set(self._holding.get(part, ())) for part in parts)), CANDIDATES))

    def _respaced(self, parts: Sequence[str]) -> list[str]:
        """Names that these words are when a space is left out or put in."""
        if len(parts) == 1:
            word = parts[0]
            tries = [f"{word[:cut]} {word[cut:]}" for cut in range(2, len(word) - 1)]
        else:
            pairs = range(min(len(parts), WORDS) - 1)
            tries = [" ".join((*parts[:at], parts[at] + parts[at + 1], *parts[at + 2 :])) for at in pairs]
        return [name for name in tries if name in self._numbers]

    def _spellings(self, part: str, asked: str) -> dict[str, float]:
        """Words of names that this part of what is asked may be, and how distant.

        Another script's spelling counts in short words too.
        """
        found: dict[str, float] = {}
        if part in self._holding:
            found[part] = 0
        if len(part) >= EXACT_BELOW or not asked.isascii():
            for word in self._words.sounding(part):
                found.setdefault(word, SOUND)
        if _WITHOUT_VOWELS.search(asked):
            for word in self._words.unvowelled(part):
                found.setdefault(word, 1)
        for word, distance in self._words.mistyped(part).items():
            found.setdefault(word, distance)
        return found

    def _spelt(self, spellings: Sequence[dict[str, float]]) -> tuple[list[str], float]:
        """The names that go with one spelling of every word, the nearest only, and how far away they are."""
        if not all(spellings):
            return [], 0
        rarest = min(spellings, key=lambda words: sum(len(self._holding[word]) for word in words))
        best: list[str] = []
        nearest = MOST_TYPOS + 0.1
        for name in self._holders(sorted(rarest, key=lambda word: rarest[word])):
            distance = _distance(name.split(), spellings, name in self._shortened)
            if distance is None or distance > nearest:
                continue
            if distance < nearest:
                best, nearest = [], distance
            best.append(name)
        return best, nearest

    def _near(
        self, wanted: str, parts: Sequence[str], spellings: Sequence[dict[str, float]], limit: int
    ) -> list[tuple[float, int]]:
        from rapidfuzz import fuzz, process

        alike = []
        for part, spelt in zip(parts, spellings, strict=True):
            words = [*spelt, *self._words.near(part, 10)]
            if len(part) >= 3:
                words += self._words.beginning(part, 20)
            alike.append(words)
        rarest_first = sorted(alike, key=lambda words: sum(len(self._holding[word]) for word in words))
        names = dict.fromkeys(self._holders(chain.from_iterable(rarest_first)))
        close = process.extract(wanted, names.keys(), scorer=fuzz.WRatio, score_cutoff=ALIKE, limit=limit * 4)
        close.sort(key=lambda found: (-found[1], len(found[0]), found[0]))
        return [(likeness, number) for name, likeness, _ in close for number in self._numbers[name][-limit:]]

    def _holders(self, words: Iterable[str]) -> Iterator[str]:
        """At most CANDIDATES names that hold one of the words."""
        left = CANDIDATES
        for word in words:
            for name in self._holding[word][:left]:
                left -= 1
                yield name


def _distance(words: list[str], spellings: Sequence[dict[str, float]], shortened: bool) -> float | None:
    """How many typos a name's words are from what is asked; None when a word of either side is left over."""
    if len(words) < len(spellings) or (len(words) > len(spellings) and not shortened):
        return None
    total = 0.0
    for spelt in spellings:
        distance, word = min(((spelt[word], word) for word in words if word in spelt), default=(None, ""))
        if distance is None:
            return None
        words.remove(word)
        total += distance
    return total
