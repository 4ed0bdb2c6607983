"""Names matched without regard to case, accents, script, word order and small typos."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from anyascii import anyascii

T = TypeVar("T")

EXACT_BELOW: Final = 5
"""Names shorter than this many letters match exactly: in short words a typo is another word."""

_WORD: Final = re.compile(r"[a-z0-9]+")
_SOUND: Final = str.maketrans({"y": "i", "j": "i", "w": "v", "k": "c", "q": "c", "z": "s"})


def key(text: str) -> str:
    """What is left of a name when case, accents, script, punctuation and a leading "the" are taken away.

    >>> key("The Kremlin"), key("Guaidó")
    ('kremlin', 'guaido')
    """
    words = _WORD.findall(anyascii(text).casefold().replace("'", ""))
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def loose(name: str) -> str:
    """A key with the letters that transliterations disagree on made the same ("guaydo", "guaido")."""
    return name.translate(_SOUND)


def allowance(name: str) -> int:
    """How many typos a name of this length may have: none below five letters, one to seven, two beyond."""
    return 0 if len(name) < EXACT_BELOW else 1 if len(name) < 8 else 2


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What a name means: `exact` matches (several are to be offered, never guessed), or else the `near` ones."""

    exact: tuple[T, ...] = ()
    near: tuple[T, ...] = ()


@dataclass(slots=True)
class Names(Generic[T]):
    """Things by all the names they go by."""

    _by_key: dict[str, list[T]] = field(default_factory=dict)
    _by_loose: dict[str, set[str]] = field(default_factory=dict)

    def add(self, thing: T, names: Iterable[str]) -> None:
        """Let a thing be found by these names."""
        for name in {key(name) for name in names} - {""}:
            things = self._by_key.setdefault(name, [])
            if thing not in things:
                things.append(thing)
            self._by_loose.setdefault(loose(name), set()).add(name)

    def remove(self, thing: T, names: Iterable[str]) -> None:
        """Forget a thing by these names."""
        for name in {key(name) for name in names} - {""}:
            left = [other for other in self._by_key.get(name, ()) if other != thing]
            if left:
                self._by_key[name] = left
            elif self._by_key.pop(name, None) is not None:
                self._by_loose[loose(name)].discard(name)

    def find(self, words: str, limit: int) -> Found[T]:
        """Things by exactly this name; else those a typo away when they are clear; else the closest ones as near."""
        from rapidfuzz import fuzz, process
        from rapidfuzz.distance import OSA

        wanted = key(words)
        if not wanted:
            return Found()
        for exact in (wanted, " ".join(sorted(wanted.split()))):
            if exact in self._by_key:
                return Found(tuple(self._by_key[exact]))
        if alike := self._by_loose.get(loose(wanted)):
            return Found(self._things(alike))
        if allowed := allowance(wanted):
            close = process.extract(wanted, self._by_key.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=limit)
            if close:
                best = close[0][1]
                return Found(self._things(name for name, distance, _ in close if distance == best))
        if len(wanted) < EXACT_BELOW:
            return Found()
        near = process.extract(wanted, self._by_key.keys(), scorer=fuzz.WRatio, score_cutoff=72, limit=limit * 3)
        return Found((), self._things(name for name, _, _ in near)[:limit])

    def complete(self, typed: str, limit: int) -> tuple[T, ...]:
        """Things with a name of which some word starts with what is typed, then near ones."""
        wanted = key(typed)
        names = (name for name in self._by_key if name.startswith(wanted) or f" {wanted}" in name)
        found = self._things(
            sorted(names, key=lambda name: (not name.startswith(wanted), len(name), name))[: limit * 4]
        )
        return found[:limit] or self.find(typed, limit).near

    def _things(self, names: Iterable[str]) -> tuple[T, ...]:
        return tuple(dict.fromkeys(thing for name in names for thing in self._by_key[name]))
