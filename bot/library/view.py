"""What one workspace sees: its own briefings, and the shared ones on every other topic."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import chain, islice
from operator import itemgetter
from typing import Final, TypeVar

from bot.briefing.revision import Revision
from bot.library.amounts import asked
from bot.library.names import Found, Matches
from bot.library.search import WORDS, Hit, Hits, Scored
from bot.library.shelf import Listing, Packed, Shelf
from bot.library.stems import Term, terms
from bot.store.saved import Withdrawn

EVERYWHERE: Final = 25
"""Most briefings that one actor is found in at once, the newest first."""

MANY: Final = 100
"""Most actors of one name that are looked at, the newest first."""

T = TypeVar("T")
S = TypeVar("S", Listing, Hit)
_Named = tuple[Shelf, Matches]
_Search = Callable[[Shelf, Sequence[Term], int], list[Scored]]


class View:
    """The published briefings as one workspace sees them; its own briefing covers a shared one of the same topic."""

    def __init__(
        self,
        shared: Shelf,
        own: Shelf | None = None,
        withdrawn: Mapping[tuple[str, str], Withdrawn] | None = None,
        workspace: str = "",
    ) -> None:
        self._withdrawn = withdrawn or {}
        self._workspace = workspace
        self._shared = shared
        self._own = own
        self._shelves = (shared,) if own is None or not len(own) else (own, shared)

    def __len__(self) -> int:
        covered = sum(topic in self._shared for topic in self._own.topics()) if self._own else 0
        return sum(map(len, self._shelves)) - covered

    @property
    def own(self) -> bool:
        """Whether the workspace has any briefing of its own; without one it sees what all such workspaces see."""
        return len(self._shelves) > 1

    def packed(self, topic: str) -> tuple[str, Packed] | None:
        """What is published of a topic, as it is kept, with the workspace it belongs to; cheaper than `get`."""
        found = ((shelf.workspace, packed) for shelf in self._shelves if (packed := shelf.packed(topic)))
        return next(found, None)

    def get(self, topic: str) -> Revision | None:
        """The published revision of exactly this topic."""
        return next((revision for shelf in self._shelves if (revision := shelf.get(topic))), None)

    def covers(self, topic: str) -> bool:
        """Whether the workspace's own briefing on a topic is seen instead of a shared one."""
        return self._own is not None and topic in self._own and topic in self._shared

    def withdrawn(self, words: str) -> Withdrawn | None:
        """What was withdrawn of exactly this topic or title, by this workspace or by the owners."""
        named = words.strip().casefold()
        for (workspace, topic), found in self._withdrawn.items():
            if workspace in {"", self._workspace} and named in {topic, found.title.casefold()}:
                return found
        return None

    def topics(self, limit: int, offset: int = 0) -> list[Listing]:
        """Published topics, the newest "as of" first, then by title."""
        listed = (self._visible(shelf, shelf.newest()) for shelf in self._shelves)
        ranked = merge(*listed, key=lambda found: (-found.as_of.toordinal(), found.title, found.topic))
        return list(islice(ranked, offset, offset + limit))

    def find_topics(self, words: str, limit: int = 5) -> Found[Listing]:
        """Topics by id, title or alias. Exactly the id means that one, whatever else bears the name."""
        if (named := self.get(words.strip())) is not None:
            return Found((Listing(named.topic, named.briefing.title, named.briefing.as_of),))
        matched = [(shelf, shelf.match_topics(words, limit)) for shelf in self._shelves]
        exact = [shelf.listing(number) for shelf, numbers in self._exact(matched) for number in numbers]
        if exact:
            return Found(tuple(exact))
        near = (shelf.listing(number) for shelf, number in self._near(matched))
        return Found((), _first(near, limit, lambda found: found.topic))

    def find_actors(self, words: str, topic: str | None = None, limit: int = 5) -> Found[Hit]:
        """Actors by name or alias, persons by some words of their name as well, in one topic or all.

        Exactly an actor's name means that one, whatever else goes by it. One that many briefings name is found in the
        newest ones only.
        """
        if topic is not None:
            everywhere = self.find_actors(words, limit=0).exact
            here = tuple(hit for hit in everywhere if hit.topic == topic)
            if here and len(everywhere) < EVERYWHERE:
                return Found(here)
            return View(self._alone(topic)).find_actors(words, limit=limit)
        matched = [(shelf, shelf.match_actors(words, limit)) for shelf in self._shelves]
        if hits := _newest(self._exact(matched)):
            named = [hit for hit in hits if hit.label == words.strip()]
            return Found(_each_name(named or hits))
        near = (shelf.actor(number) for shelf, number in self._near(matched))
        return Found((), _first(near, limit, lambda hit: hit.label))

    def find_figures(self, words: str, topic: str | None = None, limit: int = 20) -> Hits:
        """Figures by their amount, and by the words of their label, note, unit, who states them and the cards that show
        them."""
        if topic is not None:
            return View(self._alone(topic)).find_figures(words, limit=limit)
        return self._told(words, limit, Shelf.search_figures)

    def search(self, words: str, limit: int = 20) -> Hits:
        """Items of every kind by their words, figures by their amount too."""
        return self._told(words, limit, Shelf.search)

    def complete_topics(self, typed: str, limit: int) -> list[Listing]:
        """Topics that go with what is typed; the newest when nothing is."""
        if not typed.strip():
            return self.topics(limit)
        begun = chain(*(self._visible(shelf, shelf.complete_topics(typed, limit)) for shelf in self._shelves))
        return list(_first(begun, limit, lambda found: found.topic)) or list(self._guessed_topics(typed, limit))

    def complete_actors(self, typed: str, limit: int) -> list[Hit]:
        """Actors that go with what is typed, each name once."""
        begun = chain(*(self._visible(shelf, shelf.complete_actors(typed, limit)) for shelf in self._shelves))
        found = _first(begun, limit, lambda hit: hit.label)
        if found or not typed.strip():
            return list(found)
        meant = self.find_actors(typed, limit=limit)
        return list(_first(iter((*meant.exact, *meant.near)), limit, lambda hit: hit.label))

    def _alone(self, topic: str) -> Shelf:
        """A shelf of this topic only."""
        kept = self.packed(topic)
        alone = Shelf(kept[0] if kept else "")
        if kept is not None:
            alone.put(kept[1])
        return alone

    def _guessed_topics(self, typed: str, limit: int) -> Sequence[Listing]:
        meant = self.find_topics(typed, limit)
        return (*meant.exact, *meant.near)[:limit]

    def _visible(self, shelf: Shelf, found: Iterable[S]) -> Iterator[S]:
        """Those of a shelf that are not covered."""
        return (one for one in found if self._sees(shelf, one.topic))

    def _sees(self, shelf: Shelf, topic: str) -> bool:
        return shelf is not self._shared or self._own is None or topic not in self._own

    def _exact(self, matched: Sequence[_Named]) -> list[tuple[Shelf, Sequence[int]]]:
        """What is named on each shelf and not covered, the least distant names only."""
        seen = [(matches.distant, shelf, self._seen(shelf, matches.exact)) for shelf, matches in matched]
        nearest = min((distant for distant, _, numbers in seen if numbers), default=0)
        return [(shelf, numbers) for distant, shelf, numbers in seen if distant == nearest]

    def _seen(self, shelf: Shelf, numbers: Sequence[int]) -> Sequence[int]:
        return numbers if self._own is None else [n for n in numbers if self._sees(shelf, shelf.topic(n))]

    def _near(self, matched: Sequence[_Named]) -> Iterator[tuple[Shelf, int]]:
        ranked = sorted(
            ((likeness, shelf, number) for shelf, matches in matched for likeness, number in matches.near),
            key=lambda found: -found[0],
        )
        return ((shelf, number) for _, shelf, number in ranked if self._sees(shelf, shelf.topic(number)))

    def _told(self, words: str, limit: int, search: _Search) -> Hits:
        """What goes with some words: with an amount in them that an item states, or else with how they are written."""
        amount = asked(words)
        if amount and (found := self._found(amount, limit, search)).every:
            return found
        plain = self._found(terms(words), limit, search)
        return plain if plain.every or not amount else found

    def _found(self, wanted: Sequence[Term], limit: int, search: _Search) -> Hits:
        wanted = list({term.stem: term for term in wanted}.values())[:WORDS]
        ranked = self._ranked(wanted, limit, search)
        every = sum(scored.shared == len(wanted) > 0 for scored, _ in ranked)
        hits = tuple(shelf.hit(scored.number) for scored, shelf in ranked)
        nothing = () if every else self._absent(wanted, ranked, search)
        return Hits(hits[:every], hits[every:], tuple(dict.fromkeys(nothing)))

    def _absent(self, wanted: Sequence[Term], ranked: Sequence[tuple[Scored, Shelf]], search: _Search) -> Iterator[str]:
        """The words that nothing has: neither what was found with the others nor anything else."""
        there = {stem for scored, _ in ranked for stem in scored.stems}
        for term in wanted:
            if term.stem not in there and not any(one.shared for one, _ in self._ranked((term,), 1, search)):
                yield term.written

    def _ranked(self, wanted: Sequence[Term], limit: int, search: _Search) -> list[tuple[Scored, Shelf]]:
        """What has most of the words and is not covered, on whichever shelf."""
        covered = len(self._own) if self._own else 0
        ranked = [
            (scored, shelf)
            for shelf in self._shelves
            for scored in search(shelf, wanted, limit * 2 + 20 if covered else limit)
            if self._sees(shelf, shelf.topic(scored.number))
        ]
        ranked.sort(key=lambda found: (-found[0].shared, -found[0].weight))
        return ranked[:limit]


def _first(found: Iterable[T], limit: int, name: Callable[[T], str]) -> tuple[T, ...]:
    """The first of each name, at most `limit`."""
    firsts: dict[str, T] = {}
    for one in found:
        firsts.setdefault(name(one), one)
        if len(firsts) == limit:
            break
    return tuple(firsts.values())


def _newest(exact: Iterable[tuple[Shelf, Sequence[int]]]) -> list[Hit]:
    """At most MANY actors, those of the newest briefings first."""
    aged = [(day, number, shelf) for shelf, numbers in exact for day, number in shelf.newest_of(numbers, MANY)]
    aged.sort(key=itemgetter(0))
    return [shelf.actor(number) for _, number, shelf in aged[:MANY]]


def _each_name(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """At most EVERYWHERE of the hits, and among them one for each name."""
    first = {hit.label: hit for hit in reversed(hits)}
    kept = set(islice(dict.fromkeys(chain(reversed(first.values()), hits)), EVERYWHERE))
    return tuple(hit for hit in hits if hit in kept)
