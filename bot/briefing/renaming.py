"""Items that were given another name: which they are, and a briefing with its items under other names."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any, Final, TypeVar

from bot.briefing.model import SECTIONS, Briefing, Card, Claim, Event, Evidence, Figure, Item, Position, Quote, Source
from bot.briefing.parts import label

Thing = TypeVar("Thing", bound=Item | Source | Position)

_KNOWN: Final[Mapping[type, str]] = {Figure: "label", Claim: "question", Card: "question", Quote: "about"}
"""The words by which people know a thing that is the same one under other words, as long as all else in it is."""


def renamed(was: Briefing, now: Briefing) -> dict[str, str]:
    """The paths of the items and sources that have another name now, each with its path now
    (`{"figures.price": "figures.cost"}`).

    What is gone and what is new is one thing under two names when both read the same, else when people know both by
    the same words (not events and quotes), else when all but those is the same; never when it could be several.
    """
    found: dict[str, str] = {}
    for section in ("sources", *SECTIONS):  # what is referred to before what refers to it
        gone = {name: one for name, one in getattr(was, section).items() if name not in getattr(now, section)}
        new = {name: one for name, one in getattr(now, section).items() if name not in getattr(was, section)}
        if not gone or not new:
            continue
        names = {old.partition(".")[2]: path.partition(".")[2] for old, path in found.items()}
        gone = {name: _referring(one, names) for name, one in gone.items()}
        for alike in (_same, _known_alike, _same_but_for_its_words):
            for name, other in _pairs(gone, new, alike):
                found[f"{section}.{name}"] = f"{section}.{other}"
                del gone[name], new[other]
    return found


def under(briefing: Briefing, names: Mapping[str, str]) -> Briefing:
    """The briefing with the things of some paths under those they are given; one whose new name is taken keeps its
    own."""
    taken = {
        old: new
        for old, new in names.items()
        if (section := old.partition(".")[0]) == new.partition(".")[0]
        and old.partition(".")[2] in getattr(briefing, section)
        and new.partition(".")[2] not in getattr(briefing, section)
    }
    if not taken:
        return briefing
    words = {old.partition(".")[2]: new.partition(".")[2] for old, new in taken.items()}
    sections: dict[str, Any] = {
        section: {
            taken.get(f"{section}.{name}", f"{section}.{name}").partition(".")[2]: _referring(one, words)
            for name, one in getattr(briefing, section).items()
        }
        for section in ("sources", *SECTIONS)
    }
    return replace(briefing, **sections)


def _pairs(gone: Mapping[str, Any], new: Mapping[str, Any], alike: Callable[[Any, Any], bool]) -> list[tuple[str, str]]:
    """Those that are alike, and like no others."""
    pairs = [(name, other) for name, one in gone.items() for other, two in new.items() if alike(one, two)]
    return [
        (name, other)
        for name, other in pairs
        if sum(name == one for one, _ in pairs) == 1 and sum(other == two for _, two in pairs) == 1
    ]


def _same(one: Item | Source, two: Item | Source) -> bool:
    return one == two


def _known_alike(one: Item | Source, two: Item | Source) -> bool:
    return not isinstance(one, Event | Quote) and label(one).casefold() == label(two).casefold()


def _same_but_for_its_words(one: Item | Source, two: Item | Source) -> bool:
    field = _KNOWN.get(type(one))
    return field is not None and replace(one, **{field: getattr(two, field)}) == two


def _referring(thing: Thing, names: Mapping[str, str]) -> Thing:
    """A thing that refers to others by the names that they have now."""
    if not names or isinstance(thing, Source):
        return thing
    new: dict[str, Any] = {}
    for field in fields(thing):
        value = getattr(thing, field.name)
        if field.name in ("by", "stated_by"):
            new[field.name] = names.get(value, value)
        elif field.name == "shows":
            new[field.name] = tuple(names.get(name, name) for name in value)
        elif field.name == "positions":
            new[field.name] = tuple(_referring(one, names) for one in value)
        elif field.name == "evidence":
            new[field.name] = tuple(_at(one, names) for one in value)
    return replace(thing, **new) if any(getattr(thing, name) != value for name, value in new.items()) else thing


def _at(evidence: Evidence, names: Mapping[str, str]) -> Evidence:
    return replace(evidence, source=names.get(evidence.source, evidence.source))
