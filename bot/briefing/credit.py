"""To whom a text gives a quotation: by its own sentence, or by the quotation right before it."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot.briefing.model import Kind
from bot.briefing.naming import PRONOUN, SHORTENED, Names
from bot.briefing.verbs import NAMING, NOUNS, SAID, participle, said

_QUOTED: Final = re.compile(r'"[^"]*(?:"|$)')
_SINGLE: Final = re.compile(r"[.,!?;:]*['\"]?")
_STOP: Final = re.compile(r"[.!?…]+[)\]']*\s+(?=[\"(']*[A-Z\"])|;\s+|(?<=[.!?])\s+(?=\")")
_INNER_STOP: Final = re.compile(r"[.!?…]\s*['\")]*$")
_SHORT: Final = re.compile(rf"(?:\b(?:{'|'.join(SHORTENED)})|(?<![\w'])[A-Z])$")
_DIRECT: Final = re.compile(r"(?:,|:|\s(?:that|as|how|it|of|the|a|an|is|was|are|were))?\s*(?:\W\s*)?$")
_AUXILIARY: Final = re.compile(
    r"(?:(?:^|[\s,]+)(?:has|have|had|also|then|later|once|just|still|himself|herself|reportedly|again|often|did|does|"
    r"would|will|could|may|might|\w+ly|to|on|goes|went|continues|continued|recently|who|previously|[A-Z][a-z]+day))+\s*$"
)
_PASSIVE: Final = re.compile(r"(?:^|\s)(?:was|were|is|are|been|being|be|got|gets)(?:\s+\w+ly)*\s*$")
_DENYING: Final = re.compile(
    r"\b(?:never|not|\w+n't|without|denied\s+(?:ever\s+)?(?:having\s+)?|denies\s+(?:ever\s+)?(?:having\s+)?|refused\s+to|"
    r"declined\s+to|rejected|rejects|disavowed)\s*$"
)
_REJECTED: Final = re.compile(
    r"\b(?:denie[sd]\s+(?:ever\s+)?(?:having|saying|using)|reject(?:ed|s)|disown(?:ed|s)|disavow(?:ed|s))\b[^\"]*$"
)
_HANGING: Final = re.compile(r"(?:^|\s)(?:and|but|or|by|of|to|for|with|from|amid|the|a|an|in|on|his|her|their|some)$")
_ACCORDING: Final = re.compile(r"\b[Aa]ccording\s+to\s+")
_LINK: Final = re.compile(r"^[\s,;:.!?'\")—-]*(?:and|or|but|as\s+well\s+as|,|to|from)?[\s'\"—-]*$")
_TURN: Final = re.compile(r"^[\s,.'\"]*(?:and|but|while|whereas|yet|;)\s")
_LEAD: Final = re.compile(r"^[\s,;:.!?'\")—-]*")
_BY: Final = re.compile(r"^[\s,'\"]*by\s+")
_FIRST: Final = re.compile(r"(?P<word>[a-z]+(?:ed|s|es|d|t|ote|aid|old))\s+(?=[A-Z]|the\s|an?\s|he\b|she\b|one\s)")
_WORD: Final = re.compile(r"\w")
_SHOWN: Final = 60
_NOBODY: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Credit:
    """To which actors the text gives words; `words` are those that name the speaker when they are no actor's."""

    names: frozenset[str] = _NOBODY
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.names or self.words)


NOBODY: Final = Credit()


class Credits:
    """Who says what in one paragraph, which follows another."""

    def __init__(self, names: Names, paragraph: str, before: str) -> None:
        self._names = names
        self._text = paragraph
        self._before = before
        self._quotes = [match.span() for match in _QUOTED.finditer(paragraph)]
        self._narration = _QUOTED.sub(lambda match: '"' * len(match[0]), paragraph)

    def of(self, start: int, end: int) -> Credit:
        """To whom the words at `start` to `end` belong."""
        span = next((span for span in self._quotes if span[0] <= start and end <= span[1]), None)
        if span is None:
            self._bare(start, end)
            span = next(span for span in self._quotes if span[0] <= start and end <= span[1])
        return self._credit(self._quotes.index(span))

    def _bare(self, start: int, end: int) -> None:
        """Take words that stand in no double quotation marks as a quotation of their own."""
        tail = _SINGLE.match(self._text, end)
        last = tail.end() if tail else end
        first = start - (self._text[start - 1 : start] in {"'", '"'} and start > 0)
        self._quotes = [*(s for s in self._quotes if s[1] <= first), (first, last)]
        self._quotes += [s for s in map(re.Match.span, _QUOTED.finditer(self._text, last)) if s[0] >= last]
        letters = list(self._text)
        for one, other in self._quotes:
            letters[one:other] = '"' * (other - one)
        self._narration = "".join(letters)

    @cached_property
    def _stops(self) -> list[int]:
        """Where sentences end."""
        text = self._narration
        stops = [
            match.end()
            for match in _STOP.finditer(text)
            if text[match.start()] == ";" or not _SHORT.search(text, max(0, match.start() - 12), match.start())
        ]
        for first, last in self._quotes:
            inner = self._text[first:last].rstrip("\"' ")
            if _INNER_STOP.search(inner) and re.match(r"\s+[\"'(]*[A-Z\"]", text[last : last + 4]):
                opens = not _WORD.search(
                    text[max((s for s in stops if s <= first), default=0) : first].replace('"', "")
                )
                if inner.endswith((".", "…")) or not opens:
                    stops.append(last)
        return sorted(stops)

    def _sentence(self, first: int, last: int) -> tuple[int, int]:
        begin = max((stop for stop in self._stops if stop <= first), default=0)
        return begin, min((stop for stop in self._stops if stop >= last), default=len(self._narration))

    def _credit(self, number: int) -> Credit:
        first, last = self._quotes[number]
        begin, finish = self._sentence(first, last)
        earlier = number - 1 if number and self._quotes[number - 1][0] >= begin else None
        lead_start = self._quotes[earlier][1] if earlier is not None else begin
        lead = self._narration[lead_start:first]
        after = self._after(number, finish)
        inner = self._text[first:last].rstrip("\"' ")
        comma = inner.endswith((",", "?", "!")) or after.lstrip("\"'").startswith(",")
        before, direct = self._leading(lead, lead_start, earlier is not None)
        if before.words and (by := _BY.match(after)):
            return self._named(after[by.end() :], after)
        if before and direct:
            return before
        following = self._following(after, last, comma=comma)
        if comma and following.names:
            return following
        for found in (before, following):
            if found.names:
                return found
        if found := before or following:
            return found
        if earlier is not None:
            return self._credit(earlier)
        previous = self._previous(number, begin)
        return self._credit(previous) if previous is not None else NOBODY

    def _previous(self, number: int, begin: int) -> int | None:
        """The quotation in the sentence right before this one's, when this one stands alone."""
        if not number or _WORD.search(self._narration[begin : self._quotes[number][0]]):
            return None
        there, _ = self._sentence(max(0, begin - 1), max(0, begin - 1))
        return number - 1 if self._quotes[number - 1][0] >= there else None

    def _after(self, number: int, finish: int) -> str:
        """What follows a quotation in its sentence, past others that only an "and" or a comma joins to it."""
        at = self._quotes[number][1]
        for first, last in self._quotes[number + 1 :]:
            if first >= finish:
                break
            if not _LINK.match(self._narration[at:first]):
                return self._narration[at:first]
            at = last
        return self._narration[at:finish]

    def _leading(self, lead: str, place: int, quoted: bool) -> tuple[Credit, bool]:
        """Whom the words before a quotation give it to, and whether they lead straight to it."""
        verbs = said(lead)
        if verbs and (rejected := _REJECTED.search(lead)) and rejected.start() <= verbs[-1].start():
            return Credit(words=_shown(lead)), True
        if _REJECTED.search(lead) and not verbs:
            return Credit(words=_shown(lead)), True
        for number in range(len(verbs) - 1, -1, -1):
            verb = verbs[number]
            start = verbs[number - 1].end() if number else 0
            clause = lead[start : verb.start()]
            direct = bool(_DIRECT.fullmatch(lead, verb.end()))
            if quoted and number == 0 and not _WORD.search(clause):
                return self._named(lead[verb.end() :], lead), direct
            if _DENYING.search(clause):
                return Credit(words=_shown(lead)), True
            subject = _AUXILIARY.sub("", clause) if not clause.rstrip().endswith(",") else clause
            if _PASSIVE.search(clause) or (NAMING.search(verb[0]) and self._called(subject)):
                return Credit(words=_shown(lead)), direct
            if participle(verb[0]) or not _WORD.search(subject) or _HANGING.search(subject.rstrip(" ,").lower()):
                if number:
                    continue
                if re.search(r"\b(?:and|but)$", subject.rstrip(" ,")) and (names := self._names.first(lead)):
                    return Credit(frozenset(names)), direct
                return (Credit(words=_shown(lead)), direct) if not participle(verb[0]) else (NOBODY, False)
            if names := self._who(subject, place + start):
                return Credit(frozenset(names)), direct or verb[0] in {"told", "tells", "said"}
            if verb[0] in NOUNS:
                continue
            if PRONOUN.search(subject.rstrip(" ,")):
                return NOBODY, False
            return Credit(words=_shown(f"{clause.strip()} {verb[0]}")), direct
        if found := _ACCORDING.search(lead):
            return self._named(lead[found.end() :], lead), False
        if lead.rstrip().endswith(":") and _WORD.search(lead):
            names = next(
                (there for part in reversed(lead.rstrip(" :").split(",")) if (there := self._who(part, place))), set()
            )
            return Credit(frozenset(names), "" if names else _shown(lead)), True
        return NOBODY, False

    def _called(self, subject: str) -> bool:
        """Whether a naming participle follows its object: "Smith, called "awful" by Jones"."""
        return subject.rstrip().endswith(",") and subject.count(",") == 1

    def _following(self, after: str, place: int, *, comma: bool) -> Credit:
        """Whom the words after a quotation give it to."""
        if _TURN.match(after):
            return NOBODY
        lead = _LEAD.match(after)
        shift = lead.end() if lead else 0
        rest = after[shift:]
        if not _WORD.search(rest):
            return NOBODY
        if (first := _FIRST.match(rest)) and (comma or SAID.fullmatch(first["word"])):
            return self._named(rest[first.end() :], rest, place + shift + first.end())
        if found := _ACCORDING.search(rest):
            return self._named(rest[found.end() :], rest)
        at = 0
        for verb in said(rest):
            clause = rest[at : verb.start()]
            if _DENYING.search(clause) or _PASSIVE.search(clause):
                return Credit(words=_shown(rest)) if comma else NOBODY
            subject = _AUXILIARY.sub("", clause) if not clause.rstrip().endswith(",") else clause
            if names := self._who(subject, place + shift + at):
                return Credit(frozenset(names))
            inverted = rest[verb.end() :]
            if not subject.strip(" ,") and (names := self._names.opening(inverted)):
                return Credit(frozenset(names))
            if comma:
                known = PRONOUN.search(subject.rstrip(" ,"))
                return NOBODY if known else Credit(words=_shown(f"{clause.strip()} {verb[0]}"))
            at = verb.end()
        return self._plain(rest) if comma else NOBODY

    def _plain(self, rest: str) -> Credit:
        """Whom the words right after a quotation and its comma name, whatever they do: "Smith shrugged"."""
        clause = re.split(r"[,.;:!?](?:\s|$)", rest)[0]
        if not (found := re.match(r"((?:[A-Z][\w.'-]*\s+)+|[Tt]he\s+[\w\s]{1,30}?)(?:\w+(?:ed|s))\b", clause)):
            return NOBODY
        names = self._names.phrase(found[1])
        return Credit(frozenset(names), "" if names else _shown(clause))

    def _named(self, phrase: str, shown: str, place: int = 0) -> Credit:
        names = self._names.opening(phrase)
        if not names and re.match(r"(?:he|she|they)\b", phrase):
            return Credit(frozenset(self._antecedent(place)))
        return Credit(frozenset(names), "" if names else _shown(shown))

    def _who(self, subject: str, place: int) -> set[str]:
        """Whom a subject names, or the pronoun at its end stands for."""
        if PRONOUN.search(subject.rstrip(" ,")):
            return self._antecedent(place + len(subject.rstrip(" ,")))
        return self._names.subject(subject)

    def _antecedent(self, place: int) -> set[str]:
        """For whom a pronoun stands: who speaks in the last sentence that names a person, or is named last in it."""
        here = [stop for stop in (0, *self._stops) if stop < place]
        ends = [*here[1:], place]
        pieces = [self._narration[first:last] for first, last in zip(here, ends, strict=True)]
        quiet = _QUOTED.sub(lambda match: '"' * len(match[0]), self._before)
        for piece in (*reversed(pieces), *reversed(re.split(r"(?<=[a-z)][.!?])\s+|(?<=\")\s+(?=[A-Z\"])", quiet))):
            if found := self._person(piece):
                return found
        return set()

    def _person(self, sentence: str) -> set[str]:
        persons = self._names.persons(sentence)
        if not persons:
            return set()
        for verb in said(sentence):
            speaking = self._names.subject(_AUXILIARY.sub("", sentence[: verb.start()]))
            found = {name for name in speaking if self._names.actors[name].kind is Kind.PERSON}
            if found:
                return found
        return persons[-1]

    def otherwise(self) -> Credit:
        """What a paragraph that gives its words to nobody says instead: of somebody in it, or who was quoted last."""
        words = self._narration.replace('"', " ")
        if not _WORD.search(words):
            return Credits(self._names, self._before, "").last() if self._before else NOBODY
        return Credit(words=_shown(words)) if self._names.any(words) else NOBODY

    def last(self) -> Credit:
        """To whom the last quotation of the paragraph belongs."""
        return self._credit(len(self._quotes) - 1) if self._quotes else NOBODY


def _shown(words: str) -> str:
    """Words short enough to show."""
    plain = " ".join(re.sub(r'"+', "…", words).split()).strip(" ,;:.")
    return plain if len(plain) <= _SHOWN else f"…{plain[-_SHOWN:]}"
