"""How names, dates, amounts and references read in an answer."""

import re
from datetime import date
from typing import Final

from bot.briefing.model import Briefing, Figure, Source
from bot.briefing.revision import Revision
from bot.briefing.spelling import spell
from bot.chat.document import Citation, Ref, Sources, Text

LABEL: Final = 75
"""Longest label of a button or option that every platform takes (Slack's limit; Discord's is 80)."""

_ISO = re.compile(r"\b(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b")


def day(value: date) -> str:
    """A date as people write it.

    >>> day(date(2019, 4, 4))
    '4 April 2019'
    """
    return f"{value.day} {value:%B %Y}"


def when(text: str) -> str:
    """A briefing's time in words: ISO dates spelt out, everything vaguer left as the source has it.

    >>> when("2018-12-05")
    '5 December 2018'
    >>> when("last week")
    'last week'
    """
    return _ISO.sub(lambda match: day(date.fromisoformat(match[0])), text)


def who(briefing: Briefing, name: str) -> str:
    """The actor or source that bears this name, as readers know it; an unnamed one says so."""
    if actor := briefing.actors.get(name):
        return actor.name if actor.named else f"{actor.name} (unnamed)"
    source = briefing.sources[name]
    return source.publisher


def whole(briefing: Briefing) -> str:
    """Which briefing a part of it is from, as that stands under the part."""
    return f"Briefing: {briefing.title}"


def amount(figure: Figure) -> str:
    """A figure's amount as people write it: "at least $2 billion", "about $70–80 million a year"."""
    return spell(figure)


def capital(text: str) -> str:
    """The text with its first letter capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def shorten(text: str, longest: int) -> str:
    """At most `longest` characters, cut between words and marked with an ellipsis; for labels that point to the whole.

    >>> shorten("What do Russia and Venezuela trade?", 20)
    'What do Russia and…'
    """
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def nothing(kind: str) -> Text:
    """What stands where a briefing has none of a kind, so that nobody thinks it got lost."""
    return Text(f"The briefing has no {kind}.")


def ref(revision: Revision, path: str = "") -> Ref:
    """What a piece of a document points at: an item's path (`figures.owed`), or the briefing itself."""
    return Ref(revision.workspace, revision.topic, path, revision.id)


def cited(revision: Revision) -> Sources:
    """The sources of a briefing, which every answer from it rests on, and its "as of"."""
    briefing = revision.briefing
    return Sources(tuple(map(citation, briefing.sources.values())), briefing.as_of, ref(revision))


def citation(source: Source) -> Citation:
    """A source as it is cited."""
    return Citation(source.title, source.publisher, source.published, source.author, source.url)
