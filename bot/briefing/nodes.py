"""From text to plain values by YAML 1.2's core rules, keeping where every value stood and refusing what could harm."""

import re
from typing import Final

import yaml

from bot.unseen import called, place, unseen, unseen_anywhere

LARGEST: Final = 1 << 20
"""Most bytes of one briefing file: a hundred times a long one."""

DEEPEST: Final = 12
"""Most levels of nesting; a briefing needs six."""

_RECURSION: Final = 2000
"""So many levels the C composer, which recurses, surely bears; a text that could have more is looked at first."""

_ANCHOR: Final = re.compile(r"(?:^|[\s\[{,:])&[^\s,\[\]{}]", re.MULTILINE)
_INDENTED: Final = re.compile(rf"(?:\A|[\n\r\x85])[ \t?:-]{{{_RECURSION}}}")
"""Lines begin where the composer begins them; what else does that for it is refused as invisible."""

_PLAIN: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""Unquoted words that are not text. Numbers stay text, so that not a digit is lost."""

Value = str | bool | None | list["Value"] | dict[str, "Value"]


class Broken(Exception):
    """What keeps a text from being read, at a line and column from 1."""

    def __init__(self, line: int, column: int, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.line, self.column, self.problem, self.hint = line, column, problem, hint


class _Composer(yaml.CSafeLoader):
    """PyYAML's C composer, which leaves what an untagged scalar means to the walk."""

    def resolve(self, kind: type[yaml.Node], value: object, implicit: object) -> None:
        """No tag: half of the time of composing would go into guessing it."""


def compose(data: bytes) -> yaml.Node:
    """The one document of a text, as nodes. Raises Broken."""
    text = _decoded(data)
    _shallow(text)
    _unanchored(text)
    loader = _Composer(text)
    try:
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error) from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise Broken(1, 1, f"This is not YAML: {error}.", "Check for characters that don't belong there.") from None
    finally:
        loader.dispose()
    if root is None:
        raise Broken(1, 1, "The file is empty.", "Begin with `title: …`.")
    return root


def walk(root: yaml.Node) -> Value:
    """The value of a document. Raises Broken at tags, aliases, keys that are there twice, and deep nesting."""
    return _value(root, set(), 1)


def below(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """The key and the value under a part of a path, or None; items of a list are their own keys."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return key, value
        return (node, node) if part == 0 else None
    if isinstance(node, yaml.SequenceNode):
        last = str(part).rpartition("-")[2]
        number = part if isinstance(part, int) else int(last) - 1 if last.isdecimal() else -1
        if 0 <= number < len(node.value):
            return node.value[number], node.value[number]
    return None


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise Broken(1, 1, f"The file has more than {LARGEST:,} bytes.", "Split it into several briefings.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        raise Broken(line, column, "The file is not UTF-8 text.", "Save it as UTF-8.") from None
    if bad := unseen_anywhere(text):
        raise Broken(*place(text, bad.start()), *_invisible(bad[0]))
    return text


def _invisible(character: str) -> tuple[str, str]:
    problem = f"There is an invisible character ({called(character)})."
    return problem, "Delete it and type the text around it again."


def _not_yaml(error: yaml.MarkedYAMLError) -> Broken:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if "single document" in str(error.context):
        return Broken(line, column, "A second document begins here.", "One file holds one briefing.")
    if "alias" in str(error.problem):
        return Broken(line, column, "Aliases (`*name`) are not allowed.", "Write the text out.")
    return Broken(
        line, column, f"This is not YAML: {error.problem}.", "Check the indentation and quotation marks of this line."
    )


def _shallow(text: str) -> None:
    """Refuse nesting so deep that the composer might not come back from it."""
    longest = max(map(len, text.splitlines()), default=0)
    if text.count("[") + text.count("{") < _RECURSION and (longest < _RECURSION or not _INDENTED.search(text)):
        return
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST:
                    raise _deep(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return


def _unanchored(text: str) -> None:
    """Refuse anchors that nothing refers to, which the composer forgets; the walk refuses the others."""
    if "&" not in text or not _ANCHOR.search(text):
        return
    try:
        events = list(yaml.parse(text, Loader=yaml.CSafeLoader))
    except (yaml.YAMLError, UnicodeError):
        return
    if any(isinstance(event, yaml.AliasEvent) for event in events):
        return
    for event in events:
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            raise _at(event, f"The anchor `&{event.anchor}` is not allowed.", "Leave it out; it names nothing.")


def _deep(where: yaml.Node | yaml.Event) -> Broken:
    problem = f"This is nested more than {DEEPEST} levels deep."
    return _at(where, problem, "A briefing needs no more than six.")


def _value(node: yaml.Node, seen: set[int], depth: int) -> Value:
    if id(node) in seen:
        raise _at(node, "What stands here is used again through an alias (`*name`).", "Write the text out each time.")
    seen.add(id(node))
    if node.tag:
        raise _at(node, f"The tag `{node.tag}` is not allowed.", "Leave it out; plain values are enough.")
    if node.__class__ is yaml.ScalarNode:
        text: str = node.value
        if not node.style and text in _PLAIN:
            return _PLAIN[text]
        if bad := unseen(text):
            raise _within(node, bad.start(), *_invisible(bad[0]))
        return text
    if depth > DEEPEST:
        raise _deep(node)
    if node.__class__ is yaml.SequenceNode:
        return [_value(item, seen, depth + 1) for item in node.value]
    found: dict[str, Value] = {}
    for key, item in node.value:
        if key.__class__ is not yaml.ScalarNode:
            raise _at(key, "A key must be a plain word.", "Write it as `key: value`.")
        if key.tag:
            raise _at(key, f"The tag `{key.tag}` is not allowed.", "Leave it out; plain values are enough.")
        if key.value in found:
            raise _at(key, f"The key `{key.value}` is here twice.", "Keep one of them.")
        found[key.value] = _value(item, seen, depth + 1)
    return found


def _within(node: yaml.ScalarNode, position: int, problem: str, hint: str) -> Broken:
    """At a character of a scalar, where that is written as it reads; else where the scalar begins."""
    start, end = node.start_mark, node.end_mark
    quotes = 1 if node.style in ("'", '"') else 0
    written = start.line == end.line and end.column - start.column == len(node.value) + 2 * quotes
    return Broken(start.line + 1, start.column + 1 + (position + quotes if written else 0), problem, hint)


def _at(where: yaml.Node | yaml.Event, problem: str, hint: str) -> Broken:
    mark = where.start_mark
    return Broken(mark.line + 1, mark.column + 1, problem, hint) if mark else Broken(1, 1, problem, hint)
