"""Rich text elements: Slack reads no markup in their text, so it is shown as it is; emphasis is a field."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from bot.platforms.slack.escape import clean, visible
from bot.platforms.slack.payload import Json
from bot.platforms.slack.words import before, moment

TIME: Final = "{date_short_pretty} {time}"
"""How Slack writes a time: each reader sees it in their own time zone and language."""

BOLD: Final = {"bold": True}
ITALIC: Final = {"italic": True}


def run(text: str, style: Json | None = None) -> Json:
    """Text in one style. Entities are not decoded here: `&` stands for itself."""
    if style is None:
        return {"type": "text", "text": clean(text)}
    return {"type": "text", "text": clean(text), "style": style}


def runs(text: str | None) -> list[Json]:
    """Text, or nothing when there is none to show; Slack refuses an empty element."""
    return [run(text)] if text and visible(text) else []


def labelled(label: str | None, text: str | None) -> list[Json]:
    """A label that stands out before its text."""
    if not label or not visible(label):
        return runs(text)
    return [run(before(label), BOLD), *runs(text)]


def time(value: datetime) -> Json:
    """A time, shown to each reader in their own zone."""
    return {"type": "date", "timestamp": int(value.timestamp()), "format": TIME, "fallback": moment(value)}


def link(url: str) -> Json:
    """An address; anything but the web's own kind is shown without leading anywhere."""
    return {"type": "link", "url": clean(url)} if url.startswith(("https://", "http://")) else run(url)


def section(elements: list[Json]) -> Json:
    """Elements on one line, or one item of a list."""
    return {"type": "rich_text_section", "elements": elements}


def bullets(items: list[Json]) -> Json:
    """Sections as a list."""
    return {"type": "rich_text_list", "style": "bullet", "elements": items}


def marked(words: str, mark: tuple[int, int] | None) -> list[Json]:
    """Words of which the characters from `mark[0]` to before `mark[1]` stand out."""
    if mark is None:
        return [run(words)]
    start, end = mark
    parts = ((words[:start], None), (words[start:end], BOLD), (words[end:], None))
    return [run(text, style) for text, style in parts if clean(text)]


def length(elements: Iterable[Json]) -> int:
    """How many characters elements have together, at any depth."""
    return sum(
        length(element["elements"]) if "elements" in element else len(element.get("text") or element.get("url") or "")
        for element in elements
    )
