"""Whether an amount stands with the words that its passage has it with, or with those of another amount."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from bot.briefing import synonyms
from bot.briefing.agreement import Verdict, compare
from bot.briefing.dates import Told, implied
from bot.briefing.nouns import STOP
from bot.briefing.quantity import Quantity
from bot.briefing.synonyms import key, same
from bot.briefing.timing import apart, times

_APART: Final = re.compile(
    r"[,;:()\u2014]|[.!?](?=\s)|\b(?:and|but|or|as|of which|while|whereas|against|versus|than|to|with)\b",
    re.IGNORECASE,
)
"""What parts the words of one amount from those of the next."""

_WORD: Final = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_OPENS: Final = re.compile(r"(?:^|[.!?:]\s+)[\"']?$")
_UNITS: Final = frozenset(
    "percent percentage point cent dollar euro pound yen yuan rouble ruble hundred thousand million billion trillion "
    "dozen bn".split()
)
"""Words of which amounts are made, which tell nothing of what they are about."""

_DAYS: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february april june july august september "
    "october november december".split()
)
"""Words of times, which `timing` judges."""

_FROM: Final = re.compile(r"\b(?:from|after|compared (?:with|to)|instead of)\s+$")
_TO: Final = re.compile(r"\bto\s+$")
_OWN: Final = "(?:the|its|their|his|her|our|all|these|those|a total of|a total)"
_OF: Final = re.compile(rf"\s+(?:\w+\s+){{0,2}}(?:out\s+)?of\s+(?:{_OWN}\s+)?")
_OF_FIRST: Final = re.compile(rf"(?:^|[.;:,]\s+)(?:out\s+)?of\s+(?:{_OWN}\s+)?$")


class Labelled(NamedTuple):
    """An amount in a text, the words that stand with it and those of them that could be `names` (`sure` ones do not
    begin a sentence), its role beside the others ("from", "to", the whole "of" a part), the dates it is told for."""

    amount: Quantity
    words: frozenset[str]
    text: str
    names: frozenset[str] = frozenset()
    sure: frozenset[str] = frozenset()
    role: str = ""
    days: frozenset[str] = frozenset()


def labelled(text: str, amounts: Sequence[Quantity], dates: Sequence[Told] = ()) -> list[Labelled]:
    """Some amounts of a text with their words: those up to where the ones of the next amount in that unit begin; and
    with those of its `dates` that they are told for.

    What stands between two amounts and could be either's is neither's.
    """
    if not amounts:
        return []
    roles = [_role(text, amounts, number) for number in range(len(amounts))]
    days = times(text, amounts, roles, dates)
    found: dict[int, Labelled] = {}
    for unit in dict.fromkeys(amount.unit for amount in amounts):
        alike = [number for number, amount in enumerate(amounts) if amount.unit == unit]
        places = [(0, 0), *((amounts[one].start, amounts[one].number[1]) for one in alike), (len(text), len(text))]
        subject = ""
        for at, number in enumerate(alike, 1):
            before = _last(text[places[at - 1][1] : places[at][0]], alone=at == 1)
            if at > 1 and roles[number] in {"from", "to"}:
                before = f"{subject} {before}"
            subject = before
            near = f"{before} {_first(text[places[at][1] : places[at + 1][0]], alone=at == len(alike))}"
            sure = _capitalised(text, near, sure=True)
            named = sure | _capitalised(text, near, sure=False)
            found[number] = Labelled(amounts[number], words(near), text, named, sure, roles[number], days[number])
    return [found[number] for number in range(len(amounts))]


def words(text: str) -> frozenset[str]:
    """The words of a text that tell what something is, each as `synonyms.same` takes it; times are not among them."""
    found = (word[0].lower() for word in _WORD.finditer(text))
    return frozenset(key(word) for word in found if word not in STOP and not word.isdecimal()) - _UNITS - _DAYS


def misplaced(ours: Sequence[Labelled], theirs: Sequence[Labelled]) -> Iterator[tuple[Labelled, str, str]]:
    """Each amount of ours that stands with a word which belongs to another amount: it, the word, the text of theirs.

    It is so when one text has both amounts, or when two amounts of ours stand with each other's words.
    """
    homes = _homes(ours, theirs)
    for one, there in homes.items():
        strange = [_strange(one, home, [other for other in theirs if other.text == home.text]) for home in there]
        for two, elsewhere in homes.items():
            if not all(strange) and _rivals(one, two) and all(_strange(two, home, there) for home in elsewhere):
                strange = [_strange(one, home, elsewhere) for home in there]
        if strange and (word := strange[0]) and all(strange):
            yield one, word, there[0].text


def mistimed(ours: Sequence[Labelled], theirs: Sequence[Labelled]) -> Iterator[tuple[Labelled, str, str]]:
    """Each amount of ours that is told for a time for which no text has it, though one has it for another: it, the
    time, the text of theirs."""
    for one, there in _homes([one for one in ours if one.days], theirs).items():
        late = [apart(one.days, home.days) or _another_time(one, home, theirs) for home in there]
        if (
            late
            and (day := late[0])
            and all(late)
            and any(_rivals(one, other) and day in implied(set(other.days)) for other in theirs)
        ):
            yield one, day, there[0].text


def _another_time(one: Labelled, home: Labelled, others: Sequence[Labelled]) -> str | None:
    """The date of an amount of ours that its home has for what it changed from, and none for the amount itself."""
    if home.days:
        return None
    was = (other for other in others if other.text == home.text and other.role == "from" and _rivals(home, other))
    return next((day for other in was for day in sorted(one.days & other.days)), None)


def _homes(ours: Sequence[Labelled], theirs: Sequence[Labelled]) -> dict[Labelled, list[Labelled]]:
    """Where each amount of ours is stated."""
    return {one: [other for other in theirs if compare(one.amount, other.amount) is Verdict.OK] for one in ours}


def _role(text: str, amounts: Sequence[Quantity], number: int) -> str:
    """What an amount is beside the others: what a change began "from" or went "to", the whole "of" which one is."""
    amount, last = amounts[number], amounts[number - 1] if number else None
    lead = text[last.number[1] if last else 0 : amount.start].lower()
    if _FROM.search(lead):
        return "from"
    if _TO.search(lead):
        return "to"
    return "of" if (last and _OF.fullmatch(lead)) or _OF_FIRST.search(lead) else ""


def _strange(one: Labelled, home: Labelled, others: Sequence[Labelled]) -> str | None:
    """The word of an amount of ours that belongs to one of the others, when none of its words is of its home."""
    for other in others:
        if not _rivals(home, other):
            continue
        if one.role and home.role != one.role == other.role and _alike(home, other):
            return one.role
        if word := _name(one, home, other):
            return word
        own = {word for word in home.words if not _among(word, other.words)}
        if not home.amount.noun or not other.amount.noun:
            own -= words(home.amount.noun)
        if own and not any(_among(word, own) for word in one.words):
            foreign = {word for word in other.words if not _among(word, home.words)}
            if word := next((word for word in sorted(one.words) if _among(word, foreign)), None):
                return word
    return None


def _name(one: Labelled, home: Labelled, other: Labelled) -> str | None:
    """The name that an amount of ours has from another amount, when it has none of its home's."""
    own = {name for name in home.names if not _among(name, other.words)}
    if not own or any(_among(name, own) for name in one.words):
        return None
    foreign = {name for name in other.names if not _among(name, home.words)}
    sure = other.sure | one.sure
    return next((name for name in sorted(one.names) if _among(name, foreign) and _among(name, sure)), None)


def _alike(one: Labelled, other: Labelled) -> bool:
    """Whether two amounts in one unit are of one thing."""
    return synonyms.agree(one.amount.noun, other.amount.noun) or synonyms.agree(other.amount.noun, one.amount.noun)


def _rivals(one: Labelled, other: Labelled) -> bool:
    """Whether two amounts could be taken for one another: they are in one unit and not the same."""
    mine, theirs = one.amount, other.amount
    return mine.unit == theirs.unit and (mine.low, mine.high) != (theirs.low, theirs.high)


def _among(word: str, there: AbstractSet[str]) -> bool:
    return word in there or any(same(word, other) for other in there)


def _capitalised(text: str, near: str, *, sure: bool) -> frozenset[str]:
    """The words of a part of a text that have a capital letter; `sure` ones do not begin a sentence of the text."""
    found = (word[0] for word in _WORD.finditer(near) if word[0][0].isupper())
    kept = (word for word in found if not sure or not _OPENS.search(text, 0, max(0, text.find(word))))
    return frozenset(key(word) for word in kept if word.lower() not in STOP) - _UNITS - _DAYS


def _last(before: str, *, alone: bool) -> str:
    """The part of what stands before an amount that is its own; all of it when it is `alone` there."""
    parting = [*_APART.finditer(before)]
    if not parting:
        return before if alone else ""
    last = before[parting[-1].end() :]
    return last if words(last) or not alone else before


def _first(after: str, *, alone: bool) -> str:
    """The part of what stands after an amount that is its own; all of it when it is `alone` there."""
    parting = _APART.search(after)
    return after[: parting.start()] if parting else after if alone else ""
