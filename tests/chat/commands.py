"""A small table of commands that the tests own: every kind of argument, sub-words, roles, failures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final

from bot.chat.command import Command, Commands, Param, command
from bot.chat.dispatcher import Dispatcher
from bot.chat.document import Button, Document, Text
from bot.chat.errors import NearMiss, UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice, Reply
from bot.chat.request import Caller, Place, Request, Role

PLACE: Final = Place("test", "here", "room")
TOPICS: Final[Mapping[str, str]] = {
    "venezuela": "Russia in Venezuela",
    "costa-rica": "Costa Rica",
    "us": "United States",
    "uk": "United Kingdom",
}


class Depth(StrEnum):
    SHORT = "short"
    FULL = "full"


@dataclass(frozen=True)
class Asked:
    """The context of these commands: the request alone."""

    request: Request


def topics(context: Asked, typed: str, limit: int) -> Sequence[Choice]:
    wanted = typed.strip().casefold()
    return [Choice(label, name) for name, label in TOPICS.items() if wanted in label.casefold() or wanted in name][
        :limit
    ]


def items(context: Asked, typed: str, limit: int) -> Sequence[Choice]:
    topic = context.request.values.get("topic")
    found = [Choice(f"{topic} {name}", f"{topic}-{name}") for name in ("exports", "debt")] if topic else []
    return [choice for choice in found if typed in choice.value][:limit]


def said(name: str, values: Mapping[str, object]) -> Reply:
    """A reply that tells what the function got."""
    return Reply(Document(name, tuple(Text(f"{key}={value!r}") for key, value in values.items())))


@command()
async def brief(
    context: Asked,
    topic: Annotated[str, Param("Country or subject", complete=topics, rest=True)],
    depth: Annotated[Depth, Param("How much to show")] = Depth.SHORT,
) -> Reply:
    """Show a briefing."""
    near = [Choice(label, name) for name, label in TOPICS.items() if name != topic and topic in name]
    if topic not in TOPICS:
        raise NearMiss("topic", f"{topic} is not covered.", "The closest:", near)
    return said("brief", {"topic": topic, "depth": depth})


@command()
async def evidence(
    context: Asked,
    topic: Annotated[str, Param("Country or subject", complete=topics)],
    item: Annotated[str, Param("Which item", complete=items, rest=True)],
) -> Reply:
    """Show a passage."""
    return said("evidence", {"topic": topic, "item": item})


@command(private=True, examples=("/every 5 yes",))
async def every(
    context: Asked,
    count: Annotated[int, Param("How many")],
    sure: Annotated[bool, Param("Whether really")] = False,
    day: Annotated[date | None, Param("Since when")] = None,
    words: Annotated[str | None, Param("What else", longest=20)] = None,
) -> Reply:
    """Take an argument of every kind."""
    return said("every", {"count": count, "sure": sure, "day": day, "words": words})


@command(name="digest")
async def digest(context: Asked) -> Reply:
    """List the digests."""
    return said("digest", {})


@command(name="digest add", role=Role.MODERATOR)
async def digest_add(
    context: Asked,
    when: Annotated[str, Param("When")],
    topic: Annotated[str | None, Param("About what", complete=topics, rest=True)] = None,
) -> Reply:
    """Post a digest here on time."""
    return said("digest add", {"when": when, "topic": topic})


@command(name="source add link")
async def source_add_link(context: Asked, url: Annotated[str, Param("Where")]) -> Reply:
    """Take three words to be named."""
    return said("source add link", {"url": url})


@command(role=Role.OWNER)
async def publish(context: Asked) -> Reply:
    """Publish everything."""
    return said("publish", {})


@command()
async def breaks(context: Asked) -> Reply:
    """Fail as a bug does."""
    raise RuntimeError("secret detail")


@command()
async def refuses(context: Asked) -> Reply:
    """Refuse."""
    raise UserError("Not today.", "Come back tomorrow.", buttons=(Button("Help", Invocation("help")),))


def table() -> Commands[Any]:
    found: list[Command[Any]] = [brief, evidence, every, digest, digest_add, source_add_link, publish, breaks, refuses]
    return {one.name: one for one in found}


def dispatcher() -> Dispatcher[Any]:
    return Dispatcher(table(), Asked)


def request(line: str, role: Role = Role.READER, **more: Any) -> Request:
    """What a typed line asks."""
    name, _, text = line.removeprefix("/").partition(" ")
    return Request(name, Caller("1", "Ann", role), PLACE, text=text or None, **more)


def texts(reply: Reply) -> list[str]:
    """The texts of a reply's document."""
    return [block.text for block in reply.document.blocks if isinstance(block, Text)]
