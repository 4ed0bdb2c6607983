"""Plain text for Slack and back: nothing in a document can mention, link or format, and what people type is read."""

import re
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

_INVISIBLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Control characters, and those that turn the direction of what follows, our own words included."""

_MARKUP: Final = ("*", "_", "~", "`", ">", "://")
_EMOJI: Final = re.compile(r":[\w+'-]+:")
"""What mrkdwn may read as formatting, a quotation, a link or an emoji; Slack has no way to write it as it is."""

_REFERENCE: Final = re.compile(r"<(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")


def clean(text: str) -> str:
    """The text without characters that can't be seen but change what can; rich text shows it as it is."""
    if text.isprintable() or text.replace("\n", " ").isprintable():
        return text
    return _INVISIBLE.sub("", text)


def visible(text: str | None) -> bool:
    """Whether there is anything to see; Slack refuses what has nothing."""
    return text is not None and clean(text).strip() != ""


def escape(text: str) -> str:
    """The text for text objects (plain_text and mrkdwn) and top-level text; Slack decodes these three and no others.

    Source: docs.slack.dev, "Formatting message text", Escaping text.

    >>> escape("R&D <!channel>")
    'R&amp;D &lt;!channel&gt;'
    """
    text = clean(text)
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def is_prose(text: str) -> bool:
    """Whether mrkdwn shows the text exactly as it is, on one line, so that emphasis of our own may stand around it."""
    if not text.isprintable():
        return False
    for mark in _MARKUP:
        if mark in text:
            return False
    return _EMOJI.search(text) is None


class Hand(NamedTuple):
    """How words are written: each piece of text goes through these. `easy`: they give it back as it is."""

    easy: bool
    clean: Callable[[str], str]
    escape: Callable[[str], str]


CAREFUL: Final = Hand(False, clean, escape)
"""The way to write words that nothing is known of."""

EASY: Final = Hand(True, lambda text: text, lambda text: text)
"""The way to write words in which nothing means anything to Slack."""


def is_easy(lines: Iterable[str]) -> bool:
    """Whether nothing in these lines means anything to Slack. A look at the whole tells it faster than one at each."""
    text = "".join(lines)
    return "&" not in text and "<" not in text and is_prose(text)


def typed(text: str) -> str:
    """What somebody wrote, from what Slack sends of it: entities decoded, mentions and links as their words.

    >>> typed("<@U1|ana> &amp; <#C1|news> <https://a.b|a.b> x &lt; 3")
    '@ana & #news a.b x < 3'
    """
    if "<" in text:
        text = _REFERENCE.sub(_word, text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _word(found: re.Match[str]) -> str:
    target, label = found["target"], found["label"]
    if target.startswith(("@", "#")):
        return f"{target[0]}{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    return label or target.removeprefix("mailto:")
