"""Judges who says what: quotes, words in quotation marks, positions and the names of actors."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Final

from bot.briefing.agreement import Verdict
from bot.briefing.backing import Backing
from bot.briefing.credit import NOBODY, Credit
from bot.briefing.cuts import WIDEN, Cut
from bot.briefing.finding import Doubt, Path, Severity
from bot.briefing.model import Actor, Briefing, Evidence, Kind, Quote
from bot.briefing.normal import normalise
from bot.briefing.passage import Match, SourceText
from bot.briefing.sayings import Sayings
from bot.briefing.sentences import SPANS, bare, spans
from bot.briefing.speaker import Speakers, fold, unaccented
from bot.briefing.verbatim import covered, cut_not, cut_short, same_letters, within

_SPEAKS: Final = re.compile(
    r"ccording to|sa(?:id|ys?)|claim|insist|told|belie|not(?:ed|es)|argu|warn|add(?:ed|s)|report|estimat|announc|"
    r"predict"
)
_PRONOUN: Final = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey)\b")
_WHO: Final = "Name the one who said them."


class Attribution:
    """The speakers of one briefing, and the texts that tell who they are."""

    def __init__(self, briefing: Briefing, texts: Mapping[str, SourceText]) -> None:
        self.briefing = briefing
        self.texts = texts
        self.speakers = Speakers(briefing.actors)

    @cached_property
    def sayings(self) -> Sayings:
        """Who tells what in texts."""
        return Sayings(self.speakers.names, self.speakers.keys)

    @cached_property
    def said(self) -> dict[str, str]:
        """The words of every quote, made plain."""
        return {name: bare(quote.said) for name, quote in self.briefing.quotes.items()}

    def quote(self, path: Path, quote: Quote) -> Iterator[Doubt]:
        """Whether a quote has the words of its passages, every one, and is given to the one who said them."""
        words = bare(quote.said)
        known = [found for found in quote.evidence if found.source in self.texts]
        if not known:
            pieces = [normalise(found.exact).cased for found in quote.evidence]
            if not covered(words, [bare(piece) for piece in pieces]) or not same_letters(quote.said, pieces):
                yield _words_differ(path, quote)
            elif cut := cut_short(words, pieces):
                yield _amount_cut((*path, "said"), quote.said, cut)
            elif any(cut_not(piece, piece.casefold().find(words)) for piece in pieces):
                yield _not_cut(path, quote)
            for piece in pieces:
                if doubt := self._credited(path, quote, self._by(piece, words)):
                    yield doubt
                    break
            return
        for found in known:
            source = self.texts[found.source]
            near = source.find(found)
            match = source.find(
                Evidence(source=found.source, exact=quote.said.strip(" .,;"), at=near.start if near else None),
                verbatim=True,
            )
            if match is None or not same_letters(quote.said, [source.text[match.start : match.end]]):
                yield _words_differ(path, quote)
                return
            if cut := source.cut(match):
                yield _amount_cut((*path, "said"), quote.said, cut)
                return
            number, start, end = source.paragraph(match)
            paragraph = source.paragraphs[number][1].cased
            if cut_not(paragraph, start):
                yield _not_cut(path, quote)
            if quote.to and not self._addressee(quote.to, found, source, match):
                problem = f"The source does not say that this was said to {quote.to}."
                yield Doubt((*path, "to"), Verdict.SPEAKER, problem, "Name the one it was said to, or leave it out.")
                return
            whose = self.speakers.said(paragraph, start, end, _before(source, number))
            if doubt := self._credited(path, quote, whose):
                yield doubt
                return
            if paragraph.count('"', 0, start) % 2 == 0 and paragraph[start : start + 1] != '"':
                problem = f"The source does not have “{quote.said}” in quotation marks."
                hint = "Quote what somebody said; tell the rest in your own words."
                yield Doubt((*path, "said"), Verdict.WORDS, problem, hint, Severity.WARNING)
                return

    def _addressee(self, to: str, found: Evidence, source: SourceText, match: Match) -> bool:
        publisher = fold(self.briefing.sources[found.source].publisher).casefold()
        wanted = fold(to).casefold()
        return wanted == publisher or within(wanted, _surroundings(source, match))

    def spans(self, path: Path, text: str, backing: Backing, by: str | None) -> Iterator[Doubt]:
        """Whether what a sentence of ours has in quotation marks is in its passages, and is given to the right one."""
        for start, end, words in spans(text):
            quotes = [self.briefing.quotes[name] for name, said in self.said.items() if within(words, said)]
            mine = {quote.by for quote in quotes}
            there = [said.exact for said in backing.said if within(words, said.plain)]
            if not mine and not there:
                problem = f"The words “{text[start + 1 : end - 1]}” are in no passage this rests on."
                hint = "Quote exactly, or paraphrase without quotation marks."
                yield Doubt(path, Verdict.WORDS, problem, hint)
                continue
            if cut := cut_short(words, [normalise(one).cased for one in (*there, *(quote.said for quote in quotes))]):
                yield _amount_cut(path, text[start + 1 : end - 1], cut)
                continue
            whose = self._claimed(text, start, end, by)
            mine = mine or {
                name for said in backing.said for name in self._by(normalise(said.exact).cased, words).names
            }
            if mine and whose and not mine & whose:
                yield self._other(path, mine, " or ".join(sorted(whose)))

    def stated(self, path: Path, by: str, evidence: Sequence[Evidence]) -> Iterator[Doubt]:
        """Whether the source gives it to the one who is said to state this, or to nobody but names them near one of the
        passages, or as its publisher."""
        actor = self.briefing.actors.get(by)
        if actor is None:
            return
        if not any(found.source in self.texts for found in evidence):
            return
        keys = {key.casefold() for key in self.speakers.keys[by]}
        around: list[str] = []
        places: list[tuple[SourceText, Match]] = []
        for found in evidence:
            source = self.briefing.sources[found.source]
            if {fold(name).casefold() for name in (source.publisher, source.author or "")} & keys:
                return
            if found.source not in self.texts or (match := self.texts[found.source].find(found)) is None:
                return
            around.append(_surroundings(self.texts[found.source], match))
            places.append((self.texts[found.source], match))
        own = [fold(found.exact).casefold() for found in evidence]
        named = any(within(key, text) for text in own for key in keys)
        whose = frozenset() if named else frozenset().union(*(self._tells(*place, by) for place in places))
        if whose and not self.speaks(by, whose):
            yield self._other(path, whose, by)
        elif not any(within(key, text) for key in keys for text in around):
            problem = f"The source does not name {actor.name} near what is given to `{by}`."
            yield Doubt(path, Verdict.SPEAKER, problem, "Name the one who says it, or add the passage that tells who.")

    def _tells(self, source: SourceText, match: Match, by: str = "") -> frozenset[str]:
        """Whom the text around a passage names as telling what it says; nobody where nobody but `by` tells anything."""
        number, start, end = source.paragraph(match)
        paragraph, before = source.paragraphs[number][1].cased, _before(source, number)
        plain = unaccented(paragraph)
        if self.sayings.tellers(plain) <= {by} and not _PRONOUN.search(plain):
            return frozenset()
        return self.speakers.telling(paragraph, start, end, before)

    def telling(self, passage: Evidence) -> AbstractSet[str]:
        """Whom the text around a passage names as telling what it says."""
        source = self.texts.get(passage.source)
        match = source.find(passage) if source else None
        return self._tells(source, match) if source and match else frozenset()

    def near(self, by: str, evidence: Sequence[Evidence]) -> bool:
        """Whether the texts of the sources name somebody near one of these passages, or where one is not there."""
        keys = {key.casefold() for key in self.speakers.keys[by]}
        for found in evidence:
            source = self.texts.get(found.source)
            match = source.find(found) if source else None
            if source is None or match is None or any(within(key, _surroundings(source, match)) for key in keys):
                return True
        return False

    def unheard(self, name: str) -> bool:
        """Whether no source has a name, as far as their texts are there to tell; those of publishers count as had."""
        if not self._every_text or not self.texts:
            return False
        words = [word.casefold() for word in fold(name).split()]
        told = " ".join(f"{source.publisher} {source.author or ''}" for source in self.briefing.sources.values())
        texts = [*self._unaccented, fold(told).casefold()]
        return any(not any(within(word.removesuffix("'s"), text) for text in texts) for word in words)

    def speaks(self, by: str, whose: AbstractSet[str]) -> bool:
        """Whether somebody is one of these, or is who one of them speaks for."""
        keys = self.speakers.keys[by]
        affiliations = (self.briefing.actors[name].affiliation for name in whose)
        return by in whose or any(of and fold(of) in keys for of in affiliations)

    def given(self, path: Path, by: str, passages: Sequence[str]) -> Iterator[Doubt]:
        """Whether what is stated is given to the one whom its passages themselves name as saying it, if they do."""
        whose = {name for passage in passages for name in self._telling(passage)}
        if not whose or by in whose:
            return
        source = self.briefing.sources.get(by)
        if source and not whose.isdisjoint(self.speakers.named(fold(source.publisher))):
            return
        yield self._other(path, whose, by)

    def _telling(self, passage: str) -> set[str]:
        """Whom a passage names as the one who says what it tells."""
        if not _SPEAKS.search(passage):
            return set()
        text = SPANS.sub(lambda found: '"' * len(found[0]), fold(passage))
        return self.speakers.saying(text, 0, len(text))

    def named(self, path: Path, actor: Actor) -> Iterator[Doubt]:
        """Whether the sources know a person or organisation by this name: no first name from elsewhere."""
        if not actor.named or actor.kind not in {Kind.PERSON, Kind.ORGANISATION} or not self._every_text:
            return
        name = fold(actor.name)
        parts = [name] if actor.kind is Kind.PERSON else [word for word in name.split() if word[0].isupper()]
        for part in parts:
            if not any(within(part.casefold(), text) for text in self._unaccented):
                problem = f"The name “{actor.name}” is in no source."
                hint = "Write the name as the source has it, or say `named: false`."
                yield Doubt((*path, "name"), Verdict.NOT_FOUND, problem, hint)
                return

    def affiliated(self, path: Path, actor: Actor) -> Iterator[Doubt]:
        """Whether an affiliation is an actor of the briefing, or made of names that its sources have."""
        if actor.affiliation is None or not self._every_text:
            return
        name = fold(actor.affiliation)
        if any(name in keys for keys in self.speakers.keys.values()):
            return
        for word in name.replace(",", " ").split():
            if word[0].isupper() and not any(within(word.casefold(), text) for text in self._unaccented):
                problem = f"The affiliation “{actor.affiliation}” is in no source."
                hint = "Write it as the source has it, or leave it out."
                yield Doubt((*path, "affiliation"), Verdict.NOT_FOUND, problem, hint)
                return

    def unsigned(self, author: str, text: SourceText) -> str | None:
        """The first of the authors that a text does not name."""
        there = unaccented(text.normalised.text)
        names = re.split(r"\s*(?:,|;|&|\band\b)\s*", fold(author))
        return next((name for name in names if name and not within(name.casefold(), there)), None)

    @cached_property
    def _unaccented(self) -> list[str]:
        return [unaccented(text.normalised.text) for text in self.texts.values()]

    @property
    def _every_text(self) -> bool:
        return all(name in self.texts for name in self.briefing.sources)

    def _by(self, passage: str, words: str) -> Credit:
        """Whom a passage itself names as the speaker of words in it."""
        start = passage.casefold().find(words)
        if start < 0 or len(passage) <= len(words) + 2:
            return NOBODY
        return self.speakers.said(passage, start, start + len(words), None)

    def _credited(self, path: Path, quote: Quote, whose: Credit) -> Doubt | None:
        """The doubt about a quote that a text gives to another, or to somebody who is no actor."""
        if whose.names:
            return None if quote.by in whose.names else self._other((*path, "by"), set(whose.names), quote.by)
        if not whose.words:
            return None
        problem = f"Whose words these are is told by “{whose.words}”, which names no actor as the speaker."
        hint = "If they are an actor's, put what the source calls them among its aliases; or choose another passage."
        return Doubt((*path, "by"), Verdict.UNSURE, problem, hint)

    def _claimed(self, text: str, start: int, end: int, by: str | None) -> set[str]:
        """To whom our own sentence gives the words at `start` to `end`."""
        plain = unaccented(text)
        first = max(plain.rfind(stop, 0, start) for stop in (". ", "; ", "? ")) + 1
        last = min((found for stop in (". ", "; ") if (found := plain.find(stop, end)) >= 0), default=len(plain))
        clause = _outside(plain, start, end)[first:last]
        objects = self.speakers.addressed(plain[first:start])
        here, there = start - first, end - first
        before = self.speakers.saying(clause[:here], here, there) - objects
        direct = before or self.speakers.saying(clause, here, there) - objects
        return direct or ({by} if by else set()) | (self.speakers.named(clause) - objects)

    def _other(self, path: Path, whose: AbstractSet[str], given: str) -> Doubt:
        names = " or ".join(sorted(self.briefing.actors[name].name for name in whose if name in self.briefing.actors))
        return Doubt(path, Verdict.SPEAKER, f"The source gives these words to {names}, not to `{given}`.", _WHO)


def _outside(text: str, start: int, end: int) -> str:
    """A text with the words at `start` to `end` blanked."""
    return text[:start] + '"' * (end - start) + text[end:]


def _before(source: SourceText, number: int) -> str:
    return source.paragraphs[number - 1][1].cased if number else ""


def _surroundings(source: SourceText, match: Match) -> str:
    """The paragraph of a match and those next to it, in lower case and without accents."""
    number, _, _ = source.paragraph(match)
    return unaccented(" ".join(part.text for _, part in source.paragraphs[max(0, number - 1) : number + 2]))


def _not_cut(path: Path, quote: Quote) -> Doubt:
    problem = f"Right before “{quote.said}” the source has a “not” or “never”."
    hint = "Quote from the negation on, or the words say the opposite."
    return Doubt((*path, "said"), Verdict.WORDS, problem, hint, Severity.WARNING)


def _amount_cut(path: Path, words: str, cut: Cut) -> Doubt:
    return Doubt(path, cut.verdict, f"“{words}” cuts short “{cut.whole}”.", WIDEN)


def _words_differ(path: Path, quote: Quote) -> Doubt:
    problem = f"The words “{quote.said}” are not in the passage, word for word."
    return Doubt((*path, "said"), Verdict.WORDS, problem, "Copy the words exactly as the source has them.")
