"""From YAML text to a briefing and back, with the line and column of everything that is wrong."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, ClassVar, Final

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.briefing.finding import Doubt, Finding, Path, Severity
from bot.briefing.model import SECTIONS, Briefing

LARGEST: Final = 1 << 20
"""Most bytes of one briefing file: a hundred times a long one."""

DEEPEST: Final = 12
"""Most levels of nesting; a briefing needs six."""

_INVISIBLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_NULL: Final = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE: Final = frozenset(("true", "True", "TRUE"))
_FALSE: Final = frozenset(("false", "False", "FALSE"))
_OPENING: Final = re.compile(r"[\[{]|^[ \t]*(?:[-?:][ \t]+){13,}", re.MULTILINE)


class _Composer(yaml.CSafeLoader):
    """PyYAML's C composer without implicit tags: every plain scalar stays text until the walk reads it."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[Any]]] = {}


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

    def locate(self, path: Path) -> tuple[int, int]:
        """Line and column, from 1, of what stands at a path, or of the nearest thing above it."""
        node = self.root
        for part in path:
            below = _below(node, part)
            if below is None:
                break
            node = below
        return (node.start_mark.line + 1, node.start_mark.column + 1) if node is not None else (1, 1)

    def finding(self, doubt: Doubt) -> Finding:
        """A doubt with its line and column."""
        line, column = self.locate(doubt.path)
        return Finding(self.file, line, column, doubt.severity, doubt.verdict, doubt.problem, doubt.hint)


class _Broken(Exception):
    def __init__(self, line: int, column: int, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.line, self.column, self.problem, self.hint = line, column, problem, hint


def parse(text: bytes, file: str) -> Parsed:
    """Read a briefing. Never raises: what is wrong is in the findings, each with line, column and a hint."""
    try:
        root = _compose(_decoded(text))
        value = _walk(root, set())
        if not isinstance(value, dict):
            raise _at(root, "The file must be a list of `key: value` lines.", "Begin with `title: …`.")
    except _Broken as error:
        wrong = Finding(file, error.line, error.column, Severity.ERROR, "yaml", error.problem, error.hint)
        return Parsed(file, None, (wrong,))
    _complete(value)
    try:
        return Parsed(file, _adapter().validate_python(value), (), root)
    except ValidationError as error:
        parsed = Parsed(file, None, (), root)
        doubts = {_doubt(found): None for found in error.errors(include_url=False)}
        findings = sorted({parsed.finding(doubt) for doubt in doubts}, key=lambda f: (f.line, f.column, f.problem))
        return Parsed(file, None, tuple(findings), root)


@functools.cache
def _adapter() -> TypeAdapter[Briefing]:
    return TypeAdapter(Briefing)


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise _Broken(1, 1, f"The file has {len(data):,} bytes.", f"A briefing may have {LARGEST:,}; split it in two.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        raise _Broken(line, column, "The file is not UTF-8 text.", "Save it as UTF-8.") from None
    if bad := _INVISIBLE.search(text):
        line, column = text.count("\n", 0, bad.start()) + 1, bad.start() - (text.rfind("\n", 0, bad.start()) + 1) + 1
        problem = f"There is an invisible control character (U+{ord(bad[0]):04X})."
        raise _Broken(line, column, problem, "Delete it and type the text around it again.")
    return text


def _compose(text: str) -> yaml.Node:
    _shallow(text)
    loader = _Composer(text)
    try:
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if "single document" in str(error.context) or "another document" in str(error.problem):
            raise _Broken(line, column, "A second document begins here.", "One file holds one briefing.") from None
        if "alias" in str(error.problem):
            raise _Broken(line, column, "Aliases (`*name`) are not allowed.", "Write the text out.") from None
        problem = f"This is not YAML: {error.problem}."
        raise _Broken(line, column, problem, "Check the indentation and quotation marks of this line.") from None
    except yaml.YAMLError as error:
        raise _Broken(1, 1, f"This is not YAML: {error}.", "Check for characters that don't belong there.") from None
    finally:
        loader.dispose()
    if root is None:
        raise _Broken(1, 1, "The file is empty.", "Begin with `title: …`.")
    return root


def _shallow(text: str) -> None:
    """Refuse deep nesting before the C composer, which recurses, sees it."""
    if len(_OPENING.findall(text)) <= DEEPEST and not _deep_indent(text):
        return
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST:
                    mark = event.start_mark
                    problem = f"This is nested more than {DEEPEST} levels deep."
                    raise _Broken(mark.line + 1, mark.column + 1, problem, "A briefing needs no more than six.")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return


def _deep_indent(text: str) -> bool:
    return max((len(line) - len(line.lstrip(" ")) for line in text.splitlines() if line.strip()), default=0) > DEEPEST


def _walk(node: yaml.Node, seen: set[int]) -> Any:
    """A node's value with YAML 1.2 core scalars; numbers stay text, so that not a digit is lost."""
    if id(node) in seen:
        raise _at(node, "What stands here is used again through an alias (`*name`).", "Write the text out each time.")
    seen.add(id(node))
    if node.__class__ is yaml.ScalarNode:
        if node.tag != "tag:yaml.org,2002:str" and node.tag:
            raise _at(node, f"The tag `{node.tag}` is not allowed.", "Leave it out; plain values are enough.")
        value: str = node.value
        if node.style is None:
            if value in _NULL:
                return None
            if value in _TRUE:
                return True
            if value in _FALSE:
                return False
        return value
    if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.endswith(("set", "omap", "pairs")):
        raise _at(node, f"The tag `{node.tag}` is not allowed.", "Leave it out; plain values are enough.")
    if node.__class__ is yaml.SequenceNode:
        return [_walk(below, seen) for below in node.value]
    found: dict[str, Any] = {}
    for key, below in node.value:
        if key.__class__ is not yaml.ScalarNode:
            raise _at(key, "A key must be a plain word.", "Write it as `key: value`.")
        if key.value in found:
            raise _at(key, f"The key `{key.value}` is here twice.", "Keep one of them.")
        found[key.value] = _walk(below, seen)
    return found


def _at(node: yaml.Node, problem: str, hint: str) -> _Broken:
    return _Broken(node.start_mark.line + 1, node.start_mark.column + 1, problem, hint)


def _complete(value: dict[str, Any]) -> None:
    """Number the items of sections written as lists, and make single evidence a list."""
    for section in SECTIONS:
        items = value.get(section, ...)
        if items is None:
            value[section] = items = {}
        if isinstance(items, list):
            value[section] = items = {f"{section[:-1]}-{number}": item for number, item in enumerate(items, 1)}
        if isinstance(items, dict):
            for item in items.values():
                _passages(item)


def _passages(item: object) -> None:
    if isinstance(item, dict):
        if isinstance(item.get("evidence"), dict):
            item["evidence"] = [item["evidence"]]
        for position in item.get("positions") or () if isinstance(item.get("positions"), list) else ():
            _passages(position)


def _below(node: yaml.Node | None, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return value  # type: ignore[no-any-return]
        return node if part == 0 else None
    if isinstance(node, yaml.SequenceNode):
        number = part if isinstance(part, int) else int(part.rpartition("-")[2] or 0) - 1 if "-" in part else -1
        if 0 <= number < len(node.value):
            return node.value[number]  # type: ignore[no-any-return]
    return None


def _doubt(error: ErrorDetails) -> Doubt:
    """One schema error in plain words."""
    path: Path = tuple(part for part in error["loc"] if part != "[key]")
    name = ".".join(str(part) for part in path)
    limits = error.get("ctx", {})
    match error["type"]:
        case "unexpected_keyword_argument" | "extra_forbidden":
            near = get_close_matches(str(path[-1]), _KEYS, 1)
            hint = f"Did you mean `{near[0]}`?" if near else "Leave it out."
            return Doubt(
                path,
                "schema",
                f"There is no key `{path[-1]}` in {'.'.join(map(str, path[:-1])) or 'a briefing'}.",
                hint,
            )
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return Doubt(path, "schema", f"`{name}` is missing.", f"Add `{path[-1]}: …`.")
        case "string_too_long":
            return Doubt(path, "schema", f"`{name}` is too long.", f"At most {limits['max_length']} characters.")
        case "string_too_short" | "too_short":
            return Doubt(path, "schema", f"`{name}` is empty.", "Fill it in, or leave the key out.")
        case "decimal_parsing" | "decimal_type":
            return Doubt(path, "schema", f"`{name}` must be a number.", "Write it out in digits: 6000000000.")
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            return Doubt(path, "schema", f"`{name}` must be a date.", "Write it like 2019-04-04.")
        case "enum":
            return Doubt(path, "schema", f"`{name}` can't be that.", f"Choose one of: {limits['expected']}.")
        case "string_pattern_mismatch":
            hint = "Use a-z, 0-9 and single hyphens, at most 40." if "a-z0-9" in limits["pattern"] else "Mend its form."
            return Doubt(path, "schema", f"`{name}` has a wrong form.", hint)
        case "string_type":
            return Doubt(
                path, "schema", f"`{name}` must be text.", "Write words; quote it if it looks like something else."
            )
        case _:
            return Doubt(
                path,
                "schema",
                f"`{name}`: {error['msg'][:1].lower()}{error['msg'][1:]}.",
                "See the briefing that comes with the bot.",
            )


_KEYS: Final = [
    "title",
    "aliases",
    "as_of",
    "summary",
    "sources",
    "actors",
    "figures",
    "claims",
    "quotes",
    "events",
    "cards",
    "publisher",
    "published",
    "author",
    "url",
    "sha256",
    "name",
    "kind",
    "role",
    "affiliation",
    "named",
    "about",
    "evidence",
    "label",
    "value",
    "to",
    "unit",
    "per",
    "qualifier",
    "when",
    "stated_by",
    "note",
    "question",
    "positions",
    "by",
    "says",
    "said",
    "what",
    "answer",
    "shows",
    "source",
    "exact",
    "prefix",
    "suffix",
    "at",
]


def write(briefing: Briefing) -> str:
    """YAML that `parse` reads back to an equal briefing: defaults left out, keys in the model's order."""
    return yaml.dump(_plain(briefing), Dumper=_Writer, sort_keys=False, allow_unicode=True, width=110)


class _Writer(yaml.CSafeDumper):
    """Writes numbers as they are and quotes text that could be read as anything else."""


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {
            field.name: _plain(found)
            for field in fields(value)
            for found in (getattr(value, field.name),)
            if found is not None and found not in ((), {}) and (field.name, found) not in _DEFAULTS
        }
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 10**18 else str(value)
    return value


_DEFAULTS: Final = (("named", True), ("qualifier", "exactly"), ("prefix", ""), ("suffix", ""))
