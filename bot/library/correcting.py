"""Which corrections a draft makes: those it was saved with that still hold, and corrected facts that it puts back."""

from collections.abc import Iterable, Sequence
from typing import Final

from bot.briefing.editing import Unfit
from bot.briefing.mending import Thing, thing
from bot.briefing.model import Briefing
from bot.briefing.parts import PARTS
from bot.store.saved import Correction

PUT_BACK: Final = "It is put back as it was before a correction."
"""Why a fact reads again as it did before it was corrected, where nobody said more."""


def holding(corrections: Iterable[Correction], published: Briefing, draft: Briefing) -> list[Correction]:
    """Those that publishing a draft would make: the thing reads as they say, and does not yet where it is published."""
    return [one for one in dict.fromkeys(corrections) if _holds(one, published, draft)]


def put_back(made: Sequence[Correction], published: Briefing, draft: Briefing) -> list[Correction]:
    """The facts that a draft has again as they read before they were corrected, as corrections; `made` are those that
    were published."""
    found: list[Correction] = []
    for item in dict.fromkeys(one.item for one in made):
        new, old = _thing(draft, item), _thing(published, item)
        if new is None or old is None or type(new) is not type(old):
            continue
        right = {one.now for one in made if one.item == item}
        wrong = {one.was for one in made if one.item == item}
        for reads, read in zip(_parts(draft, new), _parts(published, old), strict=True):
            if reads != read and read in right and reads in wrong:
                found.append(Correction(item, read, reads, PUT_BACK))
    return found


def _holds(correction: Correction, published: Briefing, draft: Briefing) -> bool:
    new, old = _thing(draft, correction.item), _thing(published, correction.item)
    if new is None or new == old:
        return False
    before = _parts(published, old) if old is not None and type(old) is type(new) else [""] * len(PARTS[type(new)])
    alike = correction.was == correction.now  # only what backs it was wrong
    pairs = zip(_parts(draft, new), before, strict=True)
    return any(reads == correction.now and (alike or reads != read) for reads, read in pairs)


def _parts(briefing: Briefing, item: Thing) -> list[str]:
    """How each part of a thing reads, in the words that corrections keep."""
    return [part.read(briefing, item) or "nothing" for part in PARTS[type(item)]]


def _thing(briefing: Briefing, path: str) -> Thing | None:
    try:
        return thing(briefing, path)
    except Unfit:
        return None
