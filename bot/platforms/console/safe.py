"""Text that a terminal can only show: nothing in it moves the cursor, changes colours or turns the direction."""

import re
from typing import Final

_OBEYED: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb]"
)
_INVISIBLE: Final = re.compile("[\xad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\U000e0000-\U000e007f]")
_STRAY_JOINER: Final = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")
"""Joiners belong inside emoji and inside words of some scripts; elsewhere they only make two equal words differ."""


def safe(text: str) -> str:
    """The text with what a terminal obeys made visible and what nobody sees left out; line feeds stay.

    >>> safe("a\\x1b[31mb\\u202ec")
    'a␛[31mb�c'
    """
    if text.isascii() and text.isprintable():
        return text
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\t", " "))
    return _STRAY_JOINER.sub("", _OBEYED.sub(_visible, text))


def _visible(match: re.Match[str]) -> str:
    """A picture of an ASCII control character; other characters have none."""
    code = ord(match[0])
    return (
        chr(0x2400 + code) if code < 0x20 else "\N{SYMBOL FOR DELETE}" if code == 0x7F else "\N{REPLACEMENT CHARACTER}"
    )
