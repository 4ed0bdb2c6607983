"""What stands behind a sentence: the passages it may rest on, read once."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from bot.briefing.dates import following, told
from bot.briefing.model import Evidence
from bot.briefing.normal import plain
from bot.briefing.pairing import Labelled, labelled
from bot.briefing.quantity import Quantity, both, names

WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
"""A word without digits."""

_TIME: Final = re.compile(
    r"\b(?:ago|recently|earlier|previously|formerly|"
    r"(?:this|last|next|past)\s+(?:morning|afternoon|evening|night|week|month|quarter|year|decade|century))\b"
)
_NOW: Final = re.compile(r"\b(?:still|now|nowadays|currently|presently|today|tonight|so far|to date)\b")
"""Words that tell of the day of publication itself, whatever other time stands beside them."""


class Said:
    """One passage, read when somebody asks."""

    def __init__(self, exact: str) -> None:
        self.exact = exact

    @cached_property
    def _read(self) -> tuple[list[Quantity], list[Quantity]]:
        return both(self.exact)

    @property
    def amounts(self) -> list[Quantity]:
        """Every amount in it, and every number that may be a year."""
        return self._read[1]

    @property
    def several(self) -> bool:
        """Whether it has more than one amount."""
        return len(self._read[0]) > 1

    @cached_property
    def labelled(self) -> list[Labelled]:
        """Every amount in it with the words it stands with."""
        return labelled(self.exact, self._read[0])

    @cached_property
    def dates(self) -> set[tuple[str, frozenset[str]]]:
        """Every date in it, with how what is told lies to it: "since", "before", "early"."""
        return {(day.key, day.relation) for day in told(self.exact)}

    @cached_property
    def names(self) -> list[str]:
        """Every name with digits in it."""
        return names(self.exact)

    @cached_property
    def plain(self) -> str:
        """Its words without the accidents of form."""
        return plain(self.exact)


class Backing:
    """Some passages together, or (`whole`) all of a briefing's, which have many times that are not each other's."""

    def __init__(self, said: Iterable[Said], *, whole: bool = False) -> None:
        self.said = tuple(said)
        self._whole = whole

    @cached_property
    def amounts(self) -> list[Quantity]:
        """Every amount in any of them."""
        return [amount for said in self.said for amount in said.amounts]

    @property
    def crowded(self) -> bool:
        """Whether one of them has more than one amount, which can be taken for each other."""
        return any(said.several for said in self.said)

    @property
    def labelled(self) -> list[Labelled]:
        """Every amount in any of them with the words it stands with."""
        return [amount for said in self.said for amount in said.labelled]

    @cached_property
    def dates(self) -> set[tuple[str, frozenset[str]]]:
        """Every date in any of them, with what follows from it."""
        return following({day for said in self.said for day in said.dates})

    @cached_property
    def timed(self) -> bool:
        """Whether they tell the time of what they state, and it isn't the present: no other may be given instead."""
        if self._whole or any(_NOW.search(said.plain) for said in self.said):
            return False
        return any(said.dates or _TIME.search(said.plain) for said in self.said)

    @cached_property
    def names(self) -> set[str]:
        """Every name with digits in any of them."""
        return {name for said in self.said for name in said.names}

    @cached_property
    def text(self) -> str:
        """All of them, in a row."""
        return " ".join(said.exact for said in self.said)

    @cached_property
    def words(self) -> set[str]:
        """Every word in any of them, in lower case."""
        return {word for said in self.said for word in WORD.findall(said.plain)}

    def has(self, words: str) -> bool:
        """Whether one of them has these words, whole."""
        whole = re.compile(rf"(?<![\w-]){re.escape(plain(words))}(?![\w-])")
        return any(whole.search(said.plain) for said in self.said)

    def of(self, amount: Quantity) -> str | None:
        """The passage that states an amount."""
        return next((said.exact for said in self.said if any(found is amount for found in said.amounts)), None)

    def __add__(self, more: "Backing") -> "Backing":
        return Backing((*self.said, *more.said))


class Shelf:
    """Every passage of a briefing, each read once however many items rest on it."""

    def __init__(self) -> None:
        self._said: dict[str, Said] = {}

    def backing(self, evidence: Iterable[Evidence], *, whole: bool = False) -> Backing:
        """These passages together; `whole` when they are all of the briefing's."""
        return Backing([self.said(found.exact) for found in evidence], whole=whole)

    def said(self, exact: str) -> Said:
        """One passage."""
        found = self._said.get(exact)
        if found is None:
            found = self._said[exact] = Said(exact)
        return found
