"""Changing a briefing: always a new one, held to the schema, with an item more, another or less."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Final, TypeVar

from pydantic import ValidationError

from bot.briefing.model import Briefing, Item, Position, Source
from bot.briefing.schema import doubt, fit

WORDS: Final = 4
"""Most words of a text that an item is named by."""

LONGEST: Final = 40
"""Most characters of a name."""

_LITTLE: Final = frozenset((
    "a", "an", "and", "are", "as", "at", "by", "do", "does", "for", "from", "has", "have", "how", "in", "is", "it",
    "of", "on", "or", "that", "the", "to", "was", "were", "what", "when", "who", "why", "with",
))  # fmt: skip
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SPLIT: Final = re.compile(r"[^a-z0-9]+")
_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?", re.ASCII)

Kept = TypeVar("Kept")
Thing = TypeVar("Thing", bound=Briefing | Item | Position | Source)


class Unfit(ValueError):
    """Something given is not what a briefing can hold: which field, what is wrong, what to do."""

    def __init__(self, field: str, problem: str, hint: str) -> None:
        super().__init__(f"{problem} {hint}")
        self.field = field
        self.problem = problem
        self.hint = hint


def made(kind: type[Kept], /, **values: object) -> Kept:
    """An item, or a whole briefing, of these values; what is None or empty is left out. Raises Unfit, also when `when`
    is a day or a month that no calendar has."""
    _require_possible(values.get("when"))
    given = {name: value for name, value in values.items() if value is not None and value not in ("", ())}
    return _fit(kind, given)


def _require_possible(when: object) -> None:
    if not isinstance(when, str) or not (written := _DAY.fullmatch(when.strip())):
        return
    try:
        date(int(written[1]), int(written[2]), int(written[3] or 1))
    except ValueError:
        hint = "Write it like 2019-04-04, or as vague as the source leaves it."
        raise Unfit("when", "No calendar has this date.", hint) from None


def named(words: str, briefing: Briefing | None = None) -> str:
    """A name made of the first words of a text that no item of a briefing has: "owed", "owed-2".

    >>> named("What does Venezuela still owe Russia?")
    'venezuela-still-owe-russia'
    """
    from anyascii import anyascii

    every = [word for word in _SPLIT.split(anyascii(words).lower()) if word]
    telling = [word for word in every if word not in _LITTLE] or every or ["item"]
    name = telling[0][:LONGEST]
    for word in telling[1:WORDS]:
        if len(name) + 1 + len(word) > LONGEST - 4:
            break
        name = f"{name}-{word}"
    taken = {found for _, found, _ in briefing.items()} if briefing else set[str]()
    number, free = 2, name
    while free in taken:
        free, number = f"{name[: LONGEST - 4]}-{number}", number + 1
    return free


def is_name(text: str) -> bool:
    """Whether a text can name a topic or an item."""
    return len(text) <= LONGEST and _NAME.fullmatch(text) is not None


def put(briefing: Briefing, section: str, name: str, item: Item | Source) -> Briefing:
    """The briefing with an item, or a source, in place of the one of this name, or as the last. Raises Unfit."""
    there: Mapping[str, Item | Source] = getattr(briefing, section)
    return changed(briefing, **{section: {**there, name: item}})


def without(briefing: Briefing, section: str, names: Iterable[str]) -> Briefing:
    """The briefing without some items, or sources, of a section. Raises Unfit."""
    gone = set(names)
    there: Mapping[str, Item | Source] = getattr(briefing, section)
    return changed(briefing, **{section: {name: item for name, item in there.items() if name not in gone}})


def changed(thing: Thing, **values: object) -> Thing:
    """A briefing, or a thing in one, with other values of its own. Raises Unfit."""
    return _fit(type(thing), {field.name: getattr(thing, field.name) for field in fields(thing)} | values)


def _fit(kind: type[Kept], values: Mapping[str, object]) -> Kept:
    try:
        return fit(kind, values)
    except ValidationError as error:
        first = doubt(error.errors(include_url=False)[0])
        raise Unfit(str(first.path[0]) if first.path else "", first.problem, first.hint) from None
