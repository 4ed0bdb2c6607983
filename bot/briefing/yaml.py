"""From YAML text to a briefing and back, with the line and column of everything that is wrong."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import yaml
from pydantic import ValidationError

from bot.briefing.finding import Doubt, Finding, Path, Severity
from bot.briefing.model import SECTIONS, Briefing
from bot.briefing.nodes import DEEPEST, LARGEST, Broken, Value, below, compose, walk
from bot.briefing.schema import about_key, doubt, fit

__all__ = ["DEEPEST", "LARGEST", "Parsed", "in_one_line", "parse", "plain", "write", "write_flat", "written"]

MOST: Final = 100
"""Most errors of the schema that are told one by one."""

WIDTH: Final = 110
"""Characters of a line that `write` writes."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text holds: a briefing when the schema was kept, and everything wrong, in the order of the lines."""

    file: str
    briefing: Briefing | None
    findings: tuple[Finding, ...]
    root: yaml.Node | None = None

    @property
    def publishable(self) -> bool:
        """Whether the briefing can be published: it is there and no finding is an error."""
        return self.briefing is not None and all(f.severity is not Severity.ERROR for f in self.findings)

    def locate(self, path: Path, *, key: bool = False) -> tuple[int, int]:
        """Line and column, from 1, of what stands at a path (or of its `key`), or of the nearest thing above it."""
        node = self.root
        name = node
        for part in path:
            if (under := below(node, part)) is None:
                break
            name, node = under
        found = name if key else node
        return (found.start_mark.line + 1, found.start_mark.column + 1) if found is not None else (1, 1)

    def finding(self, doubt: Doubt, *, key: bool = False) -> Finding:
        """A doubt with its line and column."""
        line, column = self.locate(doubt.path, key=key)
        return Finding(self.file, line, column, doubt.severity, doubt.verdict, doubt.problem, doubt.hint)


def parse(text: bytes, file: str) -> Parsed:
    """Read a briefing. Never raises: what is wrong is in the findings, each with line, column and a hint."""
    try:
        root = compose(text)
        value = walk(root)
    except Broken as error:
        return _broken(file, error)
    if not isinstance(value, dict):
        line, column = root.start_mark.line + 1, root.start_mark.column + 1
        problem = "The file must be a list of `key: value` lines."
        return _broken(file, Broken(line, column, problem, "Begin with `title: …`."))
    _complete(value)
    try:
        return Parsed(file, fit(Briefing, value), (), root)
    except ValidationError as error:
        parsed = Parsed(file, None, (), root)
        errors = error.errors(include_url=False)
        wrong = {parsed.finding(doubt(one), key=about_key(one)): None for one in errors[:MOST]}
        findings = sorted(wrong, key=lambda found: (found.line, found.column, found.problem))
        if len(errors) > MOST:
            rest = Doubt((), "schema", f"There are {len(errors) - MOST:,} more errors like these.", "Mend these first.")
            findings.append(parsed.finding(rest))
        return Parsed(file, None, tuple(findings), root)


def write(briefing: Briefing) -> str:
    """YAML that `parse` reads back to an equal briefing: defaults left out, keys in the model's order."""
    return written(plain(briefing))


def plain(briefing: Briefing) -> dict[str, Any]:
    """A briefing as keys and values of YAML: defaults left out, keys in the model's order."""
    told = _plain(briefing)
    assert isinstance(told, dict)
    return told


def written(value: Mapping[str, Any]) -> str:
    """What `plain` gave, or a part of it, as YAML text."""
    return yaml.dump(value, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=WIDTH)


def write_flat(briefing: Briefing) -> str:
    """YAML like that of `write`, but an item a line and nothing in it depending on how lines begin or where they are
    broken: it survives being shown and copied in a conversation."""
    return flat(plain(briefing))


def flat(value: Mapping[str, Any]) -> str:
    """What `plain` gave, or a part of it, like `write_flat`."""
    return "\n".join(f"{key}: {_flat(one, lines=True)}" for key, one in value.items()) + "\n"


def in_one_line(value: Mapping[str, Any]) -> str:
    """What `plain` gave, or a part of it, as YAML in one line."""
    return _flat(value)


def _broken(file: str, error: Broken) -> Parsed:
    wrong = Finding(file, error.line, error.column, Severity.ERROR, "yaml", error.problem, error.hint)
    return Parsed(file, None, (wrong,))


def _complete(value: dict[str, Value]) -> None:
    """Number the items of sections written as lists, and make single evidence a list."""
    for section in SECTIONS:
        items = value.get(section, ...)
        if items is None:
            value[section] = items = {}
        if isinstance(items, list):
            value[section] = items = {f"{section[:-1]}-{number}": item for number, item in enumerate(items, 1)}
        if isinstance(items, dict):
            for item in items.values():
                _listed(item)


def _listed(item: Value) -> None:
    if isinstance(item, dict):
        if isinstance(evidence := item.get("evidence"), dict):
            item["evidence"] = [evidence]
        if isinstance(positions := item.get("positions"), list):
            for position in positions:
                _listed(position)


class _Writer(yaml.CSafeDumper):
    """Writes an amount with all of its digits and without quotation marks, and a day that is there twice out twice."""

    def ignore_aliases(self, _: object) -> bool:
        """Never: a reader refuses aliases."""
        return True


def _amount(writer: _Writer, value: Decimal) -> yaml.Node:
    text = f"{value:f}"
    return writer.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


_Writer.add_representer(Decimal, _amount)


def _plain(value: object) -> object:
    if is_dataclass(value):
        told = {field.name: getattr(value, field.name) for field in fields(value) if not _default(field, value)}
        return {name: _plain(found) for name, found in told.items()}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, StrEnum) else value


def _flat(value: object, *, lines: bool = False) -> str:
    match value:
        case Mapping():
            between = ",\n" if lines else ", "
            return f"{{{between.join(f'{key}: {_flat(item)}' for key, item in value.items())}}}"
        case list():
            return f"[{', '.join(map(_flat, value))}]"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case _:
            return json.dumps(str(value), ensure_ascii=False)


def _default(field: Field[Any], value: object) -> bool:
    """Whether a field holds what it holds when nobody says anything."""
    found = getattr(value, field.name)
    return (
        found == field.default if field.default is not MISSING else not found and field.default_factory is not MISSING
    )
