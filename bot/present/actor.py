"""An actor: who it is, what it says, which figures it states."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from bot.briefing.model import Actor, Briefing
from bot.briefing.parts import marked
from bot.briefing.revision import Revision
from bot.chat.document import Block, Bullet, Bullets, Button, Document, Facts, Stance, Text
from bot.chat.document import Positions as PositionsBlock
from bot.chat.invocation import Invocation
from bot.present.figure import figure_facts
from bot.present.quotes import quotation
from bot.present.wording import capital, cited, nothing, ref, when, whole

_WORDS: Final = re.compile(r"\w+")


def actor(revision: Revision, name: str) -> Document:
    """One actor of one briefing: role, affiliation, what is known, its positions, quotes and figures."""
    briefing = revision.briefing
    shown = briefing.actors[name]
    return Document(shown.name, (*actor_blocks(revision, name), cited(revision)), note=whole(briefing))


def actor_blocks(revision: Revision, name: str, heading: str | None = None) -> Iterable[Block]:
    """The blocks of one actor, the first under a heading, without the sources."""
    briefing = revision.briefing
    shown = briefing.actors[name]
    yield Text(described(shown), heading=heading, ref=ref(revision, f"actors.{name}"))
    if others := other_names(shown):
        yield Text(f"Also known as {', '.join(others)}.", ref=ref(revision, f"actors.{name}"))
    said = False
    for claim_name, claim in briefing.claims.items():
        stances = tuple(
            Stance(
                shown.name,
                marked(position, position.says),
                when(position.when) if position.when else None,
                ref(revision, path),
            )
            for number, position in enumerate(claim.positions)
            for path in (f"claims.{claim_name}.positions.{number}",)
            if position.by == name
        )
        if stances:
            said = True
            others_count = len({position.by for position in claim.positions} - {name})
            yield PositionsBlock(claim.question, stances, status=_others(others_count))
    for quote_name, quote in briefing.quotes.items():
        if quote.by == name:
            said = True
            yield quotation(revision, quote_name)
    figures = [figure for figure, stated in briefing.figures.items() if stated.stated_by == name]
    if figures:
        yield Facts(figure_facts(revision, figures), heading="States these figures")
    elif not said:
        yield Text("The briefing has no position, quote or figure of theirs.")


def actors(revision: Revision) -> Document:
    """Everybody in a briefing."""
    briefing = revision.briefing
    bullets = actor_bullets(revision)
    block = Bullets(bullets) if bullets else nothing("actors")
    return Document(f"{briefing.title}: who is involved", (block, cited(revision)))


def actor_bullets(revision: Revision, names: Sequence[str] | None = None) -> tuple[Bullet, ...]:
    """One line for each actor, the whole briefing's when `names` is None."""
    found = revision.briefing.actors
    return tuple(
        Bullet(describe(found[name]), label=found[name].name, ref=ref(revision, f"actors.{name}"))
        for name in (found if names is None else names)
    )


def describe(shown: Actor) -> str:
    """An actor's role and affiliation in one phrase; its kind where the source says no more."""
    parts = [part for part in (shown.role, shown.affiliation) if part]
    phrase = marked(shown, capital(", ".join(parts))) if parts else shown.kind.value.capitalize()
    return phrase if shown.named else f"{phrase} (not named in the source)"


def described(shown: Actor) -> str:
    """An actor's role and affiliation, and what else is known of it."""
    about = marked(shown, shown.about) if shown.about and not (shown.role or shown.affiliation) else shown.about
    return f"{describe(shown)}. {about}" if about else f"{describe(shown)}."


def other_names(shown: Actor) -> list[str]:
    """The aliases that aren't just the name again, or a part of it, or without its accents."""
    known = _words(shown.name)
    return [alias for alias in shown.aliases if not _words(alias) - {"the"} <= known]


def actor_buttons(briefing: Briefing, topic: str, limit: int) -> tuple[Button, ...]:
    """A button for each of the first `limit` actors."""
    return tuple(
        Button(found.name, Invocation("actor", {"name": found.name, "topic": topic}))
        for found in list(briefing.actors.values())[:limit]
    )


def _words(name: str) -> set[str]:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return set(_WORDS.findall("".join(letter for letter in letters if not unicodedata.combining(letter))))


def _others(count: int) -> str | None:
    if not count:
        return None
    return "Contested: 1 other side" if count == 1 else f"Contested: {count} other sides"
