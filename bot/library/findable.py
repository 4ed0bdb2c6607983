"""What a briefing can be found by: its names, its actors' names and the words of its items."""

from collections.abc import Iterator
from typing import Final

import msgspec

from bot.briefing.model import Briefing, Card, Claim, Event, Figure, Item, Kind, Quote
from bot.library.amounts import spoken, stated
from bot.library.names import key
from bot.library.stems import stems
from bot.present.sources import label


class ActorNames(msgspec.Struct, array_like=True, gc=False):
    """An actor's name in the briefing, its label, its keys, and whether the first may be `shortened` to some words."""

    item: str
    label: str
    keys: list[str]
    shortened: bool


class Findable(msgspec.Struct, array_like=True, gc=False):
    """The keys of a topic, those of its actors, and the stems of the labels and of the rest of its items.

    Each stem has the codes of the items it is in, in ascending order: 0 for the briefing itself and from 2 on twice the
    place in reading order, one more for a figure. `codes` is above all of them.
    """

    keys: list[str]
    actors: list[ActorNames]
    codes: int
    labels: dict[str, list[int]]
    bodies: dict[str, list[int]]


FIGURE: Final = 1
"""The bit of a code that is set for figures."""


def findable(topic: str, briefing: Briefing) -> Findable:
    """What a briefing can be found by under this topic."""
    actors = [
        ActorNames(
            name,
            actor.name,
            _keys((actor.name, *actor.aliases)),
            shortened=actor.kind is Kind.PERSON and actor.named,
        )
        for name, actor in briefing.actors.items()
    ]
    labels: dict[str, list[int]] = {}
    bodies: dict[str, list[int]] = {}
    code = 0
    for code, own, rest in _entries(briefing):
        for stem in own:
            labels.setdefault(stem, []).append(code)
        for stem in rest - own:
            bodies.setdefault(stem, []).append(code)
    return Findable(_keys((topic, briefing.title, *briefing.aliases)), actors, (code | FIGURE) + 1, labels, bodies)


def _keys(names: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(found for name in names if (found := key(name))))


def _entries(briefing: Briefing) -> Iterator[tuple[int, set[str], set[str]]]:
    """The code of everything that can be found, the stems of its label and those of the rest of it."""
    title = set(stems(briefing.title))
    yield 0, title, {*stems(briefing.summary), *(word for alias in briefing.aliases for word in stems(alias))}
    for place, (_, name, item) in enumerate(briefing.items(), 1):
        code = place << 1 | (FIGURE if isinstance(item, Figure) else 0)
        yield code, set(stems(label(item))), title.union(stems(_body(briefing, name, item)))


def _body(briefing: Briefing, name: str, item: Item) -> str:
    """The words of an item besides its label."""
    match item:
        case Figure():
            by = briefing.actors.get(item.stated_by)
            shown = " ".join(card.question for card in briefing.cards.values() if name in card.shows)
            unit = f"{item.unit} {spoken(item.unit)} {item.per or ''}"
            told = f"{stated(item)} {unit} {item.when or ''} {by.name if by else ''}"
            return f"{name} {item.note or ''} {told} {shown}"
        case Claim():
            return " ".join((item.note or "", *(position.says for position in item.positions)))
        case Card():
            return item.answer
        case Quote():
            return f"{item.about or ''} {item.to or ''} {briefing.actors[item.by].name}"
        case Event():
            return item.when
        case _:
            return " ".join((*item.aliases, item.role or "", item.affiliation or "", item.about or ""))
