"""The terminal as a platform: deliveries while somebody types, corrections, forms of every kind, suggestions."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.data_structures import Size
from prompt_toolkit.document import Document as Typed
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.input.base import PipeInput
from prompt_toolkit.output.vt100 import Vt100_Output

from bot.chat.attachment import File
from bot.chat.command import Command, Param, command
from bot.chat.delivery import Gone, Message, Shown
from bot.chat.dispatcher import Dispatcher
from bot.chat.document import Button, Document, Text
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice, Field, FieldKind, Form, Reply
from bot.chat.request import Caller, Place, Role
from bot.platforms.console.adapter import Console
from bot.platforms.console.suggestions import Suggestions
from tests.chat.commands import Asked, table
from tests.platforms.console.terminal import CTRL_C, CTRL_D, ENTER, ESCAPES, TAB

PLACE = Place("console", "local", "terminal")
ANN = Caller("ann", "Ann", Role.OWNER)


@command()
async def draft(
    context: Asked,
    kind: Annotated[str | None, Param("What kind")] = None,
    text: Annotated[str | None, Param("The text")] = None,
    file: Annotated[File | None, Param("A file")] = None,
) -> Reply:
    """Ask for what it needs in a form."""
    if kind is None and file is None:
        fields = (
            Field(
                "kind",
                "Kind",
                FieldKind.CHOICE,
                "Choose well.",
                choices=(Choice("A note", "note"), Choice("A list", "list")),
            ),
            Field("text", "Text", FieldKind.PARAGRAPH, required=False, error="It was empty.", longest=30),
            Field("file", "File", FieldKind.FILE, required=False),
        )
        return Reply(Document("A draft"), form=Form("Draft", Invocation("draft"), fields))
    data = await file.read() if file else b""
    return Reply(Document(f"kind={kind} text={text!r} file={data.decode()!r}"))


COMMANDS: dict[str, Command[Any]] = {**table(), "draft": draft}


class Chat:
    """A console on a terminal that is a text: keys are sent, what is shown is read."""

    def __init__(self, console: Console, keys: PipeInput, screen: StringIO) -> None:
        self.console = console
        self._keys = keys
        self._screen = screen

    async def type(self, *keys: str) -> None:
        for key in keys:
            self._keys.send_text(key)
            await asyncio.sleep(0.02)

    async def shows(self, words: str) -> str:
        for _ in range(250):
            shown = ESCAPES.sub("", self._screen.getvalue())
            if words in shown:
                return shown
            await asyncio.sleep(0.02)
        raise AssertionError(f"{words!r} is not shown, but {shown!r}")


class Records:
    def __init__(self) -> None:
        self.kept: list[Shown] = []

    async def shown(self, shown: Shown) -> None:
        self.kept.append(shown)


@asynccontextmanager
async def chatting(**more: Any) -> AsyncIterator[Chat]:
    screen = StringIO()
    output = Vt100_Output(screen, lambda: Size(rows=40, columns=100), enable_cpr=False)
    with create_pipe_input() as keys, create_app_session(input=keys, output=output):
        console = Console(PLACE, ANN, "Welcome.", **more)
        task = asyncio.create_task(console.run(Dispatcher(COMMANDS, Asked)))
        chat = Chat(console, keys, screen)
        await chat.shows("› ")
        try:
            yield chat
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def message(number: int, *buttons: Button, place: Place = PLACE) -> Message:
    return Message(f"d{number}", place, Document(f"Digest {number}", (Text("What changed."),)), buttons)


async def test_a_delivery_comes_while_somebody_types():
    async with chatting() as chat:
        await chat.type("/brief us")
        receipt = await chat.console.send(message(1))
        shown = await chat.shows("Digest 1")
        assert receipt.place == PLACE
        assert "What changed." in shown
        await chat.type(ENTER)
        await chat.shows("topic='us'")


async def test_its_buttons_are_numbered_on_from_those_on_the_screen():
    async with chatting() as chat:
        await chat.type("/brief u", ENTER)
        await chat.shows("[3] United Kingdom")
        await chat.console.send(message(1, Button("All digests", Invocation("digest"))))
        await chat.shows("[4] All digests")
        await chat.type("4", ENTER)
        await chat.shows("─\r\n\r\n› ")
        await chat.type("/brief u", ENTER, "2", ENTER)
        await chat.shows("topic='us'")


async def test_a_delivery_is_found_again_and_not_printed_twice():
    async with chatting() as chat:
        assert await chat.console.find(message(1)) is None
        receipt = await chat.console.send(message(1))
        assert await chat.console.find(message(1)) == receipt
        assert await chat.console.send(message(1)) == receipt
        await chat.console.send(message(2))
        assert (await chat.shows("Digest 2")).count("Digest 1") == 1


async def test_a_correction_is_printed():
    async with chatting() as chat:
        receipt = await chat.console.send(message(1))
        await chat.console.edit(receipt, Document("Digest 1", (Text("Corrected."),)))
        shown = await chat.shows("Corrected.")
        assert "What was shown before now says:" in shown


async def test_other_places_are_not_this_terminal():
    other = Place("console", "local", "elsewhere")
    async with chatting() as chat:
        assert await chat.console.why_not_post(PLACE) is None
        assert "shows nothing of console/local/elsewhere" in (await chat.console.why_not_post(other) or "")
        with pytest.raises(Gone):
            await chat.console.send(message(1, place=other))


async def test_what_was_shown_is_remembered():
    records = Records()
    async with chatting(record=records) as chat:
        await chat.type("/brief us", ENTER)
        await chat.shows("topic='us'")
        await chat.type("/every 5", ENTER)
        await chat.shows("count=5")
        await chat.type("/brief atlantis", ENTER)
        await chat.shows("not covered")
    public, private = records.kept
    assert (public.place, public.document.title) == (PLACE, "brief")
    assert public.id
    assert private.id is None, "an answer for one person's eyes"


async def test_a_form_is_asked_field_by_field(tmp_path: Path):
    path = tmp_path / "article.txt"
    path.write_text("from the file", encoding="utf-8")
    async with chatting() as chat:
        await chat.type("/draft", ENTER)
        shown = await chat.shows("Kind:")
        assert "Choose well." in shown
        assert "A note, A list" in shown
        await chat.type("something", ENTER)
        await chat.shows("One of: A note, A list.")
        await chat.type("\x15", "A l", TAB, ENTER)
        shown = await chat.shows("Text (may be left empty):")
        assert "It was empty." in shown
        await chat.type("x" * 31, "\x1b", ENTER)
        await chat.shows("At most 30 characters, and these are 31.")
        await chat.type("\x7f" * 31, "one", ENTER, "two", "\x1b\r")
        await chat.shows("File (may be left empty):")
        await chat.type(str(tmp_path / "none.txt").removeprefix("/"), ENTER)
        await chat.shows("There is no such file")
        await chat.type("\x15", str(path), ENTER)
        shown = await chat.shows("file='from the file'")
        assert "kind=list" in shown
        assert r"text='one\ntwo'" in shown


async def test_a_file_can_be_named_in_the_line(tmp_path: Path):
    path = tmp_path / "article.txt"
    path.write_text("from the line", encoding="utf-8")
    async with chatting() as chat:
        await chat.type(f"/draft file={path}", ENTER)
        await chat.shows("file='from the line'")
        await chat.type("/draft file=/nowhere/at/all", ENTER)
        await chat.shows("no file that came along: “/nowhere/at/all”")


@pytest.mark.parametrize("keys", [(CTRL_C,), (CTRL_D,), (ENTER,)])
async def test_a_form_is_left(keys: tuple[str, ...]):
    async with chatting() as chat:
        await chat.type("/draft", ENTER)
        await chat.shows("Kind:")
        await chat.type(*keys)
        await chat.shows("Left; nothing was asked.")
        await chat.type("/brief us", ENTER)
        await chat.shows("topic='us'")


async def test_history_is_kept_where_it_can_be(tmp_path: Path):
    for history in (tmp_path / "history", tmp_path / "no" / "such" / "folder"):
        async with chatting(history=history) as chat:
            await chat.type("/brief us", ENTER)
            await chat.shows("topic='us'")
    assert "+/brief us" in (tmp_path / "history").read_text("utf-8")


@pytest.fixture(scope="module")
def completed() -> Callable[[str], Awaitable[list[str]]]:
    """The lines that Tab makes of a line."""
    suggestions = Suggestions(Dispatcher(COMMANDS, Asked), PLACE, Caller("ann", "Ann", Role.MODERATOR))

    async def lines(line: str) -> list[str]:
        found = suggestions.get_completions_async(Typed(line, len(line)), CompleteEvent())
        return [line[: len(line) + one.start_position] + one.text async for one in found]

    return lines


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/br", ["/brief ", "/breaks"]),
        ("/BRI", ["/brief "]),
        ("/dig", ["/digest", "/digest add "]),
        ("/digest a", ["/digest add "]),
        ("/publ", []),
        ("/nothing ", []),
        ("ven", ["venezuela"]),
        ("costa r", ["costa-rica"]),
        ("/brief ven", ["/brief venezuela"]),
        ("/brief costa r", ["/brief costa-rica"]),
        ("/brief venezuela ", ["/brief venezuela short", "/brief venezuela full"]),
        ("/brief venezuela fu", ["/brief venezuela full"]),
        ("/brief full ven", ["/brief full venezuela"]),
        ("/brief depth=", ["/brief depth=short", "/brief depth=full"]),
        ("/brief topic=ven", ["/brief topic=venezuela"]),
        ('/brief topic="costa ', ["/brief topic=costa-rica"]),
        ("/brief venezuela depth=f", ["/brief venezuela depth=full"]),
        ("/evidence us", ["/evidence venezuela"]),
        ("/evidence us ", ["/evidence us us-exports", "/evidence us us-debt"]),
        ("/evidence us us-d", ["/evidence us us-debt"]),
        ("/evidence costa rica d", ["/evidence costa rica costa rica-debt"]),
        ('/evidence "costa rica" costa rica-e', ['/evidence "costa rica" costa rica-exports']),
        ("/evidence topic=us us-e", ["/evidence topic=us us-exports"]),
        ("/evidence item=x topic=u", ["/evidence item=x topic=venezuela", "/evidence item=x topic=us"]),
        ("/every 5 y", ["/every 5 yes"]),
        ("/every 5 yes d", ["/every 5 yes day="]),
        ("/every 5 sure=", ["/every 5 sure=yes", "/every 5 sure=no"]),
        ("/digest add daily uni", ["/digest add daily us", "/digest add daily uk"]),
        ('/brief "venezuela"', []),
    ],
)
async def test_tab(completed: Callable[[str], Awaitable[list[str]]], line: str, expected: list[str]):
    found = await completed(line)
    assert found[: len(expected)] == expected
    assert expected or not found
