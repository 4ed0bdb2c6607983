"""Is it in the source? Every figure, quote, position, event and sentence of a briefing held against its evidence."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

from bot.briefing import pairing, rates, synonyms, units
from bot.briefing.agreement import Verdict, nearest, stated
from bot.briefing.attribution import Attribution
from bot.briefing.backing import Backing, Shelf
from bot.briefing.cuts import WIDEN
from bot.briefing.dates import dates, implied, named
from bot.briefing.finding import Doubt, Path, Severity
from bot.briefing.model import (
    EVIDENCE_WORDS,
    Actor,
    Briefing,
    Card,
    Claim,
    Event,
    Evidence,
    Figure,
    Item,
    Position,
    Quote,
    passages,
)
from bot.briefing.passage import Match, SourceText
from bot.briefing.quantity import numbers
from bot.briefing.sentences import differs, judge, misplaced, mistimed, moment
from bot.briefing.spelling import spell
from bot.briefing.telling import Telling

_KEYS: Final = {Verdict.UNIT: "unit", Verdict.NOUN: "unit", Verdict.RATE: "per", Verdict.QUALIFIER: "qualifier"}
"""At which key of a figure a difference is reported; every other at `value`."""


def verify(briefing: Briefing, texts: Mapping[str, str | SourceText] | None = None) -> list[Doubt]:
    """Everything in a briefing that its evidence does not bear out.

    `texts` maps a source's name to its full text; without it all that the evidence phrases themselves can show is
    judged. Who asks again and again about the same source gives a `SourceText`, which is read only once.
    """
    return list(_Gate(briefing, _sources(texts or {})).doubts())


def matches(briefing: Briefing, texts: Mapping[str, str | SourceText]) -> dict[Path, Match | None]:
    """Where each piece of evidence whose source's text is given was found, by its path."""
    sources = _sources(texts)
    return {path: sources[found.source].find(found) for path, found in _pieces(briefing) if found.source in sources}


def _sources(texts: Mapping[str, str | SourceText]) -> dict[str, SourceText]:
    return {name: SourceText(text) if isinstance(text, str) else text for name, text in texts.items()}


def _pieces(briefing: Briefing) -> Iterator[tuple[Path, Evidence]]:
    for section, name, item in briefing.items():
        if isinstance(item, Claim):
            for number, position in enumerate(item.positions):
                for part, found in enumerate(position.evidence):
                    yield (section, name, "positions", number, "evidence", part), found
        else:
            for part, found in enumerate(passages(item)):
                yield (section, name, "evidence", part), found


def _unverified(item: Item | Position) -> bool:
    """Whether an item is marked as resting on no passage, and rests on none."""
    return not isinstance(item, Claim) and item.unverified and not item.evidence


def _moments(briefing: Briefing) -> dict[str, list[str]]:
    """The times that the figures are told for, by the passages they rest on."""
    found: dict[str, list[str]] = {}
    for figure in briefing.figures.values():
        if figure.when:
            for passage in figure.evidence:
                found.setdefault(passage.exact, []).append(figure.when)
    return found


class _Gate:
    """One briefing and the texts it is judged by."""

    def __init__(self, briefing: Briefing, texts: Mapping[str, SourceText]) -> None:
        self.briefing = briefing
        self.texts = texts
        self.shelf = Shelf(_moments(briefing))
        self.published = {day for source in briefing.sources.values() for day in named(source.published)}
        self.published = implied(self.published | named(briefing.as_of))
        self.pieces = tuple(_pieces(briefing))
        self.everything = self.shelf.backing((found for _, found in self.pieces), whole=True)
        self.attribution = Attribution(briefing, texts)
        self.telling = Telling(briefing, self.attribution)

    def doubts(self) -> Iterator[Doubt]:
        """Sources and passages, then item by item, then what has the whole briefing behind it."""
        yield from self._sources()
        yield from self._passages()
        for section, name, item in self.briefing.items():
            yield from self._item((section, name), item)
        yield from self._sentence(("summary",), self.briefing.summary, self.everything)
        if all(amount.unit or amount.noun for amount in numbers(self.briefing.title).amounts):
            yield from self._sentence(("title",), self.briefing.title, self.everything)

    def _sources(self) -> Iterator[Doubt]:
        for name, source in self.briefing.sources.items():
            text = self.texts.get(name)
            if source.published > self.briefing.as_of:
                problem = f"The briefing's day is before {source.published}, when `{name}` was published."
                yield Doubt(("as_of",), Verdict.DATE, problem, "Take the day on which it was written or checked.")
            if text and text.days and source.published.isoformat() not in text.days:
                problem = f"The text of `{name}` has dates, but not {source.published}."
                yield Doubt(("sources", name, "published"), Verdict.DATE, problem, "Take the date the text gives.")
            if text and source.author and (missing := self.attribution.unsigned(source.author, text)):
                problem = f"The text of `{name}` does not name its author {missing}."
                yield Doubt(
                    ("sources", name, "author"), Verdict.NOT_FOUND, problem, "Write the name as the text has it."
                )
            if source.sha256 and text and hashlib.sha256(text.text.encode()).hexdigest() != source.sha256:
                problem = f"The text of `{name}` is not the one the evidence was matched with."
                hint = "Look whether the article was changed, then take the new sha256."
                yield Doubt(("sources", name, "sha256"), "source", problem, hint, Severity.WARNING)

    def _passages(self) -> Iterator[Doubt]:
        for path, found in self.pieces:
            if found.exact.count(" ") >= EVIDENCE_WORDS and (words := len(found.exact.split())) > EVIDENCE_WORDS:
                hint = f"At most {EVIDENCE_WORDS} words; keep the part that states the fact."
                yield Doubt((*path, "exact"), Verdict.LENGTH, f"The passage has {words} words.", hint)
            if source := self.texts.get(found.source):
                match = source.find(found)
                if match is None:
                    like = source.like(found)
                    has = f", which has “{like}”" if like else ""
                    problem = f"“{found.exact}” is not in the source `{found.source}`{has}."
                    yield Doubt((*path, "exact"), Verdict.NOT_FOUND, problem, "Copy the passage word for word.")
                elif cut := source.cut(match):
                    problem = f"“{found.exact}” cuts short the source's “{cut.whole}”."
                    yield Doubt((*path, "exact"), cut.verdict, problem, WIDEN)
                elif match.how == "fuzzy":
                    there = " ".join(source.text[match.start : match.end].split())
                    problem = f"“{found.exact}” is spelt otherwise in the source `{found.source}`: “{there}”."
                    hint = "Copy the passage letter for letter."
                    yield Doubt((*path, "exact"), Verdict.WORDS, problem, hint, Severity.WARNING)

    def _item(self, path: Path, item: Item) -> Iterator[Doubt]:
        if _unverified(item):
            return
        match item:
            case Figure():
                yield from self._figure(path, item)
            case Claim():
                for number, position in enumerate(item.positions):
                    if _unverified(position):
                        continue
                    place: Path = (*path, "positions", number)
                    backing = self.shelf.backing(position.evidence)
                    yield from self._sentence((*place, "says"), position.says, backing, position.by)
                    yield from self._moment((*place, "when"), position.when, backing)
                    said = [found.exact for found in position.evidence]
                    if doubt := next(self.attribution.given((*place, "by"), position.by, said), None):
                        yield doubt
                    else:
                        yield from self.attribution.stated((*place, "by"), position.by, position.evidence)
                if backed := passages(item):
                    yield from self._sentence((*path, "question"), item.question, self.shelf.backing(backed))
                    yield from self._sentence((*path, "note"), item.note, self.shelf.backing(backed))
            case Quote():
                backing = self.shelf.backing(item.evidence)
                yield from self.attribution.quote(path, item)
                yield from self._moment((*path, "when"), item.when, backing)
                yield from self._sentence((*path, "about"), item.about, backing)
            case Event():
                backing = self.shelf.backing(item.evidence)
                yield from self._sentence((*path, "what"), item.what, backing)
                yield from self._moment((*path, "when"), item.when, backing)
            case Card():
                backing = self.shelf.backing((*item.evidence, *self._shown(item)))
                yield from self._sentence((*path, "question"), item.question, backing)
                yield from self._sentence((*path, "answer"), item.answer, backing)
                yield from self.telling.acting((*path, "answer"), item.answer, backing)
            case Actor():
                backing = self.shelf.backing(item.evidence) if item.evidence else self.everything
                yield from self._sentence((*path, "about"), item.about, backing)
                yield from self._sentence((*path, "role"), item.role, backing)
                yield from self._sentence((*path, "affiliation"), item.affiliation, backing)
                yield from self.attribution.named(path, item)
                yield from self.attribution.affiliated(path, item)

    def _figure(self, path: Path, figure: Figure) -> Iterator[Doubt]:
        backing = self.shelf.backing(figure.evidence)
        ours = stated(figure)
        verdict, other = nearest(ours, backing.amounts)
        if verdict is Verdict.OK and ours.unit is None:
            counted = (other and other.noun and backing.of(other)) or backing.text
            if synonyms.strange(figure.unit, counted, head=True):
                verdict = Verdict.NOUN
        if verdict is not Verdict.OK:
            there = backing.of(other) if other else None
            yield differs((*path, _KEYS.get(verdict, "value")), verdict, spell(figure), there)
        elif backing.crowded or (figure.when and len(backing.days) > 1):
            words, days = pairing.words(f"{figure.label} {figure.unit}"), frozenset(dates(figure.when or ""))
            label = pairing.Labelled(ours, words, f"{figure.label}: {spell(figure)}", days=days)
            if backing.crowded:
                yield from misplaced((*path, "label"), [label], backing)
            yield from mistimed((*path, "when"), [label], backing)
        if ours.unit is None and (code := figure.unit.upper()) in units.CODES and not backing.has(figure.unit):
            problem = f"“{figure.unit}” is no unit; a currency's code is in capitals."
            yield Doubt((*path, "unit"), Verdict.UNIT, problem, f"Write {code}.")
        for field, told in (("label", figure.label), ("when", figure.when)):
            if told and (rate := rates.spoken(told)) and rate != figure.per and not backing.has(told):
                problem = f"“{told}” makes it an amount per {rate}, which no passage does."
                yield Doubt(
                    (*path, field), Verdict.RATE, problem, "Take it out, or say `per` what, as the source does."
                )
        yield from self._moment((*path, "when"), figure.when, backing)
        yield from self._sentence((*path, "label"), figure.label, backing)
        yield from self._sentence((*path, "note"), figure.note, backing)
        said = [
            f.exact for f in figure.evidence if "ccording to" in f.exact or (other and f.exact == backing.of(other))
        ]
        if doubt := next(self.attribution.given((*path, "stated_by"), figure.stated_by, said), None):
            yield doubt
        else:
            yield from self.attribution.stated((*path, "stated_by"), figure.stated_by, figure.evidence)

    def _shown(self, card: Card) -> Iterator[Evidence]:
        for name in card.shows:
            if found := self.briefing.find(name):
                yield from passages(found[1])

    def _moment(self, path: Path, when: str | None, backing: Backing) -> Iterator[Doubt]:
        if when:
            yield from moment(path, when, backing, self.published)

    def _sentence(self, path: Path, text: str | None, backing: Backing, by: str | None = None) -> Iterator[Doubt]:
        if text:
            yield from judge(path, text, backing, self.published)
            quoted = list(self.attribution.spans(path, text, backing, by))
            yield from quoted
            if not any(doubt.verdict == Verdict.SPEAKER for doubt in quoted):
                yield from self.telling.judge(path, text, backing)
