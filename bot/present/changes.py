"""What changed in a briefing, was and now side by side, and corrections said to be corrections."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, assert_never

from bot.briefing.changes import (
    BriefingAdded,
    BriefingWithdrawn,
    Change,
    FieldChanged,
    ItemAdded,
    ItemRemoved,
    PositionAdded,
    PositionRemoved,
)
from bot.briefing.model import SECTIONS, Claim
from bot.briefing.revision import Revision
from bot.chat.document import Block, Bullet, Bullets, Quotation, Ref, Text
from bot.present.passages import quoted
from bot.present.wording import capital, ref, shorten, when

CLAUSE: Final = 160
"""Most characters of a text within a brief line; all of it is told where there is room."""

LONG: Final = 240
"""Characters of two texts together from which both are not told side by side, unless one corrects the other."""

PASSAGES: Final = 12
"""Most changes that are each told with the passage behind it."""

SINCE: Final = " Corrected since: "
"""What stands before what is right now, in a line that told of a change."""

_MAIN: Final = frozenset(("amount", "position", "words", "what happened", "answer"))
"""Parts that an item is all about, and that need not be named beside it."""


def change_blocks(revision: Revision, changes: Sequence[Change]) -> Iterator[Block]:
    """Every change told in full, in the order given, each with the passage that what is stated now rests on; of more
    than PASSAGES one line each."""
    if len(changes) > PASSAGES:
        yield Bullets(tuple(bullet(revision, change) for change in changes))
        return
    for change in changes:
        yield Text(told(change), heading=subject(change), ref=_ref(revision, change))
        yield from islice(_passages(revision, change), 1)


def bullet(revision: Revision, change: Change, *, brief: bool = False) -> Bullet:
    """One change as one line; `brief` leaves out texts that are long, unless they are corrected."""
    return Bullet(told(change, brief=brief), label=subject(change), ref=_ref(revision, change))


def told(change: Change, *, brief: bool = False) -> str:
    """What changed, in words: "was $6 billion, now $7 billion", "Corrected: was …, now …. The source says 7."."""
    note = correction(change)
    match change:
        case BriefingAdded():
            return f"New: {change.summary}"
        case BriefingWithdrawn():
            return "Withdrawn: it is no longer published."
        case ItemAdded() | PositionAdded():
            text = change.says if not brief or note is not None else _clause(change.says)
            words = f"new: {text}" if note is not None else f"New: {text}"
        case ItemRemoved() | PositionRemoved():
            text = change.said if not brief or note is not None else _clause(change.said)
            words = f"no longer stated: {text}" if note is not None else f"No longer stated: {text}"
        case FieldChanged():
            words = _was_now(change, brief=brief and note is None, corrected=note is not None)
        case _:
            assert_never(change)
    if note is None:
        return capital(words)
    return " ".join(filter(None, (f"Corrected: {_ended(words)}", note)))


def is_comparison(text: str) -> bool:
    """Whether a line is one that tells what something was and what it is now."""
    return text.startswith(("Was ", "Corrected: was "))


def since(text: str, corrected: Iterable[tuple[str, str]]) -> str:
    """A line on what changed, with what has been corrected since behind it: (what it said, what is right now)."""
    for old, new in corrected:
        if text.endswith(f"{SINCE}{_ended(old)}"):
            return f"{text.removesuffix(_ended(old))}{_ended(new)}"
        if any(f"now {words}" in text for words in (old, f"“{old}”")) and SINCE not in text:
            return f"{_ended(text)}{SINCE}{_ended(new)}"
    return text


def subject(change: Change) -> str:
    """What a change is about, in words."""
    match change:
        case BriefingAdded() | BriefingWithdrawn():
            return change.title
        case ItemAdded() | ItemRemoved():
            return change.label
        case PositionAdded() | PositionRemoved():
            return f"{change.question} – {change.by}"
        case FieldChanged():
            if not change.path:
                return capital(change.field)
            return change.label if change.field in _MAIN else f"{change.label} ({change.field})"
        case _:
            assert_never(change)


def correction(change: Change) -> str | None:
    """The note of the correction that a change is; None when it is none."""
    return None if isinstance(change, BriefingAdded | BriefingWithdrawn) else change.correction


def counted(changes: Iterable[Change]) -> str:
    """How many corrections and other changes there are: "1 correction, 3 changes"."""
    listed = list(changes)
    corrected = sum(correction(change) is not None for change in listed)
    counts = ((corrected, "correction"), (len(listed) - corrected, "change"))
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count)


def _was_now(change: FieldChanged, *, brief: bool, corrected: bool) -> str:
    was, now = (when(text) if text is not None else "" for text in (change.was, change.now))
    if not was:
        return f"now stated: {_clause(now) if brief else now}"
    if not now:
        return f"no longer stated: {_clause(was) if brief else was}"
    if len(was) + len(now) > LONG and not corrected:
        return "said in other words" if brief else f"said in other words: “{now}”"
    if was.endswith(".") or now.endswith("."):
        return f"was “{was}”, now “{now}”"
    return f"was {was}, now {now}"


def _passages(revision: Revision, change: Change) -> Iterator[Quotation]:
    """The passages behind what a change states now."""
    pointed = _ref(revision, change)
    section, _, rest = pointed.item.partition(".") if pointed else ("", "", "")
    name, _, number = rest.partition(".positions.")
    found = revision.briefing.find(name) if section in SECTIONS else None
    if pointed is None or found is None:
        return
    item = found[1]
    if not isinstance(item, Claim):
        yield from quoted(revision, item, pointed.item, item.evidence)
    elif number:
        yield from quoted(revision, item, pointed.item, item.positions[int(number)].evidence)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _clause(text: str) -> str:
    return shorten(text, CLAUSE)


def _ref(revision: Revision, change: Change) -> Ref | None:
    """What a line about a change points at; the briefing itself where that doesn't state it any more."""
    match change:
        case BriefingWithdrawn():
            return None
        case BriefingAdded() | ItemRemoved() | PositionRemoved():
            return ref(revision)
        case _:
            return ref(revision, change.path if not change.path.startswith("sources.") else "")
