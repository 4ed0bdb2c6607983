"""What people type for a time zone, alone, after a schedule or among topics."""

from collections.abc import Callable, Sequence
from typing import Final

from bot.chat.arguments import shown
from bot.chat.errors import NearMiss
from bot.chat.reply import Choice
from bot.delivery.zones import find, is_region, near, spoken
from bot.delivery.zones_meant import is_meant, meant

NEAR: Final = 5
"""Most zones that are offered for one that doesn't exist: a row of buttons on every platform."""

_WORDS: Final = 3
"""Most words of a zone's name in which the first has the slash: America/Port of Spain."""


def read_zone(typed: str) -> str:
    """The IANA name of a typed zone. Raises NearMiss for the argument "zone" with the nearest when there is none."""
    if (found := find(typed)) is None:
        choices = [Choice(_labelled(name), name) for name in _like(typed)]
        raise NearMiss("zone", f"{shown(typed)} is no time zone.", _hint(choices), choices)
    return found


def zone_after(schedule: str, words: Sequence[str]) -> str | None:
    """The zone named in the words after a schedule, None when there are none. Raises NearMiss for the argument "when"
    with the whole schedule in the nearest zones when there is no such zone."""
    typed = " ".join(word for word in words if word.casefold() not in ("in", "time"))
    if not typed:
        return None
    if (found := find(typed)) is None:
        choices = [Choice(_labelled(name), f"{schedule} {name}") for name in _like(typed)]
        raise NearMiss("when", f"{shown(typed)} is no time zone.", _hint(choices), choices)
    return found


def read_zone_among(typed: str, is_topic: Callable[[str], bool]) -> tuple[str | None, str | None]:
    """The zone that stands among topics somebody typed, as after a schedule, and the topics without it; either may be
    missing. Raises NearMiss for the argument "topics" with the nearest zones in the place of one that doesn't exist."""
    words = typed.split()
    for start, word in enumerate(words):
        bare = _bare([word])
        short = "/" not in word and is_meant(bare) and not is_topic(bare)
        if "/" not in word and not short:
            continue
        for end in range(min(len(words), start + _WORDS), start, -1):
            if found := find(_bare(words[start:end])):
                return found, _without(words, start, end)
        choices = [Choice(_labelled(one), " ".join([*words[:start], one, *words[start + 1 :]])) for one in _like(bare)]
        if choices or short or is_region(bare.partition("/")[0]):
            raise NearMiss("topics", f"{shown(bare)} is no time zone.", _hint(choices), choices)
    return None, typed


def _like(typed: str) -> Sequence[str]:
    """The zones that somebody may have meant by what is no zone's name."""
    found = meant(typed)
    return near(typed, NEAR) if found is None else found[:NEAR]


def _labelled(name: str) -> str:
    return f"{spoken(name)} ({name})" if name.startswith("Etc/") else name


def _bare(words: Sequence[str]) -> str:
    return " ".join(words).strip(",;")


def _without(words: Sequence[str], start: int, end: int) -> str | None:
    """A list of topics without the zone in it, nor the words that go with one."""
    before, after = list(words[:start]), list(words[end:])
    if before and before[-1].casefold() == "in":
        before.pop()
    if after and after[0].casefold() == "time":
        after.pop(0)
    return " ".join((*before, *after)).strip(",; ") or None


def _hint(choices: Sequence[Choice]) -> str:
    example = "Zones have names like Europe/Madrid or America/New_York."
    return f"{example} The nearest: {', '.join(c.label for c in choices)}." if choices else example
