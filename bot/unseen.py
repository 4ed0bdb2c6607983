"""Characters that nobody sees: which of them a text may hold, what they are called, and a text without the others."""

import re
import unicodedata
from typing import Final

_CONTROLS: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
_REORDERING: Final = "\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates: what is read is in another order than what is written (UAX 9)."""

_FILLERS: Final = (
    "\u115f\u1160\u17b4\u17b5\u2065\u206a-\u206f\u3164\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
)
"""What fills the place of a letter, an annotation or a sign of music, and shows nothing."""

_NO_CHARACTERS: Final = "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
_SEPARATORS: Final = "\u2028\u2029"
_IDLE: Final = "\xad\u034f\u061c\u200b\u200e\u200f\u2060-\u2064\ufeff"
"""What says where a line may be broken or to which side a full stop belongs; it comes along with copied text."""

_SCRIPTS: Final = "\u0600-\u1cff\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff"
"""Scripts whose letters join, from Arabic to Mongolian (and the Asian ones beyond the basic plane)."""

_EMOJI: Final = "\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_VARYING: Final = "#*0-9\xa9\xae\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""What besides has variants: the keys 0 to 9, the signs of trade, and Chinese characters."""

_TAGS: Final = "\U000e0020-\U000e007f"
_STRAY: Final = (
    f"(?<![{_SCRIPTS}{_EMOJI}\ufe0f])[\u180b-\u180f\u200c\u200d]"
    f"|(?<![{_SCRIPTS}{_EMOJI}{_VARYING}])[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
"""Joiners, non-joiners and variants where nothing is joined and nothing varies."""

_TAGGED: Final = f"(?<![\U0001f3f4\U000e0030-\U000e0039\U000e0061-\U000e007a])[{_TAGS}]|(?<=[{_TAGS}]{{7}})[{_TAGS}]"
"""Tags that are not those of a flag, like Scotland's: a hidden text is written in them."""

_REFUSED: Final = re.compile(f"[{_CONTROLS}{_REORDERING}{_FILLERS}{_NO_CHARACTERS}]|{_TAGGED}")
_DROPPED: Final = re.compile(f"[{_IDLE}]|{_STRAY}")
_EITHER: Final = re.compile(f"{_REFUSED.pattern}|[{_SEPARATORS}{_IDLE}]|{_STRAY}")
_ANYWHERE: Final = re.compile(f"[{_CONTROLS}{_REORDERING}{_FILLERS}{_NO_CHARACTERS}{_SEPARATORS}{_IDLE}]")
_ENDS: Final = re.compile(f"\r\n|[\r\x0b\x0c\x85{_SEPARATORS}]")
_BLANK: Final = "\u2800"
"""The one visible character that shows nothing: Braille without dots."""


def unseen(text: str) -> re.Match[str] | None:
    """The first character of a text that nobody sees and no text needs; joiners are needed within words of some
    scripts and within emoji. Most texts plainly have none."""
    return None if _is_plain(text) else _EITHER.search(text)


def unseen_anywhere(text: str) -> re.Match[str] | None:
    """The same of a text that is not read yet, where an escape may stand for what a joiner joins: the first character
    that is needed nowhere."""
    return None if _is_plain(text) else _ANYWHERE.search(text)


def harmful(text: str) -> re.Match[str] | None:
    """The first unseen character of a text that isn't merely idle: with it the text says something else than what is
    seen, and without it perhaps too."""
    return None if _is_plain(text) else _REFUSED.search(text)


def lined(text: str) -> str:
    """The text with every end of a line written the same."""
    return text if _is_plain(text) else _ENDS.sub("\n", text)


def cleaned(text: str) -> str:
    """The text without unseen characters that are idle: they come along when something is copied."""
    if _is_plain(text):
        return text
    while (fewer := _DROPPED.sub("", text)) != text:
        text = fewer
    return text


def legible(text: str) -> str:
    """The text with nothing unseen in it, whatever it was."""
    text = lined(text)
    while (fewer := cleaned(_REFUSED.sub("", text))) != text:
        text = fewer
    return text


def is_blank(text: str) -> bool:
    """Whether there is nothing to see in a text."""
    return not cleaned(text).strip().strip(_BLANK).strip()


def place(text: str, position: int) -> tuple[int, int]:
    """The line and the column of a position, both from 1."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def called(character: str) -> str:
    """What Unicode calls a character: U+200B ZERO WIDTH SPACE; its number alone where it has no name."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def _is_plain(text: str) -> bool:
    return text.isascii() and (text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable())
