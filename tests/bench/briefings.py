"""Makes any number of different, realistic briefings of about 110 lines that pass every check."""

from collections.abc import Callable
from itertools import accumulate
from random import Random
from typing import Final

_CONSONANTS: Final = "bcdfghjklmnprstvz"
_VOWELS: Final = "aeiou"
_SYLLABLES: Final = tuple(c + v for c in _CONSONANTS for v in _VOWELS)
_INVENTED: Final = (
    "".join(Random(rank).choices(_SYLLABLES, k=2 + rank % 3)) + "nrsl"[rank % 4] for rank in range(5000)
)
_VOCABULARY: Final = tuple(word for word in _INVENTED if word != "minus")
"""Words that mean nothing: the one of them that would, before an amount, is left out."""

_WEIGHTS: Final = tuple(accumulate(1 / (rank + 3) for rank in range(len(_VOCABULARY))))
"""Zipf's law: a few words turn up in every text, most of them hardly ever."""

_ROLES: Final = ("minister of trade", "head of the central bank", "spokeswoman", "economist", "envoy", "mayor")
_KINDS: Final = ("person", "organisation", "country", "group")
_MONTHS: Final = ("January", "March", "April", "June", "September", "November")
_BOUNDS: Final = {
    "exactly": "",
    "about": "about ",
    "at least": "at least ",
    "more than": "more than ",
    "up to": "up to ",
    "less than": "less than ",
}
_CURRENCIES: Final = {"USD": "$", "EUR": "€"}
_SCALES: Final = {"million": 10**6, "billion": 10**9}
_COUNTED: Final = ("soldiers", "barrels", "workers", "flights", "voters")


def briefing(number: int, items: int = 12) -> str:
    """The YAML text of one briefing: always the same for a number, another one for every number.

    `items` are shared out among the sections: about a third each to actors and to figures, the rest to claims,
    quotes, events and cards.
    """
    return _Author(Random(number), number).write(items)


class _Author:
    def __init__(self, random: Random, number: int) -> None:
        self._random = random
        self._number = number
        self._tag = f"{number:07}"  # unlike the digits alone, never a year
        self._actors: list[str] = []
        self._amounts: dict[str, str] = {}

    def write(self, items: int) -> str:
        year, month, day = 2015 + self._number % 10, 1 + self._number % 12, 1 + self._number % 28
        lines = [
            f"title: {self._name()} {self._tag}",
            f"aliases: [{self._words(2)} {self._tag}, {self._words(1)} affair {self._tag}]",
            f"as_of: {year}-{month:02}-{day:02}",
            "summary: >-",
            *(f"  {self._sentence(13)}" for _ in range(3)),
            "sources:",
        ]
        for source in ("gazette", "wire"):
            lines += [
                f"  {source}:",
                f"    title: {self._sentence(7)[:-1]}",
                f"    publisher: {self._name()}",
                f"    author: {self._name()}",
                f"    published: {year}-{month:02}-{day:02}",
                f"    url: https://{source}.example/{self._number}",
            ]
        for section, count, item in self._shares(items):
            if count:
                lines.append(f"{section}:")
            for position in range(count):
                lines += item(position)
        return "\n".join(lines) + "\n"

    def _shares(self, items: int) -> list[tuple[str, int, Callable[[int], list[str]]]]:
        actors = max(2, items // 3)
        figures = max(1, items // 3)
        rest = max(0, items - actors - figures)
        return [
            ("actors", actors, self._actor),
            ("figures", figures, self._figure),
            ("claims", (rest + 3) // 4, self._claim),
            ("quotes", (rest + 2) // 4, self._quote),
            ("events", (rest + 1) // 4, self._event),
            ("cards", rest // 4, self._card),
        ]

    def _actor(self, position: int) -> list[str]:
        name = self._name()
        self._actors.append(f"actor-{position}")
        return [
            f"  actor-{position}:",
            f"    name: {name}",
            f"    kind: {self._random.choice(_KINDS)}",
            f"    role: {self._random.choice(_ROLES)}",
            f"    aliases: [{name.split()[-1]}]",
            f"    about: {self._sentence(11)}",
            self._evidence(f"{self._words(2)} {name} {self._words(3)}"),
        ]

    def _figure(self, position: int) -> list[str]:
        random = self._random
        bound = random.choice(tuple(_BOUNDS))
        if random.random() < 0.6:
            unit, scale = random.choice(tuple(_CURRENCIES)), random.choice(tuple(_SCALES))
            tenths = random.randint(11, 989)
            value = tenths * _SCALES[scale] // 10
            amount = f"{_CURRENCIES[unit]}{tenths / 10:g} {scale}"
        else:
            unit = random.choice(_COUNTED)
            value = random.randint(101, 999_999)
            amount = f"{value:,} {unit}"
        phrase = f"{_BOUNDS[bound]}{amount}"
        year = 2000 + random.randint(0, 24)
        year = 2000 + random.randint(0, 24)
        self._amounts[f"figure-{position}"] = phrase
        return [
            f"  figure-{position}:",
            f"    label: {self._sentence(5)[:-1]}",
            f"    value: {value}",
            f"    unit: {unit}",
            f"    qualifier: {bound}",
            f'    when: "{year}"',
            "    stated_by: gazette",
            self._evidence(f"{self._words(3)} {phrase} in {year} {self._words(2)}"),
        ]

    def _claim(self, position: int) -> list[str]:
        lines = [f"  claim-{position}:", f"    question: {self._sentence(7)[:-1]}?", "    positions:"]
        for by in self._random.sample(self._actors, 2):
            lines += [
                f"      - by: {by}",
                f"        says: {self._sentence(12)}",
                f"    {self._evidence(self._words(9))}",
            ]
        return lines

    def _quote(self, position: int) -> list[str]:
        said = self._words(9)
        return [
            f"  quote-{position}:",
            f"    by: {self._random.choice(self._actors)}",
            f'    said: "{said}"',
            f"    to: {self._name()}",
            f"    about: {self._sentence(4)[:-1]}",
            self._evidence(said),
        ]

    def _event(self, position: int) -> list[str]:
        when = f"{self._random.choice(_MONTHS)} {2000 + self._random.randint(0, 24)}"
        return [
            f"  event-{position}:",
            f"    when: {when}",
            f"    what: {self._sentence(12)}",
            self._evidence(f"in {when} {self._words(5)}"),
        ]

    def _card(self, position: int) -> list[str]:
        shown = self._random.choice(tuple(self._amounts))
        return [
            f"  card-{position}:",
            f"    question: {self._sentence(6)[:-1]}?",
            "    answer: >-",
            f"      {self._sentence(14)}",
            f"      {self._words(4).capitalize()} {self._amounts[shown]}.",
            f"    shows: [{shown}, {self._actors[0]}]",
        ]

    def _evidence(self, exact: str) -> str:
        return f'    evidence: [{{source: {self._random.choice(("gazette", "wire"))}, exact: "{exact}"}}]'

    def _words(self, count: int) -> str:
        return " ".join(self._random.choices(_VOCABULARY, cum_weights=_WEIGHTS, k=count))

    def _sentence(self, words: int) -> str:
        return self._words(words).capitalize() + "."

    def _name(self) -> str:
        return self._words(2).title()
