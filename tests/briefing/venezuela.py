"""The briefing of Venezuela and the article it rests on, for tests that bend them."""

import dataclasses
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.briefing.evidence import verify
from bot.briefing.finding import Doubt
from bot.briefing.model import SECTIONS, Actor, Briefing, Card
from bot.briefing.passage import SourceText
from bot.briefing.yaml import parse

ROOT = Path(__file__).parents[2]
FILE = ROOT / "briefings" / "venezuela.yaml"
ARTICLE = ROOT.parent / "shared" / "sources" / "cbs-2019-04-04-russia-in-venezuela.txt"


@cache
def briefing() -> Briefing:
    parsed = parse(FILE.read_bytes(), str(FILE))
    assert parsed.briefing is not None, parsed.findings
    return parsed.briefing


@cache
def _only_named(actor: Actor) -> Actor:
    return dataclasses.replace(actor, about=None, evidence=())


@cache
def source() -> SourceText:
    """The article, read once for all tests."""
    if not ARTICLE.exists():
        pytest.skip(f"the article is not here: ../shared/sources/{ARTICLE.name}")
    return SourceText(ARTICLE.read_text("utf-8"))


def bent(section: str, name: str, /, **changed: Any) -> Briefing:
    """The briefing with some fields of one item changed, and without the items that have nothing to do with it."""
    whole = briefing()
    item = dataclasses.replace(getattr(whole, section)[name], **changed)
    kept = {name, *(item.shows if isinstance(item, Card) else ())}
    sections: dict[str, Any] = {
        other: {key: found for key, found in getattr(whole, other).items() if key in kept or other == "actors"}
        for other in SECTIONS
    }
    if section != "actors":
        sections["actors"] = {key: _only_named(found) for key, found in whole.actors.items()}
    sections[section] = sections[section] | {name: item}
    return dataclasses.replace(whole, **sections)


def doubts(section: str, name: str, /, *, text: bool = True, **changed: Any) -> list[Doubt]:
    """The doubts about an item of which some fields are changed, with or without the text of the article."""
    found = verify(bent(section, name, **changed), {"cbs": source()} if text else None)
    return [doubt for doubt in found if doubt.path[:2] == (section, name)]


def verdicts(section: str, name: str, /, *, text: bool = True, **changed: Any) -> set[str]:
    return {str(doubt.verdict) for doubt in doubts(section, name, text=text, **changed)}


def sentences() -> Iterator[tuple[str, str, str]]:
    """Every sentence of ours, as (section, name, field)."""
    fields = {
        "figures": ("label", "note"),
        "events": ("what",),
        "cards": ("answer",),
        "actors": ("about", "role"),
        "claims": ("note",),
    }
    for section, name, item in briefing().items():
        yield from ((section, name, field) for field in fields.get(section, ()) if getattr(item, field))
