"""Whom a noun phrase names: the actor that is its head, not one that it merely mentions."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from bot.briefing.model import Actor, Kind

SHORTENED: Final = (
    "Mr Mrs Ms Dr Sen Rep Reps Sens Gov Gen St Prof Jr Sr Lt Col Sgt Capt Rev Hon Adm Maj Messrs vs "
    "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec No Vol Fig cf"
).split()
"""What a full stop follows without ending a sentence."""

PRONOUN: Final = re.compile(r"(?:^|\s)(?:he|she|they|[Hh]e|[Ss]he|[Tt]hey|I|we|We)$")
_BELOW: Final = re.compile(
    r"(?<![\w-])(?:of|to|for|at|by|from|in|with|on|behind|about|against|near|who|whom|whose|which|unlike|like|including|"
    r"despite|between|over|under|after|before|than|into|around|beside|opposite)(?![\w-])|\w's?(?=\s)|\w'(?=\s)"
)
"""What puts the names after it below another noun: "an aide to Smith", "Smith's lawyer"."""

_AFTER: Final = re.compile(
    r"\s*$|\s+(?:of|to|for|at|by|from|in|with|on|who|himself|herself|itself|told|last|late|early|as|when|during|after|"
    r"before|again|then|also|this|yesterday|today|here|there|[A-Z][a-z]+day|\(.*|\d.*|\w+ly)(?![\w-])"
)
"""What may follow a name that is the head: "Jones of Acme", "Jones on Monday"."""

_MOUTH: Final = re.compile(
    r"\s*(?:'s?\s+)?(?:(?:chief|own|official|press|deputy|main|senior|latest|new|annual|\w+ly)\s+)*"
    r"(?:spokes(?:man|woman|person|people)|statement|letter|report|tweet|post|message|memo|note|speech|website|"
    r"press\s+office|press\s+release|officials?)\b"
)
"""Through which an organisation speaks."""

_FROM_MOUTH: Final = re.compile(
    r"(?:spokes(?:man|woman|person|people)|statement|letter|report|tweet|post|message|press\s+release|officials?)\s+"
    r"(?:for|of|by|from|at)\s+(?:the\s+)?$"
)
_TITLES: Final = frozenset(
    "mr mrs ms dr sir lord lady dame president minister senator sen rep gov governor prime general gen professor "
    "prof judge justice mayor secretary chancellor king queen prince princess pope bishop archbishop director "
    "chairman chairwoman chair chief analyst officer representative congressman congresswoman captain col major "
    "sergeant lieutenant lt sgt ambassador commissioner spokesman spokeswoman leader premier deputy foreign "
    "defence defense vice colonel the a an and but yet so when as while if then later today yesterday still for "
    "in on however meanwhile also now only even once both economist critic senior former ex-president coach "
    "author attorney lawyer rev reverend monday tuesday wednesday thursday friday saturday sunday opposition "
    "interim acting engineer inspector".split()
)
_DETERMINER: Final = re.compile(r"^(?:[Tt]he|[Bb]oth)\s+")
_SUBORDINATE: Final = re.compile(
    r"(?:^|\s)(?:as|when|while|after|before|because|that|but|and|since|if|although|though|until|how|what|whom|which|"
    r"whereas|heard|saw|let|why|where|than|or|yet|so|;)\s+(?=\S)"
)
_RELATIVE: Final = re.compile(r"^(?:who|which|whose|whom|where)\b")
_BREAK: Final = re.compile("".join(rf"(?<!\b{short})" for short in SHORTENED) + r"(?<!\b[A-Z])[,.;:!?](?:\s|$)")


class Names:
    """The actors of a briefing, by the phrases that name them."""

    def __init__(self, actors: Mapping[str, Actor], keys: Mapping[str, set[str]]) -> None:
        self.actors = actors
        self._keys = keys

    @cached_property
    def _owners(self) -> dict[str, set[str]]:
        owners: dict[str, set[str]] = {}
        for name, every in self._keys.items():
            for key in every:
                owners.setdefault(key[:1].lower() + key[1:], set()).add(name)
        return owners

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest = sorted(self._owners, key=len, reverse=True)
        every = "|".join(f"[{re.escape(key[0].upper())}{re.escape(key[0])}]{re.escape(key[1:])}" for key in longest)
        return re.compile(rf"(?<![\w-])(?:{every or '(?!)'})(?![\w-])")

    @cached_property
    def _roles(self) -> list[tuple[str, str]]:
        return [(name, actor.role.lower()) for name, actor in self.actors.items() if actor.role]

    def phrase(self, text: str, *, role: bool = True) -> set[str]:
        """Whom one noun phrase, without commas, is about; empty when its head is nobody known."""
        text = text.strip(" \"'")
        for found in self._pattern.finditer(text):
            before, after = text[: found.start()], text[found.end() :]
            owners = self._owners[found[0][:1].lower() + found[0][1:]]
            speaking = {name for name in owners if self.actors[name].kind is not Kind.PERSON}
            if _FROM_MOUTH.search(before) and _AFTER.match(after) and (speaking or "spokes" not in before):
                return speaking or owners
            if _BELOW.search(before) or self._another(before, owners):
                continue
            if _AFTER.match(after):
                return owners
            if _MOUTH.match(after) and (speaking or not re.search(r"spokes|official|press", after)):
                return speaking or owners
        return self._of_role(text) if role else set()

    def subject(self, text: str) -> set[str]:
        """Whom the subject at the end of a clause names; empty when it is nobody known."""
        trailing = text.rstrip().endswith(",")
        chunks = [chunk.strip() for chunk in text.split(",") if chunk.strip()]
        for number, chunk in enumerate(reversed(chunks)):
            last = number == 0
            if not (last or trailing):
                break
            if _RELATIVE.match(chunk):
                continue
            if found := self._clause(chunk, role=(not trailing and last) or number == len(chunks) - 1):
                return found
        return set()

    def opening(self, text: str) -> set[str]:
        """Whom the noun phrase that a text begins with names, an apposition included: "an analyst, Bob Jones"."""
        chunks = [chunk.strip() for chunk in _BREAK.split(text)[:2]]
        if not chunks:
            return set()
        if found := self._clause(chunks[0], role=True):
            return found
        if len(chunks) > 1 and not chunks[0][:1].isupper():
            return self.phrase(chunks[1], role=False)
        return set()

    def first(self, text: str) -> set[str]:
        """Whom the very first words of a clause name, titles aside: "Jones met Smith and", "Mr. Jones left and"."""
        found = self._pattern.search(text)
        if found is None or not re.match(r"\s+[a-z]", text[found.end() :]):
            return set()
        owners = self._owners[found[0][:1].lower() + found[0][1:]]
        before = text[: found.start()].lower().split()
        return owners if all(word.strip(".,") in _TITLES for word in before) else set()

    def any(self, text: str) -> bool:
        """Whether a text names anybody at all."""
        return self._pattern.search(text) is not None

    def persons(self, text: str) -> list[set[str]]:
        """The persons a text names, in its order."""
        found = (self._owners[match[0][:1].lower() + match[0][1:]] for match in self._pattern.finditer(text))
        people = ({name for name in owners if self.actors[name].kind is Kind.PERSON} for owners in found)
        return [persons for persons in people if persons]

    def _clause(self, chunk: str, *, role: bool) -> set[str]:
        parts = re.split(r"\s+and\s+", chunk)
        if len(parts) > 1 and all(there := [self.phrase(part, role=role) for part in parts]):
            return set().union(*there)
        ends = [match.end() for match in _SUBORDINATE.finditer(chunk)]
        tail = chunk[ends[-1] :] if ends else chunk
        return self.phrase(tail, role=role) or (self.phrase(chunk, role=role) if ends else set())

    def _another(self, before: str, owners: set[str]) -> bool:
        """Whether a capitalised word right before a last name makes it another person's: "Peter Smith"."""
        word = before.rsplit(maxsplit=1)[-1].strip("\"'.(") if before.split() else ""
        if not word[:1].isupper() or word.lower() in _TITLES:
            return False
        known = {part for name in owners for part in self._described(name)}
        persons = all(self.actors[name].kind is Kind.PERSON for name in owners)
        return persons and word.lower() not in known and not word.endswith(("ian", "ish", "ese", "can", "man"))

    def _described(self, name: str) -> Iterator[str]:
        actor = self.actors[name]
        for text in (actor.name, *actor.aliases, actor.role or "", actor.affiliation or ""):
            yield from re.findall(r"\w+", text.lower())

    def _of_role(self, text: str) -> set[str]:
        """Whom a definite phrase tells by their role: "the minister"."""
        if not (determiner := _DETERMINER.match(text)):
            return set()
        for cut in (text, re.split(r"\s+(?:on|in|at|during|after|when|as|late|last|told)\s", text)[0]):
            words = cut[determiner.end() :].lower().strip(" .,;:")
            if words and (
                found := {
                    name for name, role in self._roles if re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", role)
                }
            ):
                return found
        return set()
