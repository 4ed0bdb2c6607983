"""Rich text elements: Slack reads no markup in their text, so it is shown as it is; emphasis is a field."""

from datetime import datetime
from typing import Final

from bot.platforms.slack.escape import Hand
from bot.platforms.slack.payload import Json
from bot.platforms.slack.words import moment

TIME: Final = "{date_short_pretty} {time}"
"""How Slack writes a time: each reader sees it in their own time zone and language."""

BOLD: Final = {"bold": True}
ITALIC: Final = {"italic": True}


def run(text: str, style: Json | None = None) -> Json:
    """Clean text in one style. Entities are not decoded here: `&` stands for itself."""
    if style is None:
        return {"type": "text", "text": text}
    return {"type": "text", "text": text, "style": style}


def runs(text: str | None) -> list[Json]:
    """Clean text, or nothing when there is none to see; Slack refuses an empty element."""
    return [run(text)] if text and not text.isspace() else []


def labelled(label: str, text: str | None) -> list[Json]:
    """What stands before a text and stands out, and the text, both clean."""
    if not label or label.isspace():
        return runs(text)
    bold = {"type": "text", "text": label, "style": BOLD}
    return [bold, {"type": "text", "text": text}] if text and not text.isspace() else [bold]


def time(value: datetime) -> Json:
    """A time, shown to each reader in their own zone."""
    return {"type": "date", "timestamp": int(value.timestamp()), "format": TIME, "fallback": moment(value)}


def link(url: str) -> Json:
    """A clean address; anything but the web's own kind is shown without leading anywhere."""
    return {"type": "link", "url": url} if url.startswith(("https://", "http://")) else run(url)


def section(elements: list[Json]) -> Json:
    """Elements on one line, or one item of a list."""
    return {"type": "rich_text_section", "elements": elements}


def bullets(items: list[Json]) -> Json:
    """Sections as a list."""
    return {"type": "rich_text_list", "style": "bullet", "elements": items}


def marked(words: str, mark: tuple[int, int] | None, hand: Hand) -> list[Json]:
    """Words of which the characters from `mark[0]` to before `mark[1]` stand out."""
    if mark is None:
        return runs(hand.clean(words))
    start, end = mark
    parts = ((words[:start], None), (words[start:end], BOLD), (words[end:], None))
    return [run(text, style) for part, style in parts if (text := hand.clean(part))]
