"""Plain text for Discord: nothing in it can mention, link or format, and ordinary prose stays as it is.

Discord shows a backslash before punctuation as nothing and takes its meaning away. It does so in embed titles,
descriptions and fields; footers, buttons and menus show text as it is, so there nothing needs a backslash.
"""

import re
from typing import Final

_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
"""Control characters, halves of characters, and what turns the direction of the text that follows, ours included."""

_EVERYONE: Final = re.compile(r"@(?=(?:everyone|here)\b)")

_MARKS: Final = bytes({*range(32), 127, *b"\\*_`[]~|<:@"})
_ODD_FIRST: Final = frozenset("#>+- 0123456789")
"""What a text has that is not one line which comes out as it is written; most prose has none of it."""

_INLINE: Final = re.compile(
    r"""
      [\\*_`\[\]]                                     # emphasis, code, links, the backslash itself
    | ~(?:(?=~)|(?<=~~))                              # struck through
    | \|(?:(?=\|)|(?<=\|\|))                          # spoilers
    | <(?=\S)                                         # mentions, times, emoji, commands, addresses
    | :(?=//)                                         # addresses that would become links
    | :(?=[^\s:]*[A-Za-z+_-][^\s:]*:|100:|1234:)      # emoji by name
    """,
    re.VERBOSE,
)

_START: Final = re.compile(
    r"""
    ^([ \t]*(?:
        (?=[#>]|[-+](?:[\s#]|$))                      # headings, quotes, lists, small print
      | \d+(?=[.)](?:\s|$))                           # numbered lists
    ))
    """,
    re.VERBOSE | re.MULTILINE,
)


def _even(text: str) -> bool:
    """Whether a text has nothing in it that is invisible, ends a line, or means more than itself."""
    if not (text.isascii() or text.isprintable()):
        return False
    written = text.encode()
    return len(written.translate(None, _MARKS)) == len(written)


def shown(text: str) -> str:
    """Text for places that show it as it is (footers, labels): without what is invisible, mentioning nobody."""
    if text.isprintable() and "@" not in text:
        return text
    return _EVERYONE.sub("@\u200b", _INVISIBLE.sub("", text))


def label(text: str) -> str:
    """Like `shown`, on one line."""
    if text.isprintable() and "@" not in text and "  " not in text:
        return text.strip(" ")
    return " ".join(shown(text).split())


def plain(text: str) -> str:
    r"""Text for places that read markup, which comes out exactly as it was written.

    >>> plain("U.S. officials: $70-80 million")
    'U.S. officials: $70-80 million'
    >>> print(plain("# **no** [x](http://evil)"))
    \# \*\*no\*\* \[x\](http\://evil)
    """
    if _even(text) and text[:1] not in _ODD_FIRST:
        return text
    text = _INLINE.sub(r"\\\g<0>", shown(text))
    return _START.sub(r"\g<1>\\", text) if "\n" in text or _START.match(text) else text


def line(text: str) -> str:
    """Like `plain`, on one line."""
    if _even(text) and text[:1] not in _ODD_FIRST and "  " not in text and text[-1:] != " ":
        return text
    return plain(" ".join(text.split()))


def continued(text: str) -> str:
    """The rest of a text that `plain` made, when it is cut and begins a line of its own."""
    return _START.sub(r"\g<1>\\", text, count=1) if _START.match(text) else text
