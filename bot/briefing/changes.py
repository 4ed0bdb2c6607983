"""What differs between two states of a briefing, as typed changes with what was stated and what is stated now."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Final, assert_never

import msgspec

from bot.briefing.model import SECTIONS, Briefing, Claim, Evidence, Item, Position, Source
from bot.briefing.parts import ASIDES, CHECKED, PARTS, known, label, marked, says


class Weight(IntEnum):
    """How much a change matters to somebody who has read the briefing before; the weightiest is first."""

    BRIEFING = 0
    CORRECTION = 1
    FIGURE = 2
    CLAIM = 3
    QUOTE = 4
    EVENT = 5
    CARD = 6
    SUMMARY = 7
    ACTOR = 8
    SOURCE = 9
    CHECKED = 10
    """The day the briefing was checked, nothing else about it having to change."""
    ASIDE = 11
    """What readers are not shown as a fact: other names, where evidence stands, which items a card shows."""


class BriefingAdded(msgspec.Struct, frozen=True, tag="briefing added"):
    """There was no briefing on the topic, or none that was published."""

    title: str
    summary: str


class BriefingWithdrawn(msgspec.Struct, frozen=True, tag="briefing withdrawn"):
    """The briefing on the topic is no longer published."""

    title: str


class ItemAdded(msgspec.Struct, frozen=True, tag="item added"):
    """An item, or a source, is stated that was not: its path (`figures.owed`, `sources.cbs`), the words it is known
    by, and what it says."""

    path: str
    label: str
    says: str
    correction: str | None = None


class ItemRemoved(msgspec.Struct, frozen=True, tag="item removed"):
    """An item, or a source, is no longer stated; the path is the one it had."""

    path: str
    label: str
    said: str
    correction: str | None = None


class PositionAdded(msgspec.Struct, frozen=True, tag="position added"):
    """Somebody takes a position on a claim that was not there; the path counts positions from 0 as they are now."""

    path: str
    question: str
    by: str
    says: str
    when: str | None = None
    correction: str | None = None


class PositionRemoved(msgspec.Struct, frozen=True, tag="position removed"):
    """A position on a claim is no longer stated; the path counts positions from 0 as they were."""

    path: str
    question: str
    by: str
    said: str
    correction: str | None = None


class FieldChanged(msgspec.Struct, frozen=True, tag="field changed"):
    """One thing that an item states reads differently: the words for it ("amount"), what it was and what it is, None
    where nothing is stated. The path is as it is now, "" for the briefing's own fields."""

    path: str
    label: str
    field: str
    was: str | None
    now: str | None
    correction: str | None = None


Change = BriefingAdded | BriefingWithdrawn | ItemAdded | ItemRemoved | PositionAdded | PositionRemoved | FieldChanged


def changes(was: Briefing | None, now: Briefing | None, corrections: Mapping[str, str] | None = None) -> list[Change]:
    """Everything that differs, the weightiest first; none when the two are equal. None is a topic without a briefing.

    `corrections` has the path of each item that a revision in between corrected, with the note that says what was
    wrong; a change of such an item, or of a part of it, carries the note.
    """
    if was is None or now is None:
        if now is not None:
            return [BriefingAdded(now.title, now.summary)]
        return [BriefingWithdrawn(was.title)] if was is not None else []
    found = list(_differences(was, now))
    if corrections:
        found = [_marked(change, corrections) for change in found]
    return sorted(found, key=weight)


def weight(change: Change) -> Weight:
    """How much a change matters."""
    match change:
        case BriefingAdded() | BriefingWithdrawn():
            return Weight.BRIEFING
        case FieldChanged(field=field) if field in ASIDES and change.correction is None:
            return Weight.CHECKED if field == CHECKED else Weight.ASIDE
        case ItemAdded() | ItemRemoved() | PositionAdded() | PositionRemoved() | FieldChanged():
            return Weight.CORRECTION if change.correction is not None else _WEIGHTS[change.path.partition(".")[0]]
        case _:
            assert_never(change)


def facts(found: Sequence[Change]) -> tuple[Change, ...]:
    """The changes of what the briefing states, which readers are told of. What only backs an item (its evidence) is
    left out, unless it is all that was corrected there."""
    stated = {item_of(change) for change in found if not _is_aside(change)}
    return tuple(one for one in found if is_fact(one) and not (_is_aside(one) and item_of(one) in stated))


def is_fact(change: Change) -> bool:
    """Whether a change is one of what the briefing states, or was corrected."""
    return weight(change) < Weight.CHECKED


def item_of(change: Change) -> str:
    """The path of the item, or source, that a change is in; "" for the briefing itself."""
    return "" if isinstance(change, BriefingAdded | BriefingWithdrawn) else ".".join(change.path.split(".")[:2])


def _is_aside(change: Change) -> bool:
    return isinstance(change, FieldChanged) and change.field in ASIDES


_WEIGHTS: Final = {
    "figures": Weight.FIGURE,
    "claims": Weight.CLAIM,
    "quotes": Weight.QUOTE,
    "events": Weight.EVENT,
    "cards": Weight.CARD,
    "": Weight.SUMMARY,
    "actors": Weight.ACTOR,
    "sources": Weight.SOURCE,
}


def _differences(was: Briefing, now: Briefing) -> Iterator[Change]:
    yield from _parts("", now.title, (was, was), (now, now))
    for section in (*SECTIONS, "sources"):
        old: Mapping[str, Item | Source] = getattr(was, section)
        new: Mapping[str, Item | Source] = getattr(now, section)
        for name, item in new.items():
            path = f"{section}.{name}"
            before = old.get(name)
            if before is None:
                yield ItemAdded(path, label(item), says(now, item))
            elif before != item:
                yield from _parts(path, label(item), (was, before), (now, item))
                if isinstance(before, Claim) and isinstance(item, Claim):
                    yield from _positions(path, (was, before), (now, item))
        for name, item in old.items():
            if name not in new:
                yield ItemRemoved(f"{section}.{name}", label(item), says(was, item))


def _parts(path: str, words: str, was: tuple[Briefing, object], now: tuple[Briefing, object]) -> Iterator[FieldChanged]:
    """The parts of one thing that read differently; a field that differs and reads the same is told as it is."""
    before, after = was[1], now[1]
    for part in PARTS[type(after)]:
        differing = [name for name in part.fields if getattr(before, name) != getattr(after, name)]
        if not differing:
            continue
        old, new = part.read(was[0], before), part.read(now[0], after)
        if old != new:
            yield FieldChanged(path, words, part.words, old, new)
        else:
            for name in differing:
                yield FieldChanged(
                    path, words, part.words, _exactly(getattr(before, name)), _exactly(getattr(after, name))
                )


def _exactly(value: object) -> str:
    """A field's value with everything in it, for the rare two that read alike."""
    if isinstance(value, tuple):
        return " · ".join(map(_exactly, value))
    if isinstance(value, Evidence):
        return f"{value.source}: {value.prefix}[{value.exact}]{value.suffix} at {value.at}"
    return str(value)


def _positions(path: str, was: tuple[Briefing, Claim], now: tuple[Briefing, Claim]) -> Iterator[Change]:
    """What became of a claim's positions: equal ones are the same, then those by the same side, in order."""
    old, new = was[1].positions, now[1].positions
    pairs = paired(old, new)
    question = now[1].question
    for number, position in enumerate(new):
        place = f"{path}.positions.{number}"
        before = pairs.get(number)
        if before is None:
            yield PositionAdded(
                place, question, known(now[0], position.by), marked(position, position.says), position.when
            )
        else:
            yield from _parts(
                place, f"{question} – {known(now[0], position.by)}", (was[0], old[before]), (now[0], position)
            )
    for number in sorted(set(range(len(old))) - set(pairs.values())):
        position = old[number]
        yield PositionRemoved(
            f"{path}.positions.{number}", question, known(was[0], position.by), marked(position, position.says)
        )
    kept = [pairs[number] for number in sorted(pairs)]
    if kept != sorted(kept):
        orders = (_order(was[0], old), _order(now[0], new))
        if orders[0] == orders[1]:  # of sides with the same name
            orders = (_told(was[0], old), _told(now[0], new))
        if orders[0] != orders[1]:  # else one of several alike was changed, as is told above
            yield FieldChanged(path, question, "order of the positions", *orders)


def paired(old: Sequence[Position], new: Sequence[Position]) -> dict[int, int]:
    """Which old position each new one was, by their numbers."""
    pairs: dict[int, int] = {}
    left = list(range(len(old)))
    keys: tuple[Callable[[Position], object], ...] = (lambda position: position, lambda position: position.by)
    for key in keys:
        for number, position in enumerate(new):
            before = None if number in pairs else next((n for n in left if key(old[n]) == key(position)), None)
            if before is not None:
                pairs[number] = before
                left.remove(before)
    return pairs


def _order(briefing: Briefing, positions: Sequence[Position]) -> str:
    return ", ".join(known(briefing, position.by) for position in positions)


def _told(briefing: Briefing, positions: Sequence[Position]) -> str:
    """The same, each with all that tells it from others."""
    return "; ".join(
        " ".join(
            (
                f"{known(briefing, position.by)}: {marked(position, position.says)}",
                position.when or "",
                *(f"“{one.exact}” {one.source} {one.prefix or ''} {one.suffix or ''}" for one in position.evidence),
            )
        ).rstrip()
        for position in positions
    )


def _marked(change: Change, corrections: Mapping[str, str]) -> Change:
    """The change with the note of the correction of its position or item."""
    if isinstance(change, BriefingAdded | BriefingWithdrawn):
        return change
    note = corrections.get(change.path, corrections.get(item_of(change)))
    return change if note is None else msgspec.structs.replace(change, correction=note)
