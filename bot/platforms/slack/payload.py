"""One Slack message before it is sent, and the elements every part of it is made of."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from bot.platforms.slack.escape import escape

Json = dict[str, Any]
"""A JSON object as Slack takes it. Dicts, not slack_sdk models: those take 90 times as long to build."""

LABEL: Final = 75
"""Most characters on a button and of an option."""


class Payload(msgspec.Struct, frozen=True):
    """A message: top-level text for notifications and screen readers, blocks, how many characters both have together,
    and the pictures to upload, by the id that stands for each in `blocks` until Slack has given it its own."""

    text: str
    blocks: list[Json]
    size: int
    pictures: Mapping[str, bytes] = {}

    def message(self) -> Json:
        """What Slack takes as a message. Its text is not markup, and no address in it is previewed."""
        return {
            "text": self.text,
            "blocks": self.blocks,
            "mrkdwn": False,
            "unfurl_links": False,
            "unfurl_media": False,
        }


def plain(text: str) -> Json:
    """A text object that shows escaped text as it is."""
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> Json:
    """A text object with our own emphasis, links and times around escaped text."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def label(text: str, longest: int = LABEL) -> str:
    """Escaped text for a label of at most `longest` characters. Labels point at what holds the whole text, so a longer
    one ends in an ellipsis."""
    escaped = escape(text)
    if len(escaped) <= longest:
        return escaped or "…"
    kept = text[: longest - 1]
    while len(escape(kept)) > longest - 1:
        kept = kept[:-1]
    return f"{escape(kept)}…"
