"""What stands behind a sentence: the passages it may rest on, read once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from bot.briefing.bounds import before
from bot.briefing.dates import Told, dates, following, told
from bot.briefing.model import Bound, Evidence
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

    def __init__(self, exact: str, moments: Sequence[str] = ()) -> None:
        self.exact = exact
        self._moments = moments

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
        """Every amount in it with the words it stands with, and with the time: one that has none of its own may be of
        any in the passage that is not another's, or else of what the items are told for that rest on it."""
        found = labelled(self.exact, self._read[0], self._told)
        if not self.dates:
            return [one._replace(days=self.days) for one in found]
        free = self.days.difference(*(one.days for one in found)) if self.several else self.days
        return [one if one.days and self.several else one._replace(days=free) for one in found]

    @cached_property
    def days(self) -> frozenset[str]:
        """Every date in it, however that lies to it, or else those that the items are told for that rest on it."""
        return frozenset(day.key for day in self._told) or frozenset().union(*map(dates, self._moments))

    @cached_property
    def dates(self) -> set[tuple[str, frozenset[str]]]:
        """Every date in it, with how what is told lies to it: "since", "before", "early"."""
        return {(day.key, day.relation) for day in self._told}

    @cached_property
    def _told(self) -> list[Told]:
        return told(self.exact)

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
    def days(self) -> set[str]:
        """Every date that one of them has, or an item is told for that rests on it, however that lies to it."""
        return {day for said in self.said for day in said.days}

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

    def bounds(self, words: str) -> set[Bound]:
        """How exact they say these words to be, wherever one has them whole: "about half", "more than a third"."""
        whole = re.compile(rf"(?<![\w-])(?:(?:an?|one|the) )?{re.escape(plain(words))}(?![\w-])")
        places = ((said.plain, found.start()) for said in self.said for found in whole.finditer(said.plain))
        return {bound[0] if (bound := before(text, at, small=False)) else Bound.EXACTLY for text, at in places}

    def of(self, amount: Quantity) -> str | None:
        """The passage that states an amount."""
        return next((said.exact for said in self.said if any(found is amount for found in said.amounts)), None)

    def __add__(self, more: "Backing") -> "Backing":
        return Backing((*self.said, *more.said))


class Shelf:
    """Every passage of a briefing, each read once however many items rest on it; `moments` are the times for which
    those items are told, by passage."""

    def __init__(self, moments: Mapping[str, Sequence[str]] | None = None) -> None:
        self._said: dict[str, Said] = {}
        self._moments = moments or {}

    def backing(self, evidence: Iterable[Evidence], *, whole: bool = False) -> Backing:
        """These passages together; `whole` when they are all of the briefing's."""
        return Backing([self.said(found.exact) for found in evidence], whole=whole)

    def said(self, exact: str) -> Said:
        """One passage."""
        found = self._said.get(exact)
        if found is None:
            found = self._said[exact] = Said(exact, self._moments.get(exact, ()))
        return found
