"""The distinct words of an index: by how they begin, by how they sound, and by what a typo makes of them."""

import re
from bisect import bisect_left, insort
from collections.abc import Iterable
from typing import Final

EXACT_BELOW: Final = 5
"""Words shorter than this many letters match exactly: in short words a typo is another word."""

_SOUND: Final = str.maketrans({"y": "i", "j": "i", "w": "v", "k": "c", "q": "c", "z": "s"})
_UNWRITTEN: Final = str.maketrans({**dict.fromkeys("aeiouwyhj", ""), "p": "b", "v": "f", "q": "k", "c": "k"})
_TWICE: Final = re.compile(r"(.)\1+")
_TELLING: Final = 3
"""Fewest consonants by which a name is known that is written without its vowels."""

FEW: Final = 200
"""Words that are sorted in one by one, rather than all together: a saved file brings fewer, a start more."""

_NEAR: Final = 70
"""Least likeness, in hundredths, of a word that is near another one."""


def allowance(word: str) -> int:
    """How many typos a word of this length may have: none below five letters, one to seven, two beyond."""
    return 0 if len(word) < EXACT_BELOW else 1 if len(word) < 8 else 2


def loose(word: str) -> str:
    """A word with the letters that transliterations disagree on made the same ("guaydo", "guaido")."""
    return word.translate(_SOUND)


def consonants(word: str) -> str:
    """What Arabic and Hebrew tell of a word: no vowels, and no difference between sounds that they write alike.

    >>> consonants("madwrw"), consonants("maduro")
    ('mdr', 'mdr')
    """
    return _TWICE.sub(r"\1", word.translate(_UNWRITTEN))


class Vocabulary:
    """Distinct words of a-z and 0-9. Looking one up touches only those it could be, and no more than a set number."""

    def __init__(self) -> None:
        self._sorted: list[str] = []
        self._fresh: list[str] = []
        self._by_length: dict[int, list[str]] = {}
        self._by_sound: dict[str, list[str]] = {}
        self._by_consonants: dict[str, list[str]] = {}

    def add(self, word: str) -> None:
        """Take in a word that is not there yet."""
        self._fresh.append(word)

    def remove(self, word: str) -> None:
        """Forget a word that is there."""
        self.settle()
        self._by_consonants.clear()
        del self._sorted[bisect_left(self._sorted, word)]
        if word.isalpha():
            self._by_length[len(word)].remove(word)
            self._by_sound[loose(word)].remove(word)

    def settle(self) -> None:
        """Put the words added since the last look-up where they belong."""
        if not self._fresh:
            return
        self._by_consonants.clear()
        for word in self._fresh:
            if word.isalpha():
                self._by_length.setdefault(len(word), []).append(word)
                self._by_sound.setdefault(loose(word), []).append(word)
        if len(self._fresh) < FEW:
            for word in self._fresh:
                insort(self._sorted, word)
        else:
            self._sorted += self._fresh
            self._sorted.sort()
        self._fresh.clear()

    def beginning(self, start: str, limit: int) -> list[str]:
        """Words that begin so, in alphabetical order."""
        self.settle()
        first = bisect_left(self._sorted, start)
        found = self._sorted[first : first + limit]
        return found[: bisect_left(found, start + "\x7f")]

    def sounding(self, word: str) -> list[str]:
        """Words that transliterations of one name could be."""
        self.settle()
        return self._by_sound.get(loose(word), [])

    def unvowelled(self, word: str) -> list[str]:
        """Words that this one could be, written without vowels, with or without the Arabic article."""
        self.settle()
        if not self._by_consonants:
            for known in self._by_sound.values():
                for other in known:
                    self._by_consonants.setdefault(consonants(other), []).append(other)
        tries = {consonants(word), consonants(word.removeprefix("a").removeprefix("l"))}
        return [other for found in tries if len(found) >= _TELLING for other in self._by_consonants.get(found, ())]

    def mistyped(self, word: str) -> dict[str, float]:
        """Words this one could be a typo of, and how many typos away (optimal string alignment).

        The shorter of the two words sets how many there may be; words with digits are never mistyped, because
        another digit is another number.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        allowed = allowance(word)
        if not allowed or not word.isalpha():
            return {}
        found: dict[str, float] = {}
        for length in range(max(EXACT_BELOW, len(word) - allowed), len(word) + allowed + 1):
            most = min(allowed, allowance("x" * length))
            close = process.extract_iter(word, self._of(length), scorer=OSA.distance, score_cutoff=most)
            found.update((other, distance) for other, distance, _ in close)
        return found

    def near(self, word: str, limit: int) -> list[str]:
        """The likest words, the likest first, however far away as long as most letters agree."""
        from rapidfuzz import fuzz, process

        if len(word) < 3 or not word.isalpha():
            return []
        choices = [other for length in range(len(word) - 2, len(word) + 4) for other in self._of(length)]
        close = process.extract(word, choices, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=limit)
        return [other for other, _, _ in close]

    def _of(self, length: int) -> Iterable[str]:
        self.settle()
        return self._by_length.get(length, ())
