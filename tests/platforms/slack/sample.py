"""A small table of commands that shows everything a platform has to carry."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated

from bot.chat.attachment import File
from bot.chat.command import Command, Param, command
from bot.chat.dispatcher import Dispatcher
from bot.chat.document import (
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
from bot.chat.errors import NearMiss, UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice, Field, FieldKind, Form, Menu, Reply
from bot.chat.request import Request, Role

TOPICS = {"venezuela": "Russia in Venezuela", "chad": "Chad", "costa rica": "Costa Rica"}
PNG = b"\x89PNG\r\n\x1a\n not really a picture"
SOURCES = Sources((Citation("A long way from home", "CBS News", date(2019, 4, 4), "A. Writer"),), date(2019, 4, 4))


@dataclass
class World:
    """What the commands work on, and everything that was asked."""

    asked: list[Request] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True)
class Context:
    request: Request
    world: World


class Depth(StrEnum):
    SHORT = "short"
    FULL = "full"


def topics(context: Context, typed: str, limit: int) -> Sequence[Choice]:
    wanted = typed.strip().casefold()
    return [Choice(title, topic) for topic, title in TOPICS.items() if wanted in title.casefold() or wanted in topic][
        :limit
    ]


@command(examples=("/brief venezuela",))
async def brief(
    context: Context,
    topic: Annotated[str, Param("Country or subject", complete=topics, rest=True)],
    depth: Annotated[Depth, Param("How much to show")] = Depth.SHORT,
) -> Reply:
    """Show the briefing on a country."""
    if topic.casefold() not in TOPICS:
        choices = [Choice(title, name) for name, title in TOPICS.items()]
        raise NearMiss("topic", f"“{topic}” is not covered.", "The closest that are:", choices)
    title = TOPICS[topic.casefold()]
    text = "Two or three sentences in our own words. " * (600 if depth is Depth.FULL else 3)
    blocks = (
        Text(text.strip()),
        Facts(
            (Fact("Owed", "at least $2 billion", "2019"), Fact("Checked", datetime(2019, 4, 4, 6, 30, tzinfo=UTC))),
            heading="Key figures",
        ),
        Positions(
            "Why did they come?", (Stance("Officials", "To help."), Stance("Kremlin", "To work.", "2019")), "Contested"
        ),
        Quotation("We are here to stay", "Somebody", mark=(3, 11)),
        SOURCES,
    )
    run = {"topic": topic}
    buttons = (Button("Claims", Invocation("claims", run)), Button("Passage", Invocation("passage", run)))
    menu = Menu("Read about", (Button("Money", Invocation("claims", run)), Button("Oil", Invocation("passage", run))))
    return Reply(Document(title, blocks), buttons=buttons, menu=menu)


@command()
async def claims(context: Context, topic: Annotated[str, Param("Country", complete=topics, rest=True)]) -> Reply:
    """Show who says what."""
    return Reply(Document(f"{topic}: who says what", (SOURCES,)))


@command(private=True)
async def passage(context: Context, topic: Annotated[str, Param("Country", complete=topics, rest=True)]) -> Reply:
    """Show the passage, to the caller alone."""
    return Reply(Document(f"Evidence: {topic}", (Quotation("still owes", "CBS", mark=(0, 5)), SOURCES)))


@command(name="topics")
async def list_topics(context: Context) -> Reply:
    """List the briefings, newest first."""
    bullets = tuple(Bullet("as of 4 April 2019", label=title) for title in TOPICS.values())
    options = tuple(Button(title, Invocation("brief", {"topic": name})) for name, title in TOPICS.items())
    return Reply(Document("3 briefings", (Bullets(bullets),)), menu=Menu("Open a briefing", options))


@command(name="help", private=True)
async def show_help(context: Context) -> Reply:
    """Explain the commands."""
    return Reply(Document("What you can ask", (Text("/brief topic"),)))


@command(private=True)
async def whoami(context: Context) -> Reply:
    """Say who is asking and where."""
    caller, place = context.request.caller, context.request.place
    facts = (
        Fact("Name", caller.name),
        Fact("Role", caller.role.name),
        Fact("Zone", caller.timezone or "unknown"),
        Fact("Place", str(place)),
    )
    return Reply(Document("You", (Facts(facts),)))


@command(role=Role.MODERATOR, private=True)
async def waiting(context: Context) -> Reply:
    """List what waits for moderators."""
    return Reply(Document("Waiting for you", (Text("One draft."),)))


@command()
async def slow(context: Context) -> Reply:
    """Take longer than Slack waits."""
    await context.world.gate.wait()
    return Reply(Document("At last", (Text("Here it is."),)))


@command()
async def crash(context: Context) -> Reply:
    """Fail."""
    raise RuntimeError("secret detail")


@command()
async def chart(context: Context) -> Reply:
    """Show a picture."""
    return Reply(Document("Chart", (Image("chart", "A bar chart: 3 bars", PNG),)))


@command()
async def note(
    context: Context,
    topic: Annotated[str, Param("Country or subject", complete=topics)],
    words: Annotated[str, Param("What to note", rest=True, longest=3000)],
) -> Reply:
    """Note something on a topic."""
    if topic not in TOPICS:
        raise UserError(f"The topic can't be “{topic}”.", "Choose one of the list.")
    if "wait" in words:
        await context.world.gate.wait()
    if "bad" in words:
        raise UserError("The words are not allowed.", "Choose others.", wrong="words")
    return Reply(Document("Noted", (Text(words),)))


@command(name="note ask", private=True)
async def ask_note(
    context: Context,
    topic: Annotated[str, Param("Country or subject", complete=topics)],
    words: Annotated[str, Param("What to note", rest=True, longest=3000)],
) -> Reply:
    """Ask whether to note something."""
    noted = Button("Note it", Invocation("note", {"topic": topic, "words": words}))
    return Reply(Document("Note this?", (Text(words),)), buttons=(noted,))


@command(name="note edit")
async def edit_note(context: Context, words: Annotated[str | None, Param("The new words", rest=True)] = None) -> Reply:
    """Edit a note in a form."""
    form = Form(
        "Edit the note",
        Invocation("note"),
        (
            Field("topic", "Topic", FieldKind.PICK, hint="Type to find one", value="venezuela"),
            Field("words", "Words", FieldKind.PARAGRAPH, value="old words", longest=3000),
        ),
    )
    return Reply(Document("Edit the note"), form=form, private=True)


@command(on_message=True, private=True)
async def correct(
    context: Context,
    message: Annotated[str, Param("The message")],
    content: Annotated[str | None, Param("Its text", longest=3000)] = None,
) -> Reply:
    """Say that a message is wrong."""
    return Reply(Document(f"Message {message}", (Text(content or ""),)))


@command(name="import file", on_message=True)
async def import_file(
    context: Context,
    article: Annotated[File, Param("The article")],
    topic: Annotated[str | None, Param("What it is about")] = None,
) -> Reply:
    """Read an article from a file."""
    return Reply(Document(article.name, (Text((await article.read(1000)).decode()), Text(topic or "no topic"))))


@command()
async def search(context: Context, words: Annotated[str, Param("What to look for", rest=True)]) -> Reply:
    """Look for words."""
    return Reply(Document(f"Found for {words}"))


TABLE: dict[str, Command[Context]] = {
    one.name: one
    for one in (
        brief,
        chart,
        claims,
        correct,
        crash,
        list_topics,
        note,
        ask_note,
        edit_note,
        import_file,
        passage,
        search,
        show_help,
        slow,
        waiting,
        whoami,
    )
}


def dispatcher(world: World) -> Dispatcher[Context]:
    def context(request: Request) -> Context:
        world.asked.append(request)
        return Context(request, world)

    return Dispatcher(TABLE, context)
