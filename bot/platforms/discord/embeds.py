"""Embeds, filled in reading order: a title, a text, fields, a picture, small print."""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import Any, Final

from bot.platforms.discord.escape import continued, label, line

TITLE: Final = 256
DESCRIPTION: Final = 4096
FIELDS: Final = 25
NAME: Final = 256
VALUE: Final = 1024
FOOTER: Final = 2048
EMBEDS: Final = 10
ALTOGETHER: Final = 6000
"""Discord's limits: characters of an embed's parts, fields of an embed, embeds of a message, characters in all."""

MARKS: Final = ("- ", "> ")
"""What stands before the lines of a list and of a quotation; escaped text never begins with it."""

BLANK: Final = "\u200b"
"""What stands where Discord wants a text and there is none."""

_COLOUR: Final = 0x64748B
"""A neutral slate: status is said in words."""

Embed = dict[str, Any]


class _Part(IntEnum):
    """The parts of an embed, from the top."""

    TEXT = 0
    FIELDS = 1
    PICTURE = 2
    FOOTER = 3


class Embeds:
    """The embeds of one message. What can't follow in the embed begun begins the next one."""

    def __init__(self, title: str, url: str | None) -> None:
        self._made: list[Embed] = []
        self._embed: Embed = {}
        self._part = _Part.TEXT
        self._open = False
        self._sections = False
        self._over = {"name": label(title), **({"url": url} if url else {})} if title else None
        self.begin(line(title))
        self._sections = False
        if url and title:
            self._embed["url"] = url

    @property
    def untouched(self) -> bool:
        """Whether there is nothing but a title in the embed begun."""
        return self._part is _Part.TEXT and "description" not in self._embed

    def begin(self, title: str = "") -> None:
        """Begin an embed. The title of a message that would stand alone above it becomes a line over its own."""
        embed: Embed = {"color": _COLOUR, "title": title} if title else {"color": _COLOUR}
        if not self._made or not self.untouched:
            self._made.append(embed)
        elif "title" not in self._embed:
            self._made[-1] = embed
        elif title and len(self._made) == 1 and self._over and "author" not in self._embed:
            embed = self._made[-1] = {"author": self._over, **embed}
        else:
            self._made.append(embed)
        self._embed = embed
        self._part = _Part.TEXT
        self._open = False
        self._sections = self._sections or bool(title)

    def section(self, heading: str, text: str) -> None:
        """A text under a heading: a field, or where one can't hold it an embed, as all sections after it are."""
        if self._sections or length(text) > VALUE:
            self.begin(heading)
            self.text(text)
        else:
            self.field(heading, text)

    def heading(self, heading: str) -> None:
        """A heading over fields."""
        if self._sections or self._part is not _Part.TEXT:
            self.begin(heading)
        else:
            self.text(f"### {heading}", "\n")

    def text(self, text: str, apart: str = "\n\n") -> None:
        """Text that goes on where the last one ended, `apart` from it; none of it where there is nothing to see."""
        if not text.strip():
            return
        if self._part > _Part.FIELDS:
            self.begin()
        if self._part is _Part.TEXT:
            above = self._embed.get("description")
            self._embed["description"] = f"{above}{apart}{text}" if above else text
            return
        if self._open:
            field = self._embed["fields"][-1]
            longer = f"{field['value']}{apart}{text}"
            if length(longer) <= VALUE:
                field["value"] = longer
                return
        self.field(BLANK, text)

    def field(self, name: str, text: str, inline: bool = False) -> None:
        """A field; a text that is too long for one goes on in the next, under no name."""
        if length(text) <= VALUE:
            self._field(name, text, inline)
        else:
            for number, part in enumerate(_parts(text)):
                self._field("" if number else name, part, inline)
        self._open = not inline

    def picture(self, url: str) -> None:
        """A picture under the fields."""
        self._need(_Part.PICTURE, once=True)
        self._embed["image"] = {"url": url}

    def small(self, text: str) -> None:
        """A piece of small print, shown as it is."""
        self._need(_Part.FOOTER)
        above = self._embed.get("footer")
        self._embed["footer"] = {"text": f"{above['text']} · {text}" if above else text}

    def finished(self) -> list[Embed]:
        """The embeds; Discord refuses one that shows nothing."""
        if len(self._embed) == 1:
            self._embed["description"] = BLANK
        return self._made

    def _field(self, name: str, value: str, inline: bool) -> None:
        self._need(_Part.FIELDS)
        fields = self._embed.get("fields")
        if fields is not None and len(fields) == FIELDS:
            self.begin()
            self._part = _Part.FIELDS
            fields = None
        if fields is None:
            fields = self._embed["fields"] = []
        fields.append(
            {"name": name if name.strip() else BLANK, "value": value if value.strip() else BLANK, "inline": inline}
        )

    def _need(self, part: _Part, once: bool = False) -> None:
        if self._part > part or (once and self._part is part):
            self.begin()
        self._part = part


def fit(embeds: Sequence[Embed], room: int = 0) -> bool:
    """Whether Discord takes these embeds with `room` more characters in a footer."""
    if len(embeds) > EMBEDS:
        return False
    altogether = 0
    for embed in embeds:
        title, description = length(embed.get("title", "")), length(embed.get("description", ""))
        author = length(embed["author"]["name"]) if "author" in embed else 0
        footer = length(embed["footer"]["text"]) if "footer" in embed else 0
        altogether += author + title + description + footer
        if max(author, title) > TITLE or description > DESCRIPTION or footer + room > FOOTER:
            return False
        for field in embed.get("fields", ()):
            name, value = length(field["name"]), length(field["value"])
            altogether += name + value
            if name > NAME or value > VALUE:
                return False
    return altogether + room <= ALTOGETHER


def length(text: str) -> int:
    """The length of a text as JavaScript counts it, which is never less than as Discord's servers do."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _parts(text: str) -> Iterator[str]:
    """A text in parts that fit a field, cut between lines where that is possible, else between words."""
    value = ""
    for each in text.split("\n"):
        for part in _cut(each):
            longer = f"{value}\n{part}" if value else part
            if length(longer) > VALUE:
                yield value
                longer = part
            value = longer
    yield value


def _cut(line: str) -> Iterator[str]:
    """A line in parts that fit a field. What marks its kind stands before each."""
    before = next((mark for mark in MARKS if line.startswith(mark)), "")
    text, room = line[len(before) :], VALUE - len(before)
    while length(text) > room:
        head = text[:room]
        while length(head) > room:
            head = head[: -(length(head) - room)]
        at = head.rfind(" ") + 1 or len(head)
        at -= (len(text[:at]) - len(text[:at].rstrip("\\"))) % 2
        yield before + text[:at].rstrip()
        text = continued(text[at:].lstrip())
    yield before + text
