"""What a briefing can be found by: its names, its actors' names and the words of its items."""

from collections.abc import Iterator

import msgspec

from bot.briefing.model import Briefing, Card, Claim, Event, Figure, Item, Kind, Quote
from bot.library.names import key
from bot.library.stems import stems
from bot.present.sources import label


class ActorNames(msgspec.Struct, array_like=True, gc=False):
    """An actor's name in the briefing, its label, its keys, and whether the first may be `shortened` to some words."""

    item: str
    label: str
    keys: list[str]
    shortened: bool


class Words(msgspec.Struct, array_like=True, gc=False):
    """The stems of an item's label and those of the rest of it that the label has not; figures are marked."""

    label: list[str]
    body: list[str]
    figure: bool


class Findable(msgspec.Struct, array_like=True, gc=False):
    """The keys of a topic, of its actors, and the words of the briefing itself and of its items in reading order."""

    keys: list[str]
    actors: list[ActorNames]
    entries: list[Words]


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
    return Findable(_keys((topic, briefing.title, *briefing.aliases)), actors, list(_entries(briefing)))


def _keys(names: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(found for name in names if (found := key(name))))


def _entries(briefing: Briefing) -> Iterator[Words]:
    title = stems(briefing.title)
    yield _words(title, [word for alias in briefing.aliases for word in stems(alias)], stems(briefing.summary))
    for _, name, item in briefing.items():
        yield _words(stems(label(item)), title, stems(_body(briefing, name, item)), figure=isinstance(item, Figure))


def _words(name: list[str], *rest: list[str], figure: bool = False) -> Words:
    first = set(name)
    return Words(sorted(first), sorted({word for words in rest for word in words} - first), figure)


def _body(briefing: Briefing, name: str, item: Item) -> str:
    """The words of an item besides its label."""
    match item:
        case Figure():
            by = briefing.actors.get(item.stated_by)
            shown = " ".join(card.question for card in briefing.cards.values() if name in card.shows)
            return f"{name} {item.note or ''} {item.unit} {item.when or ''} {by.name if by else ''} {shown}"
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
