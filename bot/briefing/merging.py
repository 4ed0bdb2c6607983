"""Two people's changes to one briefing put together, item by item and field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, TypeVar

from bot.briefing.editing import changed
from bot.briefing.model import SECTIONS, Briefing
from bot.briefing.renaming import renamed, under

_OWN: Final = ("title", "aliases", "as_of", "summary")


Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Clash:
    """What both changed, each differently: the path of the item (`figures.owed`), or the briefing's own field, and the
    field in it where both have it."""

    path: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """The briefing with both changes; where they clash, theirs stands."""

    briefing: Briefing
    clashes: tuple[Clash, ...]


def merge(base: Briefing, mine: Briefing, theirs: Briefing) -> Merged:
    """Put together what was changed in `mine` and in `theirs` since `base`. Raises Unfit when that is no briefing.

    An item that one of both gave another name is the same one in all three.
    """
    base, mine, theirs = _alike(base, mine, theirs)
    clashes: list[Clash] = []
    values: dict[str, object] = {}
    for name in _OWN:
        before, ours, other = (getattr(one, name) for one in (base, mine, theirs))
        values[name] = _either(before, ours, other, Clash(name), clashes)
    for section in (*SECTIONS, "sources"):
        values[section] = _items(section, base, mine, theirs, clashes)
    return Merged(changed(theirs, **values), tuple(clashes))


def _alike(base: Briefing, mine: Briefing, theirs: Briefing) -> tuple[Briefing, Briefing, Briefing]:
    """All three with every item under the name that it was given last; `theirs` where both gave it one."""
    names = renamed(base, mine)
    base, theirs = under(base, names), under(theirs, names)
    names = renamed(base, theirs)
    return under(base, names), under(mine, names), theirs


def _items(
    section: str, base: Briefing, mine: Briefing, theirs: Briefing, clashes: list[Clash]
) -> Mapping[str, object]:
    before, ours, other = (getattr(one, section) for one in (base, mine, theirs))
    merged: dict[str, object] = {}
    for name in dict.fromkeys((*other, *ours)):
        item = _item(before.get(name), ours.get(name), other.get(name), f"{section}.{name}", clashes)
        if item is not None:
            merged[name] = item
    return merged


def _item(before: Kept | None, ours: Kept | None, other: Kept | None, path: str, clashes: list[Clash]) -> Kept | None:
    """An item as both have it; None when one of them took it away and the other left it alone."""
    if before is None or ours is None or other is None or ours in (before, other) or other == before:
        return _either(before, ours, other, Clash(path), clashes)
    values: dict[str, Any] = {}
    for field in fields(before):  # type: ignore[arg-type]
        was, one, another = (getattr(item, field.name) for item in (before, ours, other))
        values[field.name] = _either(was, one, another, Clash(path, field.name), clashes)
    return type(before)(**values)


def _either(before: Kept, ours: Kept, other: Kept, clash: Clash, clashes: list[Clash]) -> Kept:
    """What one of both changed; what they changed alike."""
    if ours in (before, other):
        return other
    if other == before:
        return ours
    clashes.append(clash)
    return other
