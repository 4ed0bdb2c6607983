"""Embeds, filled in reading order: a title, a text, fields, a picture, small print."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from bot.platforms.discord.escape import continued, line, shown

TITLE: Final = 256
DESCRIPTION: Final = 4096
FIELDS: Final = 25
NAME: Final = 256
VALUE: Final = 1024
FOOTER: Final = 2048
EMBEDS: Final = 10
ALTOGETHER: Final = 6000
"""Discord's limits: characters of an embed's parts, fields of an embed, embeds of a message, characters in all."""

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


@dataclass(frozen=True, slots=True)
class Line:
    """A line of markup and what stands before it, also before the rest of it when it is cut."""

    text: str
    before: str = ""


class Embeds:
    """The embeds of one message. What can't follow in the embed begun begins the next one."""

    def __init__(self, title: str, url: str | None) -> None:
        self._made: list[Embed] = []
        self._part = _Part.TEXT
        self._open = False
        self._sections = False
        self._over = {"name": " ".join(shown(title).split()), **({"url": url} if url else {})} if title else None
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
            self._made[-1] = {"author": self._over, **embed}
        else:
            self._made.append(embed)
        self._part = _Part.TEXT
        self._open = False
        self._sections = self._sections or bool(title)

    def section(self, heading: str, lines: Sequence[Line]) -> None:
        """Lines under a heading: a field, or where one can't hold them an embed, as all sections after it are."""
        if self._sections or length(_joined(lines)) > VALUE:
            self.begin(heading)
            self.text(lines)
        else:
            self.field(heading, lines)

    def heading(self, heading: str) -> None:
        """A heading over fields."""
        if self._sections or self._part is not _Part.TEXT:
            self.begin(heading)
        else:
            self.text([Line(f"### {heading}")], "\n")

    def text(self, lines: Sequence[Line], apart: str = "\n\n") -> None:
        """Lines that go on where the last ones ended, `apart` from them."""
        if not lines:
            return
        if self._part > _Part.FIELDS:
            self.begin()
        if self._part is _Part.TEXT:
            text = _joined(lines)
            above = self._embed.get("description")
            self._embed["description"] = f"{above}{apart}{text}" if above else text
            return
        if self._open:
            field = self._embed["fields"][-1]
            text = f"{field['value']}{apart}{_joined(lines)}"
            if length(text) <= VALUE:
                field["value"] = text
                return
        self.field(BLANK, lines)

    def field(self, name: str, lines: Sequence[Line], inline: bool = False) -> None:
        """A field; a text that is too long for one goes on in the next, under no name."""
        for number, value in enumerate(_values(lines)):
            self._need(_Part.FIELDS)
            fields = self._embed.setdefault("fields", [])
            if len(fields) == FIELDS:
                self.begin()
                self._part = _Part.FIELDS
                fields = self._embed.setdefault("fields", [])
            fields.append({"name": BLANK if number else name or BLANK, "value": value or BLANK, "inline": inline})
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

    @property
    def _embed(self) -> Embed:
        return self._made[-1]

    def _need(self, part: _Part, once: bool = False) -> None:
        if self._part > part or (once and self._part is part):
            self.begin()
        self._part = part


def fit(embeds: Sequence[Embed]) -> bool:
    """Whether Discord takes these embeds."""
    if len(embeds) > EMBEDS:
        return False
    altogether = 0
    for embed in embeds:
        title, description = length(embed.get("title", "")), length(embed.get("description", ""))
        author = length(embed["author"]["name"]) if "author" in embed else 0
        footer = length(embed["footer"]["text"]) if "footer" in embed else 0
        altogether += author + title + description + footer
        if max(author, title) > TITLE or description > DESCRIPTION or footer > FOOTER:
            return False
        for field in embed.get("fields", ()):
            name, value = length(field["name"]), length(field["value"])
            altogether += name + value
            if name > NAME or value > VALUE:
                return False
    return altogether <= ALTOGETHER


def length(text: str) -> int:
    """The length of a text as JavaScript counts it, which is never less than as Discord's servers do."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _joined(lines: Sequence[Line]) -> str:
    return "\n".join([each.before + each.text for each in lines])


def _values(lines: Sequence[Line]) -> Iterator[str]:
    """The lines as values of fields, cut between lines where that is possible, else between words."""
    whole = _joined(lines)
    if length(whole) <= VALUE:
        yield whole
        return
    value = ""
    for each in lines:
        for text in _cut(each):
            longer = f"{value}\n{text}" if value else text
            if length(longer) > VALUE:
                yield value
                longer = text
            value = longer
    yield value


def _cut(each: Line) -> Iterator[str]:
    """A line in parts that fit a field."""
    text, room = each.text, VALUE - len(each.before)
    while length(text) > room:
        head = text[:room]
        while length(head) > room:
            head = head[: -(length(head) - room)]
        at = head.rfind(" ") + 1 or len(head)
        at -= (len(text[:at]) - len(text[:at].rstrip("\\"))) % 2
        yield each.before + text[:at].rstrip()
        text = continued(text[at:].lstrip())
    yield each.before + text
