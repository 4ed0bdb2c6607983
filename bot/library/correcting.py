"""Which corrections a draft makes: those it was saved with that still hold, and corrected facts that it puts back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.briefing.changes import paired
from bot.briefing.editing import Unfit
from bot.briefing.mending import Thing, thing
from bot.briefing.model import Briefing, Claim, Item, Position, Source
from bot.briefing.parts import PARTS, known, marked, says
from bot.briefing.renaming import renamed
from bot.store.saved import Correction

GONE: Final = "no longer stated"
"""How a correction says that what was wrong is stated no more."""

PUT_BACK: Final = "It is put back as it was before a correction."
"""Why a fact reads again as it did before it was corrected, where nobody said more."""


def holding(corrections: Iterable[Correction], published: Briefing, draft: Briefing) -> list[Correction]:
    """Those that publishing a draft would make, each of the thing as it is found there: it reads as they say, and does
    not yet where it is published."""
    held = (_held(one, published, draft) for one in dict.fromkeys(corrections))
    return list(dict.fromkeys(one for one in held if one is not None))


def put_back(made: Sequence[Correction], published: Briefing, draft: Briefing) -> list[Correction]:
    """The facts that a draft has again as they read before they were corrected, as corrections; `made` are those that
    were published."""
    found: list[Correction] = []
    for item in dict.fromkeys(one.item for one in made):
        right = {one.now for one in made if one.item == item}
        wrong = {one.was for one in made if one.item == item}
        for path, old, new in _stands(item, published, draft):
            if old is None or type(new) is not type(old):
                continue
            for reads, read in zip(_parts(draft, new), _parts(published, old), strict=True):
                if reads != read and read in right and reads in wrong:
                    found.append(Correction(path, read, reads, PUT_BACK))
    return list(dict.fromkeys(found))


def said(briefing: Briefing, item: Item | Position | Source) -> str:
    """What is said of a thing that is stated no more: how it read."""
    if isinstance(item, Position):
        return f"{known(briefing, item.by)}: {marked(item, item.says)}"
    return says(briefing, item)


def _held(correction: Correction, published: Briefing, draft: Briefing) -> Correction | None:
    if correction.now == GONE:
        return None if _states(draft, correction) else correction
    for path, old, new in _stands(correction.item, published, draft):
        if _holds(correction, (published, old), (draft, new), moved=path != correction.item):
            return replace(correction, item=path)
    return None


def _states(briefing: Briefing, correction: Correction) -> bool:
    """Whether something is stated still, or again, of which a correction says that it is no more: an item, or of a
    claim one position."""
    item = _thing(briefing, correction.item)
    if isinstance(item, Claim):
        return correction.was in (says(briefing, item), *(said(briefing, one) for one in item.positions))
    return item is not None


def _holds(
    correction: Correction, before: tuple[Briefing, Thing | None], after: tuple[Briefing, Thing], *, moved: bool
) -> bool:
    """Whether a thing reads as a correction says it should, and does not yet where it is published. One that stands
    somewhere else than the correction says is it only when it read as that says, too."""
    (published, old), (draft, new) = before, after
    if new == old:
        return False
    was = _parts(published, old) if old is not None and type(old) is type(new) else [""] * len(PARTS[type(new)])
    alike = correction.was == correction.now  # only what backs it was wrong
    pairs = zip(_parts(draft, new), was, strict=True)
    return any(
        reads == correction.now and (alike or reads != read) and (not moved or read == correction.was)
        for reads, read in pairs
    )


def _stands(path: str, published: Briefing, draft: Briefing) -> Iterator[tuple[str, Thing | None, Thing]]:
    """What a path may lead to in a draft, which may have named items otherwise and put positions in another order: the
    path there, the thing as it is published (None where it is not), and as it is in the draft. The likeliest first."""
    item, _, number = path.partition(".positions.")
    names = renamed(published, draft)
    before = {new: old for old, new in names.items()}
    item = names.get(item, item)
    old, new = _thing(published, before.get(item, item)), _thing(draft, item)
    if new is None:
        return
    if not number:
        yield item, old, new
        return
    if not isinstance(new, Claim):
        return
    olds = old.positions if isinstance(old, Claim) else ()
    pairs = paired(olds, new.positions)
    left = [one for at, one in enumerate(olds) if at not in pairs.values()]
    for at in sorted(range(len(new.positions)), key=lambda at: at != int(number)):
        place, position = f"{item}.positions.{at}", new.positions[at]
        if at in pairs:
            yield place, olds[pairs[at]], position
        else:
            yield from ((place, one, position) for one in left or (None,))


def _parts(briefing: Briefing, item: Thing) -> list[str]:
    """How each part of a thing reads, in the words that corrections keep."""
    return [part.read(briefing, item) or "nothing" for part in PARTS[type(item)]]


def _thing(briefing: Briefing, path: str) -> Thing | None:
    try:
        return thing(briefing, path)
    except Unfit:
        return None
