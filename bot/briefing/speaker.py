"""To whom a text gives words in quotation marks."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Final

from bot.briefing.credit import NOBODY, Credit, Credits
from bot.briefing.model import Actor, Kind
from bot.briefing.naming import Names
from bot.briefing.normal import normalise
from bot.briefing.verbs import FORMS, SAID

_INVERTED: Final = r"(?:said|says|noted|notes|added|adds|wrote|writes|insisted|argued|explained|warned|asked|replied)"
_ADVERBS: Final = r"(?:\s+(?:has|have|had|also|then|later|once|just|still|himself|herself|\w+ly))*"
_AND: Final = re.compile(r"\b(?:and|but|while|whereas)\b|;")
_ACCENTED: Final = re.compile(r"[^\x00-\x7f]")
_FIRST: Final = re.compile("[a-z]+")
_FAR: Final = 10_000


def keys(actor: Actor) -> set[str]:
    """What a text may call an actor, without accents: its name, its aliases, a person's last name."""
    names = {actor.name, *actor.aliases}
    if actor.kind is Kind.PERSON and actor.named:
        names.add(actor.name.split()[-1])
    return {name for name in map(fold, names) if len(name) > 1}


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A text made plain but for its case, and without accents."""
    return unaccented(normalise(text).cased)


def unaccented(text: str) -> str:
    """A text without accents, letter by letter, so that positions stay true."""
    if text.isascii():
        return text
    return _ACCENTED.sub(lambda letter: unicodedata.normalize("NFD", letter[0])[0], text)


class Speakers:
    """The actors of a briefing, by what a text may call them."""

    def __init__(self, actors: Mapping[str, Actor]) -> None:
        self.actors = actors

    @cached_property
    def keys(self) -> dict[str, set[str]]:
        """What a text may call each actor."""
        return {name: keys(actor) for name, actor in self.actors.items()}

    @cached_property
    def names(self) -> Names:
        """Whom the phrases of a text name."""
        return Names(self.actors, self.keys)

    def said(self, paragraph: str, start: int, end: int, before: str | None) -> Credit:
        """To whom the words at `start` to `end` of a plain paragraph belong, which follows the one `before`.

        The quotation's own sentence tells, or else that of the quotation right before it. Where `before` is None the
        paragraph is a mere passage, in which nobody may be found who is named around it.
        """
        told = Credits(self.names, unaccented(paragraph), unaccented(before or ""))
        found = told.of(start, end)
        if before is not None:
            return found or told.otherwise()
        begun = paragraph[:1] == '"' or paragraph[:1].isupper()
        return found if found.names or begun else NOBODY

    def telling(self, paragraph: str, start: int, end: int, before: str) -> frozenset[str]:
        """Whom the sentence of the words at `start` to `end` of a plain paragraph, which follows the one `before`, has
        telling them: by name, unless they are in quotation marks."""
        plain = unaccented(paragraph)
        found = Credits(self.names, plain, unaccented(before)).of(start, end).names
        if not found and (first := _FIRST.match(plain, start)) and first[0] in FORMS:
            found = frozenset(self.names.subject(plain[:start]))
        quoted = plain.count('"', 0, start) % 2 or plain[start : start + 1] == '"'
        return found if quoted else frozenset(name for name in found if any(key in plain for key in self.keys[name]))

    def saying(self, narration: str, start: int, end: int) -> set[str]:
        """Who stands next to a verb of saying, the one nearest to the words at `start` to `end`."""
        found = [(_apart(narration, span, start, end), name) for name, key in self._there(narration)
                 for span in _says(re.escape(key), narration)]  # fmt: skip
        nearest = min(found, default=None)
        return {name for apart, name in found if nearest and apart == nearest[0]}

    def named(self, text: str) -> set[str]:
        """Everybody a text names."""
        return {name for name, _ in self._there(text)}

    def addressed(self, lead: str) -> set[str]:
        """Who stands right before the words: the object of "called Maduro a", "told Russia"."""
        lead = lead.rstrip(' "')
        return {
            name for name, key in self._there(lead) if re.search(rf"\b{re.escape(key)}\W*(?:\s(?:an?|the|as))?$", lead)
        }

    def _there(self, text: str) -> list[tuple[str, str]]:
        return [
            (name, key)
            for name, every in self.keys.items()
            for key in every
            if key in text and re.search(rf"\b{re.escape(key)}(?!\w)", text)
        ]


def _says(name: str, narration: str) -> Iterator[tuple[int, int]]:
    """Where a name is the subject of a verb of saying."""
    for pattern in (
        rf"(?<!\bof )(?<!\bof the )\b{name}{_ADVERBS}\s+{SAID.pattern}",
        rf"\b{_INVERTED}\s+(?:[\w.'-]+\s+){{0,4}}?{name}(?!\w)",
        rf"\b[Aa]ccording\s+to\s+(?:[\w.'-]+\s+){{0,4}}?{name}(?!\w)",
        rf"(?<!\bof )(?<!\bof the )\b{name},[^,.;\"]{{3,120}},\s+{SAID.pattern}",
        rf",\s+{name},\s+{SAID.pattern}",
    ):
        yield from (found.span() for found in re.finditer(pattern, narration))


def _apart(narration: str, span: tuple[int, int], start: int, end: int) -> int:
    """How far what is said is from who says it; an "and" between them begins another statement."""
    first, last = (span[1], start) if span[1] <= start else (end, span[0])
    return last - first + (_FAR if _AND.search(narration, first, max(first, last)) else 0)
