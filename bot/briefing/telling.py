"""Whether our own sentences give what is told to those who told it, and name nobody whom the sources don't."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Final

from bot.briefing.agreement import Verdict
from bot.briefing.attribution import Attribution
from bot.briefing.backing import Backing
from bot.briefing.finding import Doubt, Path
from bot.briefing.model import Briefing, Evidence, Figure, Item, Position, Quote, passages
from bot.briefing.pairing import words
from bot.briefing.sayings import SENTENCE, Saying, tells
from bot.briefing.speaker import fold, unaccented
from bot.briefing.synonyms import same

_ENOUGH: Final = 2
"""Fewest words that a sentence has in common with a passage which tells the same."""

_TITLED: Final = 4
"""Words within which a sentence that begins with a name has one of it, titles aside: "Deputy Prime Minister Olsen"."""

_BEGUN: Final = 4
"""Letters with which words begin that may be made of each other."""


class Telling:
    """Who tells what in the sentences of one briefing, and in the passages they rest on."""

    def __init__(self, briefing: Briefing, attribution: Attribution) -> None:
        self.briefing = briefing
        self.attribution = attribution
        self.names = attribution.speakers.names
        self._words: dict[str, frozenset[str]] = {}
        self._credits: dict[str, AbstractSet[str]] = {}

    def judge(self, path: Path, text: str, backing: Backing) -> Iterator[Doubt]:
        """The doubts about a sentence of ours: what it gives to somebody that its passages give to another."""
        for saying in self.attribution.sayings.of(fold(text)) if tells(text) else ():
            if saying.stranger:
                yield from self._strange(path, saying, backing)
            for name in sorted(saying.names):
                if other := self._other(name, saying.what, backing):
                    yield self._mistold(path, self.briefing.actors[name].name, *other)

    def acting(self, path: Path, text: str, backing: Backing) -> Iterator[Doubt]:
        """The doubts about a sentence of ours that begins with somebody whom no passage names, where one that tells the
        same begins with somebody else."""
        for sentence in SENTENCE.split(text):
            if self._called.isdisjoint(sentence.split(maxsplit=_TITLED)[:_TITLED]):
                continue
            plain = fold(sentence)
            first = self.names.first(plain) if plain[:1].isupper() else set()
            for name in first if len(first) == 1 else ():
                if not self._named_by(backing, name) and (other := self._acting(name, words(plain), backing)):
                    passage, whose = other
                    problem = (
                        f"This begins with {self._call({name})}, but the passage with {self._call(whose)}: “{passage}”."
                    )
                    yield Doubt(path, Verdict.SPEAKER, problem, "Name the one whom it names, or add the passage.")

    @cached_property
    def _called(self) -> frozenset[str]:
        """The words of all names, as they are written."""
        names = (name for actor in self.briefing.actors.values() for name in (actor.name, *actor.aliases))
        return frozenset(word for name in names for word in name.split())

    def _acting(self, name: str, what: frozenset[str], backing: Backing) -> tuple[str, AbstractSet[str]] | None:
        """A passage that tells this of others of somebody's kind, with whom it begins, and who they are."""
        kind = self.briefing.actors[name].kind
        for said in backing.said:
            others = self.names.first(fold(said.exact)) if said.exact[:1].isupper() else set()
            alike = any(self.briefing.actors[other].kind is kind for other in others)
            if alike and self._alike(what, said.exact, {name, *others}):
                return said.exact, others
        return None

    def _named_by(self, backing: Backing, name: str) -> bool:
        """Whether a passage has any of an actor's names."""
        keys = [key.casefold() for key in self.attribution.speakers.keys[name]]
        return any(key in unaccented(said.plain) for said in backing.said for key in keys)

    def _call(self, names: AbstractSet[str]) -> str:
        return " or ".join(sorted(self.briefing.actors[name].name for name in names))

    def _mistold(self, path: Path, name: str, passage: str, whose: AbstractSet[str]) -> Doubt:
        problem = f"This is given to {name}, but {self._call(whose)} said it: “{passage}”."
        return Doubt(path, Verdict.SPEAKER, problem, "Name the one who said it, or add the passage.")

    def _strange(self, path: Path, saying: Saying, backing: Backing) -> Iterator[Doubt]:
        """The doubt about a name that no source has, where the texts of all are there to tell, or that is given what a
        passage gives to others."""
        name = saying.stranger
        if self.attribution.unheard(name):
            problem = f"The name “{name}” is in no source."
            yield Doubt(path, Verdict.NOT_FOUND, problem, "Name the one who said it, as the source does.")
        elif not backing.has(name):
            theirs = ((exact, self._credited(exact)) for exact in self._like(saying.what, backing))
            if other := next((one for one in theirs if one[1] and self._alike(saying.what, *one)), None):
                yield self._mistold(path, name, *other)

    def _alike(
        self,
        what: AbstractSet[str],
        passage: str,
        whose: AbstractSet[str],
        own: AbstractSet[str] = frozenset(),
        enough: int = _ENOUGH,
    ) -> bool:
        """Whether a sentence tells what a passage does, the names of `whose` it is and what is their `own` aside."""
        called = words(" ".join(key for one in whose for key in self.attribution.speakers.keys[one]))
        return sum(1 for _ in _shared(what - called, self._of(passage) - own)) >= enough

    def _other(self, name: str, what: frozenset[str], backing: Backing) -> tuple[str, AbstractSet[str]] | None:
        """A passage that gives what somebody is said to tell to others, and to whom; None when none does so."""
        items = [exact for said in backing.said if name in self._by.get(exact := said.exact, ())]
        if sum(len(what & self._of(exact)) for exact in items) >= _ENOUGH:
            return None
        first = {said.exact: self._first(said.exact) for said in backing.said}
        mine = [exact for exact, whose in first.items() if self.attribution.speaks(name, whose)]
        if not mine and self._named_by(backing, name):
            return None
        if sum(len(what & self._of(exact)) for exact in mine) >= _ENOUGH:
            return None
        credited = {exact: self._credited(exact) for exact in self._like(what, backing)}
        mine = list(
            dict.fromkeys((*mine, *(e for e, whose in credited.items() if self.attribution.speaks(name, whose))))
        )
        theirs = [(exact, whose) for exact, whose in credited.items() if whose and exact not in mine]
        if not theirs:
            return None
        alone = all(whose or credited.get(exact) for exact, whose in first.items())
        enough = 1 if not mine and self._elsewhere(name, backing, alone=alone) else _ENOUGH
        own = frozenset().union(*map(self._of, mine))
        if any(_shared(what, own.difference(*(self._of(exact) for exact, _ in theirs)))):
            return None
        return next((one for one in theirs if self._alike(what, one[0], {name, *one[1]}, own, enough)), None)

    def _like(self, what: AbstractSet[str], backing: Backing) -> Iterator[str]:
        """The passages that have any word of what is told, or one like it."""
        begun = {word[:_BEGUN] for word in what}
        return (said.exact for said in backing.said if any(word[:_BEGUN] in begun for word in self._of(said.exact)))

    def _of(self, passage: str) -> frozenset[str]:
        if passage not in self._words:
            self._words[passage] = words(passage)
        return self._words[passage]

    def _elsewhere(self, name: str, backing: Backing, *, alone: bool) -> bool:
        """Whether nothing near the passages names somebody; `alone` says that without the texts of the sources."""
        places = [self._places[said.exact] for said in backing.said if said.exact in self._places]
        if all(found.source in self.attribution.texts for found in places):
            return not self.attribution.near(name, places)
        return alone

    @cached_property
    def _places(self) -> Mapping[str, Evidence]:
        """Every passage of the briefing by its words."""
        return {passage.exact: passage for _, passage in _told(self.briefing)}

    @cached_property
    def _by(self) -> Mapping[str, AbstractSet[str]]:
        """To whom the items that rest on each passage give what it tells."""
        found: dict[str, set[str]] = {}
        for by, passage in _told(self.briefing):
            if by in self.briefing.actors:
                found.setdefault(passage.exact, set()).add(by)
        return found

    def _first(self, passage: str) -> frozenset[str]:
        """To whom a passage gives what it tells, in its own words or by the items that rest on it."""
        return self.attribution.sayings.tellers(fold(passage)) | self._by.get(passage, frozenset())

    def _credited(self, passage: str) -> AbstractSet[str]:
        """To whom a passage gives what it tells, or else the text around it."""
        if passage not in self._credits:
            whose = self._first(passage)
            place = self._places.get(passage)
            self._credits[passage] = whose or (self.attribution.telling(place) if place else whose)
        return self._credits[passage]


def _told(briefing: Briefing) -> Iterator[tuple[str, Evidence]]:
    """Every passage, with whom an item says to tell it ("" where none does)."""
    for _, _, item in briefing.items():
        yield from ((by, passage) for by, evidence in _by(item) for passage in evidence)


def _by(item: Item) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    match item:
        case Figure():
            yield item.stated_by, item.evidence
        case Quote():
            yield item.by, item.evidence
        case _ if hasattr(item, "positions"):
            positions: tuple[Position, ...] = item.positions
            yield from ((position.by, position.evidence) for position in positions)
        case _:
            yield "", passages(item)


def _shared(what: AbstractSet[str], told: AbstractSet[str]) -> Iterator[str]:
    """The words that two texts have in common."""
    return (word for word in what if word in told or any(same(word, other) for other in told))
