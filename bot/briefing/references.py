"""Whether everything a briefing names is there."""

from collections.abc import Collection, Iterator
from functools import partial
from typing import Final

from bot.briefing.finding import Doubt, Path, Severity
from bot.briefing.model import Briefing, Claim, passages

_HINTED: Final = 100
"""So many names that are missing get the nearest one that is there: each is compared with all of them."""


def dangling(briefing: Briefing) -> list[Doubt]:
    """Names that resolve to nothing, names used twice, and claims with one position only."""
    return list(_doubts(briefing))


def _doubts(briefing: Briefing) -> Iterator[Doubt]:
    actors, sources = briefing.actors, briefing.sources
    resolve = partial(_resolve, _Near())
    who = actors.keys() | sources.keys()
    where: dict[str, str] = {}
    for section, name, _ in briefing.items():
        if name in where:
            problem = f"The name `{name}` is used in {where[name]} already."
            yield Doubt((section, name), "reference", problem, "Names are unique in a briefing; rename one of them.")
        where.setdefault(name, section)
    for name, figure in briefing.figures.items():
        yield from resolve(("figures", name, "stated_by"), figure.stated_by, who, "actor or source")
    for name, claim in briefing.claims.items():
        for number, position in enumerate(claim.positions):
            yield from resolve(("claims", name, "positions", number, "by"), position.by, actors, "actor")
        if len(claim.positions) == 1 and not claim.note:
            hint = "Add the other side, or a note that says why there is none."
            yield Doubt(("claims", name), "one side", "Only one side is heard.", hint, Severity.WARNING)
    for name, quote in briefing.quotes.items():
        yield from resolve(("quotes", name, "by"), quote.by, actors, "actor")
    for name, card in briefing.cards.items():
        for number, shown in enumerate(card.shows):
            yield from resolve(("cards", name, "shows", number), shown, where, "item")
    for section, name, item in briefing.items():
        if isinstance(item, Claim):
            for number, position in enumerate(item.positions):
                for part, found in enumerate(position.evidence):
                    path: Path = (section, name, "positions", number, "evidence", part, "source")
                    yield from resolve(path, found.source, sources, "source")
        else:
            for part, found in enumerate(passages(item)):
                yield from resolve((section, name, "evidence", part, "source"), found.source, sources, "source")


def _resolve(near: "_Near", path: Path, name: str, known: Collection[str], what: str) -> Iterator[Doubt]:
    if name not in known:
        meant = near.to(name, known)
        hint = f"Did you mean `{meant}`?" if meant else f"Add it, or name one of the {what}s there are."
        yield Doubt(path, "reference", f"There is no {what} `{name}`.", hint)


class _Near:
    """Finds the names that may have been meant."""

    def __init__(self) -> None:
        self._left = _HINTED

    def to(self, name: str, known: Collection[str]) -> str | None:
        """The known name that is nearest to one, None where none is near or enough were looked for."""
        from rapidfuzz import process
        from rapidfuzz.fuzz import ratio

        self._left -= 1
        found = process.extractOne(name, list(known), scorer=ratio, score_cutoff=60) if self._left >= 0 else None
        return found[0] if found else None
