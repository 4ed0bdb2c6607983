"""Reads a message as a person does in Discord, and finds what in it is more than text."""

import re
from collections.abc import Iterator
from typing import Any, Final

ESCAPED: Final = re.compile(r"\\([^0-9A-Za-z\s])")
"""What Discord shows as it is, without the backslash."""

_HIDE: Final = {chr(code): chr(0xE000 + code) for code in range(33, 127)}
_SEEN: Final = {hidden: character for character, hidden in _HIDE.items()}

_OWN: Final = (
    (re.compile(r"^> ", re.MULTILINE), ""),
    (re.compile(r"^- ", re.MULTILINE), ""),
    (re.compile(r"^### ", re.MULTILINE), ""),
    (re.compile(r"<t:\d+:f>"), "a time"),
    (re.compile(r"\[([^\[\]]*)\]\(https?\u003a//[^\s()<>]+\)"), r"\1"),
    (re.compile(r"\*\*([^*]*)\*\*"), r"\1"),
    (re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)"), r"\1"),
)
"""The markup the renderer makes of the structure of a document."""

_ACTIVE: Final = re.compile(
    r"""
      [*`] | (?<!\w)_ | _(?!\w) | __ | ~~ | \|\|
    | <(?=\S) | \]\( | ://
    | (?<![\w:]):[^\s:]*[A-Za-z+-][^\s:]*:
    | ^[ \t]*(?:\#|>|[-+][ \t\#]|\d+\.\s)
    """,
    re.VERBOSE | re.MULTILINE,
)
"""What formats, mentions, links or becomes an emoji."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def markups(body: dict[str, Any]) -> Iterator[str]:
    """The parts of a message in which Discord reads markup."""
    for embed in body["embeds"]:
        yield embed.get("title", "")
        yield embed.get("description", "")
        for field in embed.get("fields", ()):
            yield field["name"]
            yield field["value"]


def seen(markup: str) -> str:
    """A text as it is seen."""
    text = _bare(markup)
    for hidden, character in _SEEN.items():
        text = text.replace(hidden, character)
    return text.replace("@\u200b", "@")


def active(markup: str) -> list[str]:
    """What in a text is more than text, the renderer's own markup apart."""
    return _ACTIVE.findall(_bare(markup))


def read(body: dict[str, Any]) -> str:
    """All that is seen of a message, from the top."""
    alts = {f"attachment://{a['filename']}": a["description"] for a in body.get("attachments", ())}
    said = []
    for embed in body["embeds"]:
        said += [
            embed.get("author", {}).get("name", ""),
            seen(embed.get("title", "")),
            seen(embed.get("description", "")),
        ]
        for field in embed.get("fields", ()):
            said += [seen(field["name"]), seen(field["value"])]
        said.append(alts.get(embed.get("image", {}).get("url", ""), ""))
        said.append(embed.get("footer", {}).get("text", ""))
    return "\n".join(text for text in said if text.strip("\u200b")).replace("@\u200b", "@")


def controls(node: Any) -> list[str]:
    """Characters anywhere in a message that can't be seen and do something."""
    if isinstance(node, str):
        return _CONTROL.findall(node)
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list | tuple) else ()
    return [found for child in children for found in controls(child)]


def _bare(markup: str) -> str:
    """The text without the renderer's markup; what is escaped is hidden from every pattern."""
    text = ESCAPED.sub(lambda match: _HIDE.get(match[1], match[1]), markup)
    for pattern, shown in _OWN:
        text = pattern.sub(shown, text)
    return text
