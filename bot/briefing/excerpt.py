"""One part of a briefing as YAML text of its own, and put back: the whole, its own words, a section or an item."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bot.briefing.finding import Finding, Severity
from bot.briefing.links import led_out
from bot.briefing.model import SECTIONS, Briefing
from bot.briefing.nodes import Broken, compose, walk
from bot.briefing.yaml import Parsed, flat, in_one_line, parse, plain, written

WHOLE: Final = "all"
"""The name of the whole briefing as a part."""

OWN: Final = "summary"
"""The name of the part that holds the briefing's own words: title, other names, day, summary."""

_OWN: Final = ("title", "aliases", "as_of", "summary")
_KEYED: Final = re.compile(rf"(?:^|[{{,])\s*[\"']?(?:{'|'.join(_OWN)})[\"']?\s*:", re.MULTILINE)
"""A key of the briefing's own words, as YAML."""


def parts(briefing: Briefing) -> list[str]:
    """The parts of a briefing, in reading order: `summary`, `figures`, `figures.owed` … and `all`."""
    found = [OWN]
    for section in ("sources", *SECTIONS):
        items: Mapping[str, object] = getattr(briefing, section)
        found += [section, *(f"{section}.{name}" for name in items)] if items else []
    return [*found, WHOLE]


def part_named(briefing: Briefing, words: str) -> str | None:
    """The part that is meant: by its name, or the name of an item alone."""
    wanted = words.strip().casefold()
    every = parts(briefing)
    if wanted in every:
        return wanted
    return next((part for part in every if part.rpartition(".")[2] == wanted), None)


def excerpt(briefing: Briefing, part: str) -> str:
    """The YAML text of a part."""
    return written(_of(briefing, part))


def flat_excerpt(briefing: Briefing, part: str) -> str:
    """The YAML text of a part, with nothing in it depending on how lines begin: it survives being shown and copied."""
    return flat(_of(briefing, part))


def _of(briefing: Briefing, part: str) -> Mapping[str, Any]:
    everything = plain(briefing)
    if part == WHOLE:
        return everything
    if part == OWN:
        return {key: everything[key] for key in _OWN if key in everything}
    section, _, name = part.partition(".")
    items: Mapping[str, Any] = everything.get(section, {})
    return items[name] if name else items


def put_back(briefing: Briefing, part: str, text: str) -> Parsed:
    """The briefing with a part's text in place of what it was. Lines and columns of what is wrong are those of the
    text; what is wrong elsewhere because of it is told at line 1."""
    if part == WHOLE:
        return led_out(parse(text.encode("utf-8", "replace"), part), briefing)
    if (unkeyed := _unkeyed(briefing, part, text)) is not None:
        return Parsed(part, None, (unkeyed,))
    whole, first, indent = _whole(briefing, part, text)
    count = text.count("\n") + 1
    parsed = led_out(parse(whole.encode("utf-8", "replace"), part), briefing)
    findings = tuple(_moved(finding, first, indent, count) for finding in parsed.findings)
    return replace(parsed, findings=findings)


def _unkeyed(briefing: Briefing, part: str, text: str) -> Finding | None:
    """What to say of plain words in place of a part: how it is written, those words in it where it is the summary."""
    looks = dict(_of(briefing, part))
    if part == OWN:
        if not text.strip() or _KEYED.search(text):
            return None
        looks[OWN] = " ".join(text.split())
        problem = f"This part is not the summary alone: it holds {', '.join(_OWN[:-1])} and {_OWN[-1]}."
        return _misread(part, problem, f"With these words as its summary: {in_one_line(looks)}")
    try:
        if not isinstance(walk(compose(text.encode("utf-8", "replace"))), str):
            return None
    except Broken:
        return None
    return _misread(part, "These are words alone, with no keys.", f"The part looks like this: {in_one_line(looks)}")


def _misread(part: str, problem: str, hint: str) -> Finding:
    return Finding(part, 1, 1, Severity.ERROR, "yaml", problem, hint)


def _whole(briefing: Briefing, part: str, text: str) -> tuple[str, int, int]:
    """The whole text, at which line (from 0) the part begins in it, and by how much it is indented."""
    everything = plain(briefing)
    if part == OWN:
        rest = written({key: value for key, value in everything.items() if key not in _OWN})
        return f"{_opened(text)}\n{rest}", 0, 0
    section, _, name = part.partition(".")
    others = written({key: value for key, value in everything.items() if key != section})
    if not name:
        head = f"{others}{section}:\n"
        return head + _indented(text, 2), head.count("\n"), 2
    items = everything.get(section, {})
    keys = list(items)
    before = {key: items[key] for key in keys[: keys.index(name)]}
    after = {key: items[key] for key in keys[keys.index(name) + 1 :]}
    head = f"{others}{section}:\n" + (_indented(written(before), 2) if before else "") + f"  {name}:\n"
    tail = _indented(written(after), 2) if after else ""
    return f"{head}{_indented(text, 4)}{tail}", head.count("\n"), 4


def _opened(text: str) -> str:
    """The keys and values of a text, each on a line of its own where it was written in braces: {title: …}."""
    if not text.lstrip().startswith("{"):
        return text.rstrip()
    try:
        value = walk(compose(text.encode("utf-8", "replace")))
    except Broken:
        return text.rstrip()
    return written(value).rstrip() if isinstance(value, dict) else text.rstrip()


def _indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" if line.strip() else "\n" for line in text.rstrip().split("\n"))


def _moved(finding: Finding, first: int, indent: int, count: int) -> Finding:
    line = finding.line - first
    if 1 <= line <= count:
        return replace(finding, line=line, column=max(1, finding.column - indent))
    return replace(finding, line=1, column=1)
