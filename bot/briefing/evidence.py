"""Is it in the source? Every figure, quote, position, event and sentence of a briefing held against its evidence."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from bot.briefing.agreement import Verdict, nearest, stated
from bot.briefing.dates import dates, named
from bot.briefing.finding import Doubt, Path
from bot.briefing.model import EVIDENCE_WORDS, Briefing, Card, Claim, Event, Evidence, Figure, Item, Quote, passages
from bot.briefing.passage import Match, find, normalise
from bot.briefing.quantity import Quantity, quantities, spell
from bot.briefing.speaker import speakers

_MEND: Final = {
    Verdict.NOT_FOUND: "Choose a passage that states it, or take it out.",
    Verdict.NUMBER: "Take the number of the source.",
    Verdict.UNIT: "Take the unit of the source.",
    Verdict.RATE: "Say per what period, as the source does.",
    Verdict.QUALIFIER: "Keep the source's “about”, “at least”, “more than” or “up to”.",
    Verdict.ONE_END: "Give both ends of the range.",
    Verdict.NOUN: "Count what the source counts.",
}
_SPANS: Final = re.compile(r"[\"“]([^\"“”]+)[\"”]")


def verify(briefing: Briefing, texts: Mapping[str, str] | None = None) -> list[Doubt]:
    """Everything in a briefing that its evidence does not bear out.

    `texts` maps a source's name to its full text; without it all that the evidence phrases themselves can show is judged.
    """
    return list(_Gate(briefing, texts or {}).doubts())


def matches(briefing: Briefing, texts: Mapping[str, str]) -> dict[Path, Match | None]:
    """Where each piece of evidence whose source's text is given was found, by its path."""
    return {path: find(found, texts[found.source]) for path, found in _pieces(briefing) if found.source in texts}


def _pieces(briefing: Briefing) -> Iterator[tuple[Path, Evidence]]:
    for section, name, item in briefing.items():
        if isinstance(item, Claim):
            for number, position in enumerate(item.positions):
                for part, found in enumerate(position.evidence):
                    yield (section, name, "positions", number, "evidence", part), found
        else:
            for part, found in enumerate(passages(item)):
                yield (section, name, "evidence", part), found


class _Gate:
    """One briefing and the texts it is judged by."""

    def __init__(self, briefing: Briefing, texts: Mapping[str, str]) -> None:
        self.briefing = briefing
        self.texts = texts
        self.published = {day for source in briefing.sources.values() for day in named(source.published)}
        self.published |= named(briefing.as_of)

    def doubts(self) -> Iterator[Doubt]:
        """Passages, then item by item, then what has the whole briefing behind it."""
        yield from self._passages()
        everything = tuple(found for _, found in _pieces(self.briefing))
        for section, name, item in self.briefing.items():
            match item:
                case Figure():
                    yield from self._figure((section, name), item)
                case Claim():
                    for number, position in enumerate(item.positions):
                        path: Path = (section, name, "positions", number)
                        yield from self._sentence((*path, "says"), position.says, position.evidence)
                        yield from self._dates((*path, "when"), position.when or "", position.evidence)
                    yield from self._sentence((section, name, "question"), item.question, passages(item))
                    yield from self._sentence((section, name, "note"), item.note or "", everything)
                case Quote():
                    yield from self._quote((section, name), item)
                case Event():
                    yield from self._sentence((section, name, "what"), item.what, item.evidence)
                    yield from self._dates((section, name, "when"), item.when, item.evidence)
                case Card():
                    backing = (*item.evidence, *self._shown(item))
                    yield from self._sentence((section, name, "answer"), item.answer, backing)
                case _:
                    yield from self._sentence((section, name, "about"), item.about or "", everything)
                    yield from self._sentence((section, name, "role"), item.role or "", everything)
        yield from self._sentence(("summary",), self.briefing.summary, everything)

    def _passages(self) -> Iterator[Doubt]:
        for path, found in _pieces(self.briefing):
            words = len(found.exact.split())
            if words > EVIDENCE_WORDS:
                hint = f"At most {EVIDENCE_WORDS} words; keep the part that states the fact."
                yield Doubt((*path, "exact"), Verdict.LENGTH, f"The passage has {words} words.", hint)
            if found.source in self.texts and find(found, self.texts[found.source]) is None:
                problem = f"“{found.exact}” is not in the source `{found.source}`."
                yield Doubt((*path, "exact"), Verdict.NOT_FOUND, problem, "Copy the passage word for word.")

    def _figure(self, path: Path, figure: Figure) -> Iterator[Doubt]:
        amounts = [amount for found in figure.evidence for amount in quantities(found.exact)]
        ours = stated(figure)
        verdict, other = nearest(ours, amounts)
        if verdict is Verdict.OK and ours.unit is None and not self._counted(ours, figure.evidence):
            verdict = Verdict.NOUN
        if verdict is not Verdict.OK:
            keys = {Verdict.UNIT: "unit", Verdict.NOUN: "unit", Verdict.RATE: "per", Verdict.QUALIFIER: "qualifier"}
            yield _differs((*path, keys.get(verdict, "value")), verdict, spell(figure), other, figure.evidence)
        yield from self._dates((*path, "when"), figure.when or "", figure.evidence)
        backing = [*amounts, ours]
        yield from self._sentence((*path, "label"), figure.label, figure.evidence, backing)
        yield from self._sentence((*path, "note"), figure.note or "", figure.evidence, backing)

    def _counted(self, ours: Quantity, evidence: Sequence[Evidence]) -> bool:
        """Whether a word of the counted noun stands in the passage."""
        said = normalise(" ".join(found.exact for found in evidence)).text
        words = [word.rstrip("s") for word in re.findall(r"\w{3,}", ours.noun)]
        return not words or any(
            re.search(rf"\b{re.escape(word.removesuffix('ie'))}", said) for word in words
        )

    def _shown(self, card: Card) -> Iterator[Evidence]:
        for name in card.shows:
            found: tuple[str, Item] | None = self.briefing.find(name)
            if found:
                yield from passages(found[1])

    def _sentence(
        self, path: Path, text: str, evidence: Sequence[Evidence], amounts: Sequence[Quantity] | None = None
    ) -> Iterator[Doubt]:
        """Every amount, quoted span and date of a sentence of ours."""
        if not text:
            return
        if amounts is None:
            amounts = [amount for found in evidence for amount in quantities(found.exact)]
        for ours in quantities(_SPANS.sub(" ", text)):
            verdict, other = nearest(ours, amounts)
            if verdict is not Verdict.OK and not (
                verdict is Verdict.NOT_FOUND and ours.unit is None and ours.low <= 10
            ):
                yield _differs(path, verdict, text[ours.start : ours.end].strip(), other, evidence)
        said = [normalise(found.exact).text for found in evidence]
        said += [normalise(quote.said).text for quote in self.briefing.quotes.values()]
        for span in _SPANS.findall(text):
            words = normalise(span).text.strip(" .,")
            if not any(words in other for other in said):
                yield Doubt(
                    path,
                    Verdict.WORDS,
                    f"The words “{span}” are in no passage this rests on.",
                    "Quote exactly, or paraphrase without quotation marks.",
                )
        yield from self._dates(path, text, evidence)

    def _dates(self, path: Path, text: str, evidence: Sequence[Evidence]) -> Iterator[Doubt]:
        known = self.published | {day for found in evidence for day in dates(found.exact)}
        for missing in sorted(dates(text) - known):
            problem = f"The date {missing} is in no passage this rests on."
            yield Doubt(path, Verdict.DATE, problem, "Leave it as vague as the source does, or add the passage.")

    def _quote(self, path: Path, quote: Quote) -> Iterator[Doubt]:
        said = normalise(quote.said).text.strip(" .,")
        texts = [(found, self.texts[found.source]) for found in quote.evidence if found.source in self.texts]
        if not texts:
            pieces = [normalise(found.exact).text.strip(" .,") for found in quote.evidence]
            if not any(said in piece or _unquoted(piece) in said or _overlap(said, piece) for piece in pieces):
                yield _words_differ(path, quote)
            return
        for found, text in texts:
            match = find(Evidence(source=found.source, exact=quote.said.strip(" .,")), text, verbatim=True)
            if match is None:
                yield _words_differ(path, quote)
                continue
            whose = speakers(text, match.start, match.end, self.briefing.actors)
            if whose and quote.by not in whose:
                names = " or ".join(sorted(self.briefing.actors[name].name for name in whose))
                problem = f"The source gives these words to {names}, not to `{quote.by}`."
                yield Doubt((*path, "by"), Verdict.SPEAKER, problem, "Name the one who said them.")
        yield from self._dates((*path, "when"), quote.when or "", quote.evidence)


def _unquoted(piece: str) -> str:
    """The quoted part of a passage, or all of it when nothing in it is quoted."""
    quoted = re.findall(r'"([^"]+)"?', piece)
    return str(quoted[0]).strip(" .,") if quoted else piece


def _overlap(said: str, piece: str) -> bool:
    """Whether the end of one is the beginning of the other by at least four words."""
    words, others = said.split(), re.sub(r'["]', "", piece).split()
    return any(
        words[-n:] == others[:n] or words[:n] == others[-n:] or words[:n] == others[:n]
        for n in range(min(len(words), len(others)), min(len(words), 4) - 1, -1)
    )


def _words_differ(path: Path, quote: Quote) -> Doubt:
    problem = f"The words “{quote.said}” are not in the passage, word for word."
    return Doubt((*path, "said"), Verdict.WORDS, problem, "Copy the words exactly as the source has them.")


def _differs(path: Path, verdict: Verdict, ours: str, other: Quantity | None, evidence: Iterable[Evidence]) -> Doubt:
    there = next((f.exact for f in evidence if other is not None and other in quantities(f.exact)), None)
    said = f"the passage says “{there}”" if there else "no passage states an amount"
    return Doubt(path, verdict, f"{verdict.capitalize()}: “{ours}”, but {said}.", _MEND[verdict])
