"""A small table of commands that uses everything a declaration can say, and a memory for tokens."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated

from bot.chat.attachment import File
from bot.chat.command import Command, Param, command
from bot.chat.delivery import Shown
from bot.chat.dispatcher import Dispatcher
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
    Stance,
    Text,
)
from bot.chat.errors import UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice, Field, FieldKind, Form, Menu, Reply
from bot.chat.request import Request, Role
from tests.platforms.tokens import Memory

__all__ = ["Memory"]

TOPICS = {f"topic-{number}": f"Topic {number}" for number in range(30)} | {"venezuela": "Russia in Venezuela"}

SOURCES = Sources((Citation("Why the troops came", "CBS News", date(2019, 4, 4), "Daria Litvinova"),), date(2019, 4, 4))

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c626001000000050001a5f645400000000049454e44ae426082"
)


HOSTILE = (
    "@everyone @here <@1> <@&1> <#1> </brief:1> <t:1:R> <a:x:1> <id:customize>",
    "[x](http://evil.example) https://evil.example <https://evil.example>",
    "# big\n-# small\n> quoted\n>>> all\n- list\n1. one",
    "```\ncode\n``` `x` **b** __u__ ~~s~~ ||p|| _i_",
    "\u202egpj.exe\u2066 @every\u200bone \\@everyone \\\\[x](y)",
)


class Depth(StrEnum):
    """How much."""

    SHORT = "short"
    FULL = "full"


def topics(context: Request, typed: str, limit: int) -> Sequence[Choice]:
    """The topics whose title has what is typed."""
    found = [Choice(title, name) for name, title in TOPICS.items() if typed.casefold() in title.casefold()]
    return found[:limit]


@command()
async def brief(
    context: Request,
    topic: Annotated[str, Param("Country or subject", complete=topics, rest=True)],
    depth: Annotated[Depth, Param("How much to show")] = Depth.SHORT,
) -> Reply:
    """Show the current briefing on a country or subject."""
    if topic not in TOPICS:
        raise UserError(f"“{topic}” is not covered.", "Choose one.", buttons=(_open("venezuela"),))
    paragraphs = 80 if depth is Depth.FULL else 1
    blocks: tuple[Block, ...] = (
        *(
            Text(f"Paragraph {number} says what happened, and then what came of it, in plain words, at some length.")
            for number in range(paragraphs)
        ),
        Facts(
            (
                Fact("Owed", "$6 billion", "Financial Times, 2019"),
                Fact("Seen", datetime(2019, 4, 4, 9, 10, tzinfo=UTC)),
            ),
            "Key figures",
        ),
        SOURCES,
    )
    whole = Button("Everything", Invocation("brief", {"topic": topic, "depth": "full"}))
    return Reply(
        Document(TOPICS[topic], blocks), buttons=(whole, Button("Claims", Invocation("claims", {"topic": topic})))
    )


@command()
async def claims(context: Request, topic: Annotated[str, Param("Country or subject", complete=topics)]) -> Reply:
    """Show who says what."""
    stances = (Stance("U.S. officials", "To support Maduro.", "April 2019"), Stance("The Kremlin", "Maintenance."))
    return Reply(Document("Who says what", (Positions("Why did they come?", stances, "Contested"), SOURCES)))


@command(name="topics")
async def list_topics(context: Request) -> Reply:
    """List the briefings there are."""
    menu = Menu("Open a briefing", tuple(_open(name) for name in list(TOPICS)[-25:]))
    return Reply(Document("Briefings", (Bullets((Bullet("as of 4 April 2019", "Venezuela"),)),)), menu=menu)


@command(private=True)
async def mine(
    context: Request,
    count: Annotated[int, Param("How many")] = 3,
    since: Annotated[date | None, Param("From which day on")] = None,
    loud: Annotated[bool, Param("Whether to shout")] = False,
) -> Reply:
    """Show what only you should see."""
    caller = context.caller
    said = f"{count} {since} {loud} {caller.role.name} {caller.locale} {context.place}"
    return Reply(Document("Yours", (Text(said),)), buttons=(Button("Again", Invocation("mine", {"count": "4"})),))


@command(role=Role.MODERATOR)
async def digest_add(context: Request, when: Annotated[str, Param("When, like weekdays 08:00")]) -> Reply:
    """Post a digest here."""
    return Reply(
        Document(f"A digest comes {when}"), buttons=(Button("Once more", Invocation("digest add", {"when": when})),)
    )


@command(role=Role.MODERATOR)
async def digest_list(context: Request) -> Reply:
    """List the digests of this server."""
    return Reply(Document("Digests", (Text(context.caller.role.name),)))


@command(role=Role.MODERATOR)
async def desk_note_add(context: Request, note: Annotated[str, Param("What to note")]) -> Reply:
    """Note something."""
    return Reply(Document("Noted", (Text(note),)))


@command(role=Role.MODERATOR)
async def desk_note_list(context: Request) -> Reply:
    """List the notes."""
    return Reply(Document("Notes"))


@command()
async def desk_open(context: Request) -> Reply:
    """Open the desk."""
    return Reply(Document("The desk"))


@command(private=True)
async def upload(
    context: Request, file: Annotated[File, Param("A text file")], most: Annotated[int, Param("Bytes to read")] = 1000
) -> Reply:
    """Show what is in a file."""
    data = await file.read(most)
    return Reply(Document(file.name, (Text(data.decode()), Text(f"{file.size} bytes"))))


@command(private=True)
async def enlist(context: Request) -> Reply:
    """Fill in a form that is longer than Discord shows."""
    lines = tuple(Field(f"line{n}", f"Line {n}", required=False) for n in range(5))
    file = Field("file", "Its text", FieldKind.FILE)
    pick = Field("topic", "Where", FieldKind.PICK)
    return Reply(Document("Enlist"), form=Form("Enlist", Invocation("enlisted"), (*lines, file, pick)))


@command(private=True)
async def enlisted(
    context: Request,
    *,
    file: Annotated[File, Param("Its text")],
    topic: Annotated[str, Param("Where", complete=topics)],
    line0: Annotated[str, Param("Line 0")] = "",
    line1: Annotated[str, Param("Line 1")] = "",
    line2: Annotated[str, Param("Line 2")] = "",
    line3: Annotated[str, Param("Line 3")] = "",
    line4: Annotated[str, Param("Line 4")] = "",
) -> Reply:
    """Take what was filled in."""
    if topic not in TOPICS:
        raise UserError(f"“{topic}” is not covered.", "Choose another one.")
    return Reply(Document("Enlisted", (Text(f"{file.name} {file.size} {topic} {line0}{line1}{line2}{line3}{line4}"),)))


@command(private=True, on_message=True)
async def quote_it(
    context: Request,
    content: Annotated[str, Param("What the message says", longest=6000)] = "",
    file: Annotated[File | None, Param("What came with it")] = None,
) -> Reply:
    """Show a message again."""
    return Reply(Document("Quoted", (Quotation(content), Text(f"with {file.name}" if file else "alone"))))


@command(private=True, on_message=True)
async def report_error(context: Request, message: Annotated[str, Param("Which message")]) -> Reply:
    """Say what is wrong in an answer."""
    return Reply(
        Document("Report"),
        form=Form(
            "What is wrong?",
            Invocation("report send", {"message": message}),
            (
                Field("what", "What is wrong", FieldKind.PARAGRAPH, hint="One sentence", longest=300),
                Field(
                    "kind",
                    "What sort of error",
                    FieldKind.CHOICE,
                    choices=(Choice("A number", "number"), Choice("A name", "name")),
                ),
                Field("topic", "Where", FieldKind.PICK, required=False),
            ),
        ),
    )


@command(private=True)
async def report_send(
    context: Request,
    message: Annotated[str, Param("Which message")],
    what: Annotated[str, Param("What is wrong", longest=300)],
    kind: Annotated[str, Param("What sort")],
    topic: Annotated[str, Param("Where", complete=topics)] = "",
) -> Reply:
    """Send a report."""
    if len(what) < 10:
        raise UserError("That is too short.", "Say it in a sentence.", wrong="what")
    return Reply(Document("Thank you", (Text(f"{kind}: {what} ({message}, {topic})"),)))


@command()
async def slow(context: Request, secret: Annotated[bool, Param("Private?")] = False) -> Reply:
    """Take longer than Discord waits."""
    await asyncio.sleep(10)
    return Reply(Document("At last"), private=secret)


@command()
async def pause(context: Request) -> Reply:
    """Take a moment."""
    await asyncio.sleep(0.6)
    return Reply(Document("Done"))


@command()
async def chart(context: Request) -> Reply:
    """Show a picture."""
    return Reply(Document("Figures", (Image("figures.png", "Three bars: owed, sold, loaned", PNG), SOURCES)))


@command()
async def attack(context: Request, number: Annotated[int, Param("Which of the texts")]) -> Reply:
    """Say something hostile, everywhere."""
    text = HOSTILE[number]
    blocks = (
        Text(text, heading=text[:60]),
        Facts((Fact(text[:60], text, text),), heading=text[:60]),
        Bullets((Bullet(text, label=text[:60]),)),
        Quotation(text, by=text[:60], mark=(0, 3)),
        Positions(text[:200], (Stance(text[:60], text, text[:60]),), status=text[:60]),
        Sources((Citation(text[:200], text[:60], date(2019, 4, 4), text[:60]),), date(2019, 4, 4)),
    )
    return Reply(
        Document(text[:200], blocks, note=text[:200]),
        buttons=(Button(text[:60], Invocation("brief", {"topic": text})),),
    )


def _open(topic: str) -> Button:
    return Button(TOPICS[topic], Invocation("brief", {"topic": topic}))


def commands() -> dict[str, Command[Request]]:
    """The table."""
    found = (
        brief,
        claims,
        list_topics,
        mine,
        digest_add,
        digest_list,
        desk_note_add,
        desk_note_list,
        desk_open,
        upload,
        enlist,
        enlisted,
        quote_it,
        report_error,
        report_send,
        slow,
        pause,
        chart,
        attack,
    )
    return {declared.name: declared for declared in found}


def dispatcher() -> Dispatcher[Request]:
    """What answers with the table."""
    return Dispatcher(commands(), lambda request: request)


class Record:
    """What was shown, in a list. `broken`: it can't be remembered."""

    def __init__(self) -> None:
        self.all: list[Shown] = []
        self.broken = False

    async def shown(self, shown: Shown) -> None:
        """Remember it."""
        if self.broken:
            raise OSError("no room")
        self.all.append(shown)
