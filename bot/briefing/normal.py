"""A text without the accidents of its form, every character of it knowing where it came from."""

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_SAME: Final = str.maketrans(
    dict.fromkeys("‘’‚‛`´ʼ′", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‐‑‒–−", "-")
    | dict.fromkeys("—―", "—")
)
_GONE: Final = frozenset("*_\\\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{WORD JOINER}\ufeff\u200c\u200d\u200e\u200f")
_INSIDE: Final = r"(?:[^\[\]]|\[[^\[\]]*\])"
_TARGET: Final = r"\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\]"
_MARKS: Final = re.compile(
    rf"""(?P<link>!?\[(?=({_INSIDE}*)\](?:{_TARGET})))     # the opening of [words](address) or [words][name]
    |(?P<target>(?<=\])(?:{_TARGET}))                      # its end, when the opening was seen
    |(?P<note>\[\^?\d+\])
    |(?P<quoted>^[ \t]*(?:>[ \t]?|\#{{1,6}}[ \t]+)+)
    |(?P<tag></?[a-zA-Z][^<>]*>)
    |(?P<entity>&(?:\#\d+|\#[xX][0-9a-fA-F]+|[a-zA-Z]+\d*);)
    |(?P<wrapped>(?<=\w)-[ \t]*\r?\n[ \t>]*(?=\w))""",
    re.VERBOSE | re.MULTILINE,
)
_ODD: Final = re.compile(r"[^ -~]|[\\*_`\[<&>#]|--|  ")
"""What a text must have for anything but its case to change."""

_MARKED: Final = re.compile(r"[\[<&>#]|-[ \t]*\r?\n")


_RUN: Final = re.compile(r"[\"$%')+,./0-9:;=?@A-Z^a-z{|}~]+(?: [\"$%')+,./0-9:;=?@A-Z^a-z{|}~]+)*")
"""Words in which nothing but their case changes; most of a text is made of them."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text made plain. `text` is in lower case and `cased` is not; character i of both came from `origin[i]`."""

    text: str
    cased: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters `start` to `end` stand in the original."""
        return self.origin[start], self.origin[end - 1] + 1


def normalise(text: str) -> Normalised:
    """White space, quotation marks, dashes, Markdown, HTML and invisible characters made the same everywhere."""
    if not _ODD.search(text):
        lead = len(text) - len(text.lstrip())
        cased_text = text.strip()
        return Normalised(cased_text.casefold(), cased_text, tuple(range(lead, lead + len(cased_text))))
    letters: list[str] = []
    cased: list[str] = []
    origin: list[int] = []

    def put(letter: str, number: int) -> None:
        if letter.isspace():
            if not letters or letters[-1] == " ":
                return
            letter = " "
        for low in letter.casefold():
            letters.append(low)
            cased.append(letter if len(letter.casefold()) == 1 else low)
            origin.append(number)

    def dash(number: int) -> None:
        if letters and letters[-1] == "-":
            letters.pop(), cased.pop(), origin.pop()
        for letter in " - ":
            put(letter, number)

    edits = _edits(text) if _MARKED.search(text) else {}
    position = 0
    while position < len(text):
        if edit := edits.get(position):
            end, instead = edit
            for letter in instead:
                put(letter, position)
            position = end
            continue
        if (run := _RUN.match(text, position)) and (end := _alone(text, run.end())) > position:
            plain_run = text[position:end]
            letters += plain_run.lower()
            cased += plain_run
            origin += range(position, end)
            position = end
            continue
        end = position + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        character = text[position:end]
        if character not in _GONE:
            plain = character if character.isascii() else unicodedata.normalize("NFKC", character)
            for letter in plain.translate(_SAME):
                if letter == "—" or (letter == "-" and text[position - 1 : position] == "-" and position):
                    dash(position)
                elif letter not in _GONE:
                    put(letter, position)
        position = end
    while letters and letters[-1] == " ":
        letters.pop(), cased.pop(), origin.pop()
    return Normalised("".join(letters), "".join(cased), tuple(origin))


def _alone(text: str, end: int) -> int:
    """Where plain words end before `end`: a mark that is put on the last letter belongs to it."""
    return end - 1 if end < len(text) and not text[end].isascii() else end


def plain(text: str) -> str:
    """A text made plain, in lower case, when nobody asks where a character came from."""
    return normalise(text).text if _ODD.search(text) else text.strip().casefold()


def _edits(text: str) -> dict[int, tuple[int, str]]:
    """What to write instead of the marks that begin at each position, and where they end."""
    found: dict[int, tuple[int, str]] = {}
    targets: set[int] = set()
    for mark in _MARKS.finditer(text):
        if mark["link"]:
            found[mark.start()] = mark.end(), ""
            targets.add(mark.end(2) + 1)
            found[mark.end(2)] = mark.end(2) + 1, ""
        elif mark["target"]:
            if mark.start() in targets:
                found[mark.start()] = mark.end(), ""
        elif mark["wrapped"]:
            found[mark.start()] = mark.end(), "-"
        else:
            found[mark.start()] = mark.end(), html.unescape(mark[0]) if mark["entity"] else ""
    return found
