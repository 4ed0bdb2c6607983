"""Small folders of briefings for the tests of the library."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.briefing.check import check
from bot.briefing.revision import Revision
from bot.library.library import Library

ACTORS = {
    "maduro": "{name: Nicolás Maduro, kind: person}",
    "guaido": "{name: Juan Guaidó, kind: person, aliases: [Juan Gerardo Guaidó Márquez]}",
    "kremlin": "{name: The Kremlin, kind: organisation}",
    "rosneft": "{name: Rosneft, kind: organisation}",
}
FIGURES = {"loans": ("Russian loans to Venezuela in total", "17000000000", "USD", "$17 billion in loans")}


def text(
    *,
    title: str = "Russia in Venezuela",
    aliases: Iterable[str] = (),
    as_of: str = "2019-04-04",
    actors: Mapping[str, str] = ACTORS,
    figures: Mapping[str, tuple[str, str, str, str]] = FIGURES,
    summary: str = "What Russia does there.",
) -> str:
    """The YAML of a small briefing that passes every check."""
    lines = [
        f"title: {json.dumps(title, ensure_ascii=False)}",
        f"aliases: {json.dumps(list(aliases), ensure_ascii=False)}",
        f"as_of: {as_of}",
        f"summary: {json.dumps(summary, ensure_ascii=False)}",
        "sources:",
        f"  cbs: {{title: A report, publisher: CBS News, published: {as_of}}}",
        "actors:",
        *(f"  {name}: {actor}" for name, actor in actors.items()),
        "figures:",
    ]
    for name, (label, value, unit, exact) in figures.items():
        evidence = f"{{source: cbs, exact: {json.dumps(exact)}}}"
        figure = f"{{label: {json.dumps(label)}, value: {value}, unit: {unit}, stated_by: cbs, evidence: {evidence}}}"
        lines.append(f"  {name}: {figure}")
    return "\n".join(lines) + "\n"


def save(folder: Path, topic: str, content: str | None = None) -> Path:
    """Write a briefing into a folder."""
    path = folder / f"{topic}.yaml"
    path.write_text(text() if content is None else content, "utf-8")
    return path


def revision(topic: str, content: str, *, number: str = "r1", workspace: str = "") -> Revision:
    """What a moderator or an owner publishes."""
    parsed = check(content.encode(), "typed")
    assert parsed.briefing is not None
    assert parsed.publishable, parsed.findings
    return Revision(topic, number, parsed.briefing, workspace)


def loaded(folder: Path, cache: Path | None = None) -> Library:
    """The library of a folder."""
    library = Library(folder, cache)
    library.load()
    return library
