"""What a test reads in a message: its words, its buttons, its kinds of blocks, and what a person sees of it."""

import re
from collections.abc import Iterator
from typing import Any, Final

from tests.platforms.slack import judge
from tests.platforms.slack.loopback import Json

_OWN: Final = (
    (re.compile(r"<!date\^\d+\^[^<>|]*\|([^<>]*)>"), r"\1"),
    (re.compile(r"<https?://[^<>|\s]*\|([^<>]*)>"), r"\1"),
    (re.compile(r"^\*([^*\n]+)\*$", re.MULTILINE), r"\1"),
    (re.compile(r"^_([^\n]+)_$", re.MULTILINE), r"\1"),
)
"""The markup the renderer makes of the structure of a document."""

_ACTIVE: Final = re.compile(r"[*~`<]|(?<!\w)_|_(?!\w)|://|^>|:[\w+'-]+:", re.MULTILINE)
"""What mrkdwn reads as more than text."""


def said(message: Json) -> str:
    """Everything a message says in its blocks."""
    return "\n".join(text["text"] for text in judge.texts(message["blocks"]))


def button(message: Json, label: str) -> tuple[Json, Json]:
    """A button and its block."""
    for block in message["blocks"]:
        for element in judge.elements(block):
            if element["type"] == "button" and element["text"]["text"] == label:
                return block, element
    raise AssertionError(f"no button {label!r}")


def kinds(message: Json) -> list[str]:
    return [block["type"] for block in message["blocks"]]


def unescaped(text: str) -> str:
    """The three characters that Slack decodes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def bare(markup: str) -> str:
    """A text of markup without the renderer's own."""
    for pattern, shown in _OWN:
        markup = pattern.sub(shown, markup)
    return markup


def active(markup: str) -> list[str]:
    """What in a text of markup is more than text, the renderer's own markup apart."""
    return _ACTIVE.findall(bare(markup))


def seen(blocks: list[Json]) -> str:
    """What a person reads of a message, from top to bottom."""
    return "\n".join(line for block in blocks for line in _lines(block))


def leaves(block: Json) -> Iterator[Json]:
    """The innermost elements of rich text."""
    if "elements" not in block:
        yield block
    for element in block.get("elements", ()):
        yield from leaves(element)


def _lines(block: Json) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield unescaped(block["text"]["text"])
        case "section":
            parts: list[Any] = [block.get("text"), *block.get("fields", ())]
            yield from (_text(part) for part in parts if part)
        case "context":
            yield from (_text(part) for part in block["elements"])
        case "image":
            yield unescaped(block["alt_text"])
        case "rich_text":
            for element in block["elements"]:
                items = element["elements"] if element["type"] == "rich_text_list" else [element]
                yield from ("".join(_leaf(leaf) for leaf in leaves(item)) for item in items)


def _text(part: Json) -> str:
    return unescaped(bare(part["text"]) if part["type"] == "mrkdwn" else part["text"])


def _leaf(leaf: Json) -> str:
    return str(leaf.get("text") or leaf.get("fallback") or leaf.get("url"))
