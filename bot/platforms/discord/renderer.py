"""Documents as Discord messages: embeds with fields, buttons, menus and pictures."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, assert_never

from bot.chat.document import (
    Block,
    Bullet,
    Bullets,
    Button,
    Citation,
    Document,
    Fact,
    Facts,
    Image,
    Positions,
    Quotation,
    Sources,
    Text,
)
from bot.chat.reply import Menu
from bot.platforms.discord.components import ROWS, Components
from bot.platforms.discord.embeds import BLANK, Embeds, fit, length
from bot.platforms.discord.escape import line, plain, shown

ALT: Final = 1024
FILES: Final = 10
BYTES: Final = 10 * 2**20
ADDRESS: Final = 512
"""Limits: characters of a picture's description, files of a message, their bytes in all (Discord's), characters of an
address (ours, so that a link is never cut)."""

_ADDRESS: Final = re.compile(r"https?://[^\s<>\[\]|\\\"`]+")

SILENT: Final = {"parse": [], "replied_user": False}
"""Mentions nobody, whatever the text holds."""


@dataclass(frozen=True, slots=True)
class Payload:
    """A message: its body as Discord's JSON, and the pictures that go with it."""

    body: dict[str, Any]
    pictures: tuple[Image, ...] = ()


class DiscordRenderer:
    """Renders documents with the rows that `components` makes under them, and leaves `room` for so many characters in
    the last line.

    All text goes into embeds: nothing in an embed unfurls into a preview or notifies anybody.
    """

    def __init__(self, components: Components, room: int = 0) -> None:
        self._components = components
        self._room = room

    def render(self, document: Document, buttons: tuple[Button, ...] = (), menu: Menu | None = None) -> Payload:
        """The message that shows a document. Never raises and never shortens."""
        embeds = Embeds(document.title, _address(document.url))
        pictures: list[Image] = []
        for block in document.blocks:
            _put(embeds, block, document.title, pictures)
        if document.note:
            embeds.small(shown(document.note))
        body: dict[str, Any] = {"embeds": embeds.finished(), "allowed_mentions": SILENT}
        if buttons or menu:
            body["components"] = self._components.rows(buttons, menu)
        if pictures:
            body["attachments"] = [
                {"id": number, "filename": filename(picture, number), "description": shown(picture.alt) or BLANK}
                for number, picture in enumerate(pictures)
            ]
        return Payload(body, tuple(pictures))

    def fits(self, payload: Payload) -> bool:
        """Whether Discord takes this message."""
        return (
            fit(payload.body["embeds"], self._room)
            and len(payload.body.get("components", ())) <= ROWS
            and len(payload.pictures) <= FILES
            and all(length(attachment["description"]) <= ALT for attachment in payload.body.get("attachments", ()))
            and sum(len(picture.data) for picture in payload.pictures) <= BYTES
        )


def _put(embeds: Embeds, block: Block, title: str, pictures: list[Image]) -> None:
    match block:
        case Text():
            _under(embeds, block.heading, plain(block.text))
        case Bullets():
            _under(embeds, block.heading, "\n".join([_bullet(item) for item in block.items]))
        case Facts():
            _facts(embeds, block)
        case Quotation():
            embeds.text(_quotation(block))
        case Positions():
            _positions(embeds, block, title)
        case Image():
            embeds.picture(f"attachment://{filename(block, len(pictures))}")
            pictures.append(block)
        case Sources():
            _sources(embeds, block)
        case _:
            assert_never(block)


def _under(embeds: Embeds, heading: str | None, text: str) -> None:
    if heading:
        embeds.section(line(heading), text)
    else:
        embeds.text(text)


def _facts(embeds: Embeds, block: Facts) -> None:
    if block.heading:
        embeds.heading(line(block.heading))
    for fact in block.facts:
        value = _value(fact)
        embeds.field(line(fact.label), f"{value}\n{plain(fact.note)}" if fact.note else value, inline=True)


def _value(fact: Fact) -> str:
    match fact.value:
        case str() if fact.note:
            return "\n".join([_bold(part) for part in fact.value.split("\n")])
        case str():
            return plain(fact.value)
        case datetime():
            return f"<t:{int(fact.value.timestamp())}:f>"
        case date():
            return _day(fact.value)
        case _:
            assert_never(fact.value)


def _positions(embeds: Embeds, block: Positions, title: str) -> None:
    if not (embeds.untouched and block.question == title):
        embeds.begin(line(block.question))
    if block.status:
        embeds.text(f"*{line(block.status)}*")
    for stance in block.stances:
        says = plain(stance.says)
        if stance.when:
            says = f"{says}\n*{line(stance.when)}*" if says else f"*{line(stance.when)}*"
        embeds.field(line(stance.by), says, inline=True)


def _bullet(bullet: Bullet) -> str:
    text, label = line(bullet.text), line(bullet.label or "")
    if not label:
        return f"- {text}"
    colon = ":" if text and label[-1] not in ":?!.…" else ""
    return f"- **{label}{colon}** {text}".rstrip()


def _quotation(quotation: Quotation) -> str:
    if quotation.mark is None:
        said = plain(quotation.words).replace("\n", "\n> ")
    else:
        words = quotation.words.replace("\n", " ")
        start, end = quotation.mark
        said = f"{plain(words[:start])}{_bold(words[start:end])}{plain(words[end:])}"
    by = f"\n> — {line(quotation.by)}" if quotation.by else ""
    return f"> {said}{by}" if said else by[1:]


def _bold(text: str) -> str:
    """Bold, with the spaces around it outside, where Discord wants them."""
    bare = text.strip()
    if bare == text:
        return f"**{plain(text)}**" if text else ""
    before, _, after = text.partition(bare) if bare else (text, "", "")
    return f"{plain(before)}**{plain(bare)}**{plain(after)}" if bare else plain(text)


def _sources(embeds: Embeds, block: Sources) -> None:
    linked = [(_cited(citation), url) for citation in block.citations if (url := _address(citation.url))]
    if linked:
        embeds.field("Sources", "\n".join([f"[{line(text)}]({url})" for text, url in linked]))
    for citation in block.citations:
        if not _address(citation.url):
            embeds.small(f"Source: {_cited(citation)}")
    embeds.small(f"As of {_day(block.as_of)}")


def _cited(citation: Citation) -> str:
    by = f"{citation.publisher}, {citation.author}" if citation.author else citation.publisher
    return shown(" ".join(f"{citation.title}. {by}, {_day(citation.published)}".split()))


def _address(url: str | None) -> str | None:
    """An address that Discord takes, with nothing in it that ends a link; None for anything else."""
    if url is None or len(url) > ADDRESS or not _ADDRESS.fullmatch(url):
        return None
    return url.replace("(", "%28").replace(")", "%29")


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


def filename(picture: Image, number: int) -> str:
    """The name under which the pictures of a message are told apart."""
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", picture.name.removesuffix(".png")).strip("-") or "picture"
    return f"{stem[:50]}-{number + 1}.png"
