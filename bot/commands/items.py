"""The items of a briefing by their names or their words."""

from collections.abc import Sequence
from typing import Final

from bot.briefing.model import SECTIONS, Actor, Figure, Item
from bot.briefing.revision import Revision
from bot.chat.arguments import shown as quoted
from bot.chat.errors import NearMiss, UserError
from bot.chat.reply import Choice
from bot.commands.context import OFFERED, Context
from bot.library.names import Names, key
from bot.present.sources import label
from bot.present.wording import LABEL, amount, shorten

CLOSE: Final = 60
"""Least likeness, of 100, for an item to be offered."""

Found = tuple[str, str, Item]
"""An item's section, its name, and itself."""


def items(context: Context, typed: str, limit: int) -> Sequence[Choice]:
    """Suggestions for an item of the briefing that the request's `topic` names."""
    return _suggestions(context, typed, limit, SECTIONS)


def cards(context: Context, typed: str, limit: int) -> Sequence[Choice]:
    """Suggestions for a question of the briefing that the request's `topic` names."""
    return _suggestions(context, typed, limit, ("cards",))


def find_item(argument: str, revision: Revision, words: str, sections: Sequence[str] = SECTIONS) -> Found:
    """The item that bears this name, or the only one with all of these words.

    Raises NearMiss on the argument, with the closest items, when it isn't clear or there is none.
    """
    found = [one for one in revision.briefing.items() if one[0] in sections]
    wanted = words.strip().casefold()
    for section, name, item in found:
        if wanted in (name, f"{section}.{name}", label(item).casefold()):
            return section, name, item
    parts = set(key(words).split())
    holding = [one for one in found if parts and parts <= set(key(_words(one)).split())]
    if len(holding) == 1:
        return holding[0]
    near = [*holding, *(one for one in _closest(found, wanted, OFFERED) if one not in holding)][:OFFERED]
    kind = "question" if sections == ("cards",) else "item"
    problem = f"{quoted(words)} could be several {kind}s." if holding else f"No {kind} is called {quoted(words)}."
    hint = f"The closest in {revision.briefing.title}:" if near else f"Among those of {revision.briefing.title}:"
    raise NearMiss(argument, problem, hint, [_choice(one, sections) for one in (near or found)[:OFFERED]])


def said(item: Item) -> str:
    """An item in one line: a figure with its amount, anything else by its own words."""
    return f"{item.label}: {amount(item)}" if isinstance(item, Figure) else label(item)


def headed(item: Item) -> str:
    """An item as a label that may be cut at its end: a figure has its amount first, of which nothing may be lost."""
    return f"{amount(item)} – {item.label}" if isinstance(item, Figure) else label(item)


def _suggestions(context: Context, typed: str, limit: int, sections: Sequence[str]) -> Sequence[Choice]:
    topic = context.request.values.get("topic", "")
    if not topic:
        return ()
    try:
        briefing = context.topic(topic).briefing
    except UserError:
        return ()
    found = [one for one in briefing.items() if one[0] in sections]
    wanted = typed.strip().casefold()
    if not wanted:
        return [_choice(one, sections) for one in sorted(found, key=lambda one: isinstance(one[2], Actor))[:limit]]
    begun = [one for one in found if one[1].startswith(wanted)]
    held = [one for one in found if one not in begun and wanted in _words(one)]
    near = _closest(found, wanted, limit) if not begun and not held else []
    return [_choice(one, sections) for one in (*begun, *held, *near)[:limit]]


def _closest(found: Sequence[Found], wanted: str, limit: int) -> list[Found]:
    """The items whose names these could be, as names of actors are matched, then those whose words are like these."""
    from rapidfuzz import fuzz, process, utils

    names = Names()
    for number, one in enumerate(found):
        names.add(number, _names(one), shortened=True)
    meant = names.match(wanted, limit)
    named = [*meant.exact, *(number for _, number in meant.near)]
    words = [_words(one) for one in found]
    near = process.extract(
        wanted,
        words,
        scorer=fuzz.token_set_ratio,
        processor=utils.default_process,
        limit=limit,
        score_cutoff=CLOSE,
    )
    return [found[number] for number in dict.fromkeys((*named, *(number for _, _, number in near)))][:limit]


def _names(found: Found) -> set[str]:
    """What an item goes by: its name, its label, and an actor's other names."""
    _, name, item = found
    others = item.aliases if isinstance(item, Actor) else ()
    return {known for one in (name, label(item), *others) if (known := key(one))}


def _words(found: Found) -> str:
    return f"{found[1]} {said(found[2])}".casefold()


def _choice(found: Found, sections: Sequence[str]) -> Choice:
    section, name, item = found
    kind = f"{section[:-1].capitalize()}: " if len(sections) > 1 else ""
    return Choice(shorten(f"{kind}{headed(item)}", LABEL), name)
