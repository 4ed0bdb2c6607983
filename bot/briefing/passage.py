"""Where in a source's text a passage is, however the text was wrapped, quoted or marked up."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot.briefing import quantity
from bot.briefing.cuts import Cut, cut_at
from bot.briefing.dates import dates
from bot.briefing.model import Evidence
from bot.briefing.normal import Normalised, normalise, plain
from bot.briefing.numerals import WORDS
from bot.briefing.quantity import names, readings

CLOSE_ENOUGH: Final = 75.0
"""Lowest rapidfuzz partial ratio of a part of a text that may be the passage, however short that is: whether it is one
is told by its words. A changed digit scores 97-99."""

SHORTEST: Final = 5
"""Fewest letters of a word that may have a slip of the pen; in a shorter one it makes another word."""

BETWEEN: Final = 3
"""Most paragraphs that may stand inside a passage without breaking it: an advertisement, a picture and its caption."""

_PARAGRAPH: Final = re.compile(r"\n[ \t>]*\n\s*")
_WORD: Final = re.compile(r"[^\W_]+(?:['.][^\W_]+)*")
_DIGIT: Final = re.compile(r"\d")
_NOT: Final = re.compile(r"\b(?:not|no|never|neither|nor|without|cannot|none|nobody|nothing|\w+n't)\b")
_POINT_BEFORE: Final = re.compile(r"\d[.,:]$")
_POINT_AFTER: Final = re.compile(r"[.,:]\d")
_ARTICLES: Final = frozenset(("a", "an", "the"))
_SPELT: Final = (
    (re.compile(r"([lsp])\1(?=e[drs]|ing|or|ist)"), r"\1"),
    (re.compile("(?<=[a-z][a-z])our(?=s?$|ed$|ing$|able$|ite)"), "or"),
    (re.compile("is(?=e[ds]?$|ing$|ation)"), "iz"),
    (re.compile("ys(?=e[ds]?$|ing$)"), "yz"),
    (re.compile("(?<=[bt])re(?=s?$)"), "er"),
    (re.compile("ce(?=s?$)"), "se"),
    (re.compile("ogue(?=s?$)"), "og"),
    (re.compile("amme(?=s?$)"), "am"),
    (re.compile("ae"), "e"),
    (re.compile("grey"), "gray"),
)
"""In what British and American spellings differ, whichever of both it is made."""

_AGAINST: Final = ("un", "in", "im", "il", "ir", "dis", "non", "anti", "de", "mis")


@dataclass(frozen=True, slots=True)
class Match:
    """A passage found at the characters `start` to `end` of the source's own text, and by which step."""

    start: int
    end: int
    how: str


class SourceText:
    """The text of a source, made ready once for any number of searches."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found: dict[tuple[Evidence, bool], Match | None] = {}
        self._likest: dict[str, tuple[int, int] | None] = {}

    @cached_property
    def normalised(self) -> Normalised:
        """The text made plain."""
        return normalise(self.text)

    @cached_property
    def paragraphs(self) -> list[tuple[int, Normalised]]:
        """Every paragraph made plain, with where it begins."""
        begins = [0, *(gap.end() for gap in _PARAGRAPH.finditer(self.text))]
        ends = [*begins[1:], len(self.text)]
        return [(begin, normalise(self.text[begin:end])) for begin, end in zip(begins, ends, strict=True)]

    @cached_property
    def days(self) -> set[str]:
        """Every date in it that has day, month and year, as ISO writes it."""
        return {key for key in dates(self.normalised.cased) if len(key) == 10 and key[4] == key[7] == "-"}

    def find(self, evidence: Evidence, *, verbatim: bool = False) -> Match | None:
        """Where the passage is: at its position, exactly in its context, normalised, or (unless `verbatim`) fuzzily.

        Of several equal passages it is the one whose surroundings are most like `prefix` and `suffix`, then the one
        nearest to `at`, then the first. None when the passage is not there, or when the amounts, dates or negations
        of both sides differ.
        """
        asked = (evidence, verbatim)
        if asked not in self._found:
            self._found[asked] = self._search(evidence, verbatim=verbatim)
        return self._found[asked]

    def _search(self, evidence: Evidence, *, verbatim: bool) -> Match | None:
        exact = evidence.exact
        if evidence.at is not None and self._stands(evidence, evidence.at):
            return Match(evidence.at, evidence.at + len(exact), "position")
        starts = [start for start in _occurrences(self.text, exact) if self._stands(evidence, start)]
        if starts:
            start = min(starts, key=lambda place: abs(place - (evidence.at or 0)))
            return Match(start, start + len(exact), "exact")
        wanted = normalise(exact)
        if not wanted.text:
            return None
        if starts := list(_occurrences(self.normalised.text, wanted.text)):
            start = self._best(evidence, starts, len(wanted.text))
            return Match(*self.normalised.span(start, start + len(wanted.text)), "normalised")
        return self._around(wanted.text) or (None if verbatim else self._fuzzily(wanted))

    def cut(self, match: Match) -> Cut | None:
        """What a match loses of an amount that the text has at its ends."""
        origin = self.normalised.origin
        return cut_at(self.normalised.cased, bisect_left(origin, match.start), bisect_left(origin, match.end))

    def paragraph(self, match: Match) -> tuple[int, int, int]:
        """In which paragraph a match begins, and from where to where in that paragraph's plain text."""
        number = bisect_right([begin for begin, _ in self.paragraphs], match.start) - 1
        begin, plain_text = self.paragraphs[number]
        start = bisect_left(plain_text.origin, match.start - begin)
        return number, start, bisect_left(plain_text.origin, match.end - begin)

    def _stands(self, evidence: Evidence, start: int) -> bool:
        """Whether the passage is at `start`, whole words of it, between its prefix and suffix."""
        end = start + len(evidence.exact)
        return (
            start >= 0
            and self.text.startswith(evidence.exact, start)
            and _whole(self.text, start, end)
            and self.text[max(0, start - len(evidence.prefix) - 2) : start].rstrip().endswith(evidence.prefix.rstrip())
            and self.text[end : end + len(evidence.suffix) + 2].lstrip().startswith(evidence.suffix.lstrip())
        )

    def _best(self, evidence: Evidence, starts: list[int], length: int) -> int:
        """Of several occurrences in the normalised text, the one in the likeliest surroundings."""
        if len(starts) == 1:
            return starts[0]
        from rapidfuzz import fuzz

        prefix, suffix = plain(evidence.prefix), plain(evidence.suffix)
        text, at = self.normalised, evidence.at or 0

        def likeness(start: int) -> tuple[float, int]:
            before = text.text[max(0, start - len(prefix) - 1) : start].strip()
            after = text.text[start + length : start + length + len(suffix) + 1].strip()
            score = (fuzz.ratio(prefix, before) if prefix else 0) + (fuzz.ratio(suffix, after) if suffix else 0)
            return -round(score), abs(text.origin[start] - at)

        return min(starts, key=likeness)

    def _around(self, wanted: str) -> Match | None:
        """The passage with paragraphs inside it that were put in later."""
        if " " not in wanted:
            return None
        for number, (start, first) in enumerate(self.paragraphs):
            cuts = [cut for cut in _spaces(wanted) if _ends(first.text, wanted[:cut])]
            for end, last in self.paragraphs[number + 2 : number + 2 + BETWEEN] if cuts else ():
                for cut in cuts:
                    rest = wanted[cut + 1 :]
                    if last.text.startswith(rest) and _whole(last.text, 0, len(rest)):
                        begin = first.origin[len(first.text) - cut]
                        return Match(start + begin, end + last.origin[len(rest) - 1] + 1, "normalised")
        return None

    def like(self, evidence: Evidence) -> str | None:
        """The whole words of the text that are likest to a passage, if any: what to show where it is not found."""
        if (near := self._near(normalise(evidence.exact).text)) is None:
            return None
        start, end = self.normalised.span(*next(_windows(self.normalised.text, *near)))
        return " ".join(self.text[start:end].split())

    def _near(self, wanted: str) -> tuple[int, int] | None:
        """From where to where the plain text is likest to some words."""
        from rapidfuzz import fuzz

        if wanted not in self._likest:
            near = fuzz.partial_ratio_alignment(wanted, self.normalised.text, score_cutoff=CLOSE_ENOUGH)
            self._likest[wanted] = (
                (near.dest_start, near.dest_end) if near and near.dest_start < near.dest_end else None
            )
        return self._likest[wanted]

    def _fuzzily(self, wanted: Normalised) -> Match | None:
        """The likest passage, when its words are the same but for articles, spelling and slips of the pen."""
        source = self.normalised
        if (near := self._near(wanted.text)) is None:
            return None
        for start, end in _windows(source.text, *near):
            if _agree(wanted.cased, source.cased[start:end]):
                return Match(*source.span(start, end), "fuzzy")
        return None


def find(evidence: Evidence, text: str, *, verbatim: bool = False) -> Match | None:
    """Where one passage is in a text; see `SourceText.find`."""
    return SourceText(text).find(evidence, verbatim=verbatim)


def numbers(text: str) -> Counter[object]:
    """The multiset of everything in a text that counts: amounts, dates, and names with digits."""
    amounts = Counter[object]((q.low, q.high, q.unit, q.per, q.bound) for q in readings(text))
    return amounts + Counter(dates(text)) + Counter(names(text))


def _occurrences(text: str, wanted: str) -> Iterator[int]:
    """Where a text has these words, whole: "6 billion" is not in "16 billion", nor "4 billion" in "11.4 billion"."""
    start = text.find(wanted)
    while start >= 0:
        if _whole(text, start, start + len(wanted)):
            yield start
        start = text.find(wanted, start + 1)


def _whole(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    first, last = text[start : start + 1], text[end - 1 : end]
    cut_before = first.isalnum() and (before[-1:].isalnum() or (first.isdigit() and _POINT_BEFORE.search(before)))
    cut_after = last.isalnum() and (after[:1].isalnum() or (last.isdigit() and _POINT_AFTER.match(after)))
    return not cut_before and not cut_after


def _spaces(text: str) -> list[int]:
    return [number for number, letter in enumerate(text) if letter == " "]


def _ends(text: str, words: str) -> bool:
    return text.endswith(words) and _whole(text, len(text) - len(words), len(text))


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch grown to whole words, then with a word less or more at either end."""
    while start and text[start - 1] != " " and text[start] != " ":
        start -= 1
    while end < len(text) and text[end] != " " and text[end - 1] != " ":
        end += 1
    begins = [start, text.rfind(" ", 0, max(0, start - 1)) + 1, text.find(" ", start) + 1]
    ends = [end, len(text) if (after := text.find(" ", end + 1)) < 0 else after, text.rfind(" ", 0, end - 1)]
    for begin in begins:
        for stop in ends:
            if begin < stop:
                yield begin + text[begin].isspace(), stop


def _agree(ours: str, theirs: str) -> bool:
    """Whether two passages that look alike say the same: amounts, dates, negations, and every word but articles."""
    if numbers(ours) != numbers(theirs) or quantity.numbers(ours).unread != quantity.numbers(theirs).unread:
        return False
    ours, theirs = ours.casefold(), theirs.casefold()
    if Counter(_NOT.findall(ours)) != Counter(_NOT.findall(theirs)):
        return False
    words, others = _counting_apart(ours), _counting_apart(theirs)
    return len(words) == len(others) and all(map(_one_word, words, others))


def _one_word(one: str, other: str) -> bool:
    """Whether two words are one in two spellings ("fuelled", "fueled"), or one with a slip of the pen within it."""
    from rapidfuzz.distance import OSA

    if one == other or _spelling(one) == _spelling(other):
        return True
    if min(len(one), len(other)) < SHORTEST or one[0] != other[0] or _against(one, other):
        return False
    return OSA.distance(one, other, score_cutoff=1) <= 1


def _spelling(word: str) -> str:
    """A word as it is spelt neither here nor there: "colour" and "color", "defence" and "defense"."""
    for ending, instead in _SPELT:
        word = ending.sub(instead, word)
    return word


def _counting_apart(text: str) -> list[str]:
    """The words of a text without articles, and without those that make up its amounts, which are compared as such."""
    found = _WORD.findall(text)
    return [word for word in found if word not in WORDS and word not in _ARTICLES and not _DIGIT.search(word)]


def _against(one: str, other: str) -> bool:
    """Whether one word is the other turned round: "legitimate" and "illegitimate"."""
    shorter, longer = sorted((one, other), key=len)
    return any(longer == prefix + shorter for prefix in _AGAINST)
