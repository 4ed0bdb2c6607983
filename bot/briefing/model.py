"""What a briefing is made of: cards, actors, figures, claims, quotes, events and the evidence under each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, TypeVar, dataclass_transform

from pydantic import AfterValidator, BeforeValidator, Field, Strict, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

EVIDENCE_WORDS: Final = 15
"""Most words of somebody else's text one evidence phrase may hold: enough to recognise, too few to republish."""

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def held(kind: type[T]) -> type[T]:
    """Makes a class of a briefing: a frozen dataclass, for which the schema knows no other keys than its fields.

    Making one of it checks nothing; `schema.fit` does.
    """
    made = dataclass(frozen=True, slots=True, kw_only=True)(kind)
    made.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
    return made


Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


def _day(value: object) -> object:
    """An ISO date and nothing else: pydantic would take "0" for the first day of 1970."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value) if len(value) == 10 else None
        except ValueError:
            return None
    return value


Day = Annotated[date, BeforeValidator(_day)]


def _digits(value: object) -> object:
    """A number as YAML 1.2 writes one: there "1_000" is text, and pydantic would take it for a thousand."""
    if isinstance(value, str) and "_" in value:
        raise PydanticCustomError("underscore", "no number in YAML")
    return value


Amount = Annotated[Decimal, Field(gt=-(10**18), lt=10**18, decimal_places=12), BeforeValidator(_digits)]
"""Less than a quintillion either way: whatever is more is a slip of the finger, and costs memory to spell out."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=40)]


class Kind(StrEnum):
    """What sort of actor somebody is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    COUNTRY = "country"
    GROUP = "group"


class Bound(StrEnum):
    """How a stated amount relates to the true one, in the words people write before it."""

    EXACTLY = "exactly"
    ABOUT = "about"
    AT_LEAST = "at least"
    MORE_THAN = "more than"
    UP_TO = "up to"
    LESS_THAN = "less than"


@held
class Evidence:
    """A source and the exact short passage in it (a W3C text quote selector).

    `prefix` and `suffix` tell two equal passages apart; `at` is the character offset of the passage in the
    source's text, tried first and allowed to be stale.
    """

    source: Name
    exact: Sentence
    prefix: str = ""
    suffix: str = ""
    at: Annotated[int, BeforeValidator(_digits)] | None = None


Unverified = Annotated[bool, Strict()]
"""Whether it is stated without a passage that bears it out, which every answer says."""


def _proven(evidence: tuple[Evidence, ...], info: ValidationInfo) -> tuple[Evidence, ...]:
    """At least one passage, unless the item is marked as unverified."""
    if not evidence and not info.data.get("unverified"):
        raise PydanticCustomError("missing", "Field required")
    return evidence


Passages = Annotated[tuple[Evidence, ...], Field(validate_default=True), AfterValidator(_proven)]


@held
class Source:
    """The article or document that facts rest on; `sha256` is that of its text when the evidence was matched."""

    title: Sentence
    publisher: Word
    published: Day
    author: Word | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"|]+$", max_length=500)] | None = None
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


@held
class Actor:
    """A person, organisation, country or group that acts in the briefing; a source left unnamed has `named: false`.

    What is told of it besides its name rests on evidence, unless it is `unverified`."""

    name: Word
    kind: Kind
    role: Sentence | None = None
    affiliation: Word | None = None
    aliases: tuple[Word, ...] = ()
    named: Annotated[bool, Strict()] = True
    about: Paragraph | None = None
    unverified: Unverified = False
    evidence: tuple[Evidence, ...] = ()


@held
class Figure:
    """An amount: `value` (up to `to` when a range) in `unit` (ISO currency code, `percent`, `percentage points`, or
    the noun counted), per `per`, bounded by `qualifier`, at or over `when`, as `stated_by` an actor or publisher."""

    label: Sentence
    value: Amount
    to: Amount | None = None
    unit: Word
    per: Word | None = None
    qualifier: Bound = Bound.EXACTLY
    when: Word | None = None
    stated_by: Name
    note: Paragraph | None = None
    unverified: Unverified = False
    evidence: Passages = ()


@held
class Position:
    """Who says what on a claim, in our words, resting on theirs."""

    by: Name
    says: Paragraph
    when: Word | None = None
    unverified: Unverified = False
    evidence: Passages = ()


@held
class Claim:
    """A contested or attributed question with the positions taken on it, and no verdict."""

    question: Sentence
    positions: Annotated[tuple[Position, ...], Field(min_length=1)]
    note: Paragraph | None = None


@held
class Quote:
    """Words somebody said, verbatim: `said` by the actor `by`, `to` somebody, on a topic told in `about`."""

    by: Name
    said: Sentence
    to: Word | None = None
    when: Word | None = None
    about: Sentence | None = None
    unverified: Unverified = False
    evidence: Passages = ()


@held
class Event:
    """Something on the timeline, which is in the order the file tells it; `when` stays as vague as the source."""

    when: Word
    what: Paragraph
    unverified: Unverified = False
    evidence: Passages = ()


@held
class Card:
    """One question and its short answer, with the items it shows, which bear it out; or evidence of its own."""

    question: Sentence
    answer: Paragraph
    shows: tuple[Name, ...] = ()
    unverified: Unverified = False
    evidence: tuple[Evidence, ...] = ()


Item = Actor | Figure | Claim | Quote | Event | Card
SECTIONS: Final = ("actors", "figures", "claims", "quotes", "events", "cards")
"""The parts of a briefing that hold items, in the order people read them. An item's path is `section.name`."""


@held
class Briefing:
    """One topic: its items by name (names are unique across the whole briefing) and the sources they rest on."""

    title: Word
    aliases: tuple[Word, ...] = ()
    as_of: Day
    summary: Paragraph
    sources: Annotated[Mapping[Name, Source], Field(min_length=1)]
    actors: Mapping[Name, Actor] = field(default_factory=dict)
    figures: Mapping[Name, Figure] = field(default_factory=dict)
    claims: Mapping[Name, Claim] = field(default_factory=dict)
    quotes: Mapping[Name, Quote] = field(default_factory=dict)
    events: Mapping[Name, Event] = field(default_factory=dict)
    cards: Mapping[Name, Card] = field(default_factory=dict)

    def items(self) -> Iterator[tuple[str, str, Item]]:
        """Every item as (section, name, item), section by section in reading order."""
        for section in SECTIONS:
            items: Mapping[str, Item] = getattr(self, section)
            for name, item in items.items():
                yield section, name, item

    def find(self, name: str) -> tuple[str, Item] | None:
        """The (section, item) that bears this name, or None."""
        for section in SECTIONS:
            items: Mapping[str, Item] = getattr(self, section)
            if name in items:
                return section, items[name]
        return None


def passages(item: Item) -> tuple[Evidence, ...]:
    """Every piece of evidence an item rests on, those of a claim's positions included."""
    if isinstance(item, Claim):
        return tuple(evidence for position in item.positions for evidence in position.evidence)
    return item.evidence
