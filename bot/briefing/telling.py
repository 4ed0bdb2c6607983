"""Whether our own sentences give what is told to those who told it, and name nobody whom the sources don't."""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Final, NamedTuple

from bot.briefing.agreement import Verdict
from bot.briefing.attribution import Attribution
from bot.briefing.backing import Backing
from bot.briefing.finding import Doubt, Path
from bot.briefing.model import Briefing, Evidence, Figure, Item, Position, Quote, passages
from bot.briefing.nouns import is_plural
from bot.briefing.pairing import words
from bot.briefing.sentences import SPANS
from bot.briefing.speaker import fold, unaccented
from bot.briefing.synonyms import same
from bot.briefing.verbs import FORMS, NOUNS, SAID, participle

_LETTERS: Final = re.compile("[a-z]+")
_SENTENCE: Final = re.compile(r"[.!?;]\s+|\n")
_PAUSE: Final = re.compile(r"[,:]\s+|\s--?\s|\b(?:and|but|while)\b")
_AUXILIARY: Final = re.compile(
    r"(?:(?:^|[\s,]+)(?:has|have|had|also|then|later|once|just|still|himself|herself|reportedly|again|often|did|does|"
    r"would|will|could|may|might|only|now|\w+ly|to|on|goes|went|continues|continued|recently|previously))+\s*$"
)
_PASSIVE: Final = re.compile(r"(?:^|\s)(?:was|were|is|are|been|being|be|got|gets)(?:\s+\w+ly)*\s*$")
_ACCORDING: Final = re.compile(r"\b[Aa]ccording\s+to\s+")
_STRANGER: Final = re.compile(r"(?:^|(?<=\s))((?:[A-Z][\w'-]+\.?\s+)*[A-Z][\w'-]+)$")
_FIRST_NAME: Final = re.compile(r"\s+((?:[A-Z][\w'-]+\.?\s+)*[A-Z][\w'-]+)")
_NOBODY: Final = frozenset(
    "it he she they who that which this these those nobody somebody everybody neither both others many most some all "
    "each one few several another we you i there what".split()
)
_ENOUGH: Final = 2
"""Fewest words that a sentence has in common with a passage which tells the same."""


class Saying(NamedTuple):
    """Who tells something in a sentence of ours, under which names of actors or which unknown `stranger`, and what."""

    names: frozenset[str]
    stranger: str
    what: frozenset[str]


class Telling:
    """Who tells what in the sentences of one briefing, and in the passages they rest on."""

    def __init__(self, briefing: Briefing, attribution: Attribution) -> None:
        self.briefing = briefing
        self.attribution = attribution
        self.names = attribution.speakers.names

    def judge(self, path: Path, text: str, backing: Backing) -> Iterator[Doubt]:
        """The doubts about a sentence of ours: what it gives to somebody that its passages give to another."""
        if FORMS.isdisjoint(_LETTERS.findall(text.lower())) and "ccording to" not in text:
            return
        for saying in self._sayings(text):
            if saying.stranger:
                yield from self._strange(path, saying, backing)
            for name in sorted(saying.names):
                if other := self._other(name, saying.what, backing):
                    yield self._mistold(path, self.briefing.actors[name].name, *other)

    def acting(self, path: Path, text: str, backing: Backing) -> Iterator[Doubt]:
        """The doubts about a sentence of ours that begins with somebody whom no passage names, where one that tells the
        same begins with somebody else."""
        for sentence in _SENTENCE.split(fold(text)):
            first = self.names.first(sentence) if sentence[:1].isupper() else set()
            for name in first if len(first) == 1 else ():
                if not self._named_by(backing, name) and (other := self._acting(name, words(sentence), backing)):
                    passage, whose = other
                    problem = (
                        f"This begins with {self._call({name})}, but the passage with {self._call(whose)}: “{passage}”."
                    )
                    yield Doubt(path, Verdict.SPEAKER, problem, "Name the one whom it names, or add the passage.")

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

    def _sayings(self, text: str) -> Iterator[Saying]:
        """Everybody in a text who is the subject of a verb of saying, and the words of what they say."""
        plain = (
            SPANS.sub(lambda found: '"' * len(found[0]), fold(text)) if '"' in fold(text) or "'" in text else fold(text)
        )
        begin = 0
        for stop in (*(found.end() for found in _SENTENCE.finditer(plain)), len(plain)):
            yield from self._sentence(plain[begin:stop])
            begin = stop

    def _sentence(self, sentence: str) -> Iterator[Saying]:
        for found in _ACCORDING.finditer(sentence):
            rest = sentence[found.end() :]
            if names := self._named(self.names.opening(rest), rest):
                before = _PAUSE.split(sentence[: found.start()].rstrip(" ,"))[-1]
                yield Saying(names, "", words(before) or words(_ACCORDING.split(rest)[0]))
        verbs = [verb for verb in SAID.finditer(sentence) if not participle(verb[0])]
        for number, verb in enumerate(verbs):
            start = verbs[number - 1].end() if number else 0
            until = verbs[number + 1].start() if number + 1 < len(verbs) else len(sentence)
            clause, after = sentence[start : verb.start()], sentence[verb.end() : until]
            if _PASSIVE.search(clause):
                continue
            subject = _AUXILIARY.sub("", clause).rstrip()
            if names := self._named(self.names.subject(subject), subject):
                yield Saying(names, "", words(after) or words(sentence[: verb.start()]))
            elif verb[0] in NOUNS:
                continue
            elif subject.endswith(",") and (names := self._named(self.names.opening(after), after)):
                yield Saying(names, "", words(f"{sentence[: verb.start()]} {after}"))
            elif subject.endswith(",") and (stranger := self._inverted(after)):
                yield Saying(frozenset(), stranger, words(sentence[: verb.start()]))
            elif stranger := self._stranger(subject, first=not start):
                yield Saying(frozenset(), stranger, words(after) or words(sentence[: verb.start()]))

    def _named(self, names: AbstractSet[str], subject: str) -> frozenset[str]:
        """Those who are there by name, not by a role such as "the minister"."""
        keys = self.attribution.speakers.keys
        return frozenset(name for name in names if any(key[1:] in subject for key in keys[name]))

    def _inverted(self, after: str) -> str:
        """The name right after a verb of saying that is no actor's: "…, said Peter Miller"."""
        found = _FIRST_NAME.match(after)
        return found[1] if found and not self.names.any(found[1]) else ""

    def _stranger(self, subject: str, *, first: bool) -> str:
        """The name at the end of a subject that is no actor's."""
        found = _STRANGER.search(subject)
        if not found:
            return ""
        name = found[1]
        alone = first and found.start(1) == 0 and " " not in name
        if name.lower() in _NOBODY or self.names.any(name) or (alone and is_plural(name)):
            return ""
        return name

    def _strange(self, path: Path, saying: Saying, backing: Backing) -> Iterator[Doubt]:
        """The doubt about a name that no source has, where the texts of all are there to tell, or that is given what a
        passage gives to others."""
        name = saying.stranger
        if self.attribution.unheard(name):
            problem = f"The name “{name}” is in no source."
            yield Doubt(path, Verdict.NOT_FOUND, problem, "Name the one who said it, as the source does.")
        elif not backing.has(name):
            theirs = [(said.exact, whose) for said in backing.said if (whose := self._credits.get(said.exact))]
            if other := next((one for one in theirs if self._alike(saying.what, one[0], one[1])), None):
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
        return sum(1 for _ in _shared(what - called, words(passage) - own)) >= enough

    def _other(self, name: str, what: frozenset[str], backing: Backing) -> tuple[str, frozenset[str]] | None:
        """A passage that gives what somebody is said to tell to others, and to whom; None when none does so."""
        credited = [(said.exact, self._credits.get(said.exact, frozenset())) for said in backing.said]
        mine = [exact for exact, whose in credited if self.attribution.speaks(name, whose)]
        if not mine and self._named_by(backing, name):
            return None
        theirs = [(exact, whose) for exact, whose in credited if whose and exact not in mine]
        enough = 1 if not mine and self._elsewhere(name, backing, alone=len(theirs) == len(credited)) else _ENOUGH
        own = frozenset().union(*map(words, mine))
        if any(_shared(what, own.difference(*(words(exact) for exact, _ in theirs)))):
            return None
        return next((one for one in theirs if self._alike(what, one[0], {name, *one[1]}, own, enough)), None)

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
    def _credits(self) -> Mapping[str, frozenset[str]]:
        """To whom each passage gives what it tells: in its own words, by the text around it, or by the items on it."""
        found: dict[str, set[str]] = {}
        for by, passage in _told(self.briefing):
            whose = found.setdefault(passage.exact, set())
            whose |= self.attribution.telling(passage)
            if by in self.briefing.actors:
                whose.add(by)
        return {exact: frozenset(whose) for exact, whose in found.items()}


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
