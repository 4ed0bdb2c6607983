"""A room where several people write briefings in several workspaces, from the first word to what readers see."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.app import dispatcher
from bot.chat.attachment import File
from bot.chat.document import Button, Text
from bot.chat.reply import Reply
from bot.chat.request import Caller, Place, Request, Role
from bot.library.archive import Archive
from bot.library.library import Library
from bot.platforms.console.line import split
from bot.store import audit, history
from bot.store.database import Database
from bot.store.entry import Entry
from bot.store.saved import Saved
from tests.commands.newsroom import read

TEXT = (
    "The minister of trade, Ana Ruiz, said on Monday: We sell at a loss. The country sells two ports for at least "
    "$2 billion. Dock workers say that the sale costs 300 jobs a year, and that they will strike."
)
NEW = (
    'new topic=ports title="Two ports" summary="The country sells two ports." source="Ports for sale" '
    f'publisher="The Paper" published=2019-04-04 text="{TEXT}"'
)
ACTOR = (
    'add-actor ports name="Ana Ruiz" kind=person role="minister of trade" '
    'passage="The minister of trade, Ana Ruiz, said on Monday" confirm=yes'
)
FIGURE = (
    'add-figure ports label="Price of the ports" amount="at least $2bn" by=ana-ruiz name=price '
    'passage="two ports for at least $2 billion" confirm=yes'
)
STORY = (NEW, ACTOR, FIGURE)


class Room:
    """Answers from a library in step with a database. Places are workspaces `a` and `b` of the board; `called` are the
    names that some go by now."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.now = 1_800_000_000
        self.called: dict[str, str] = {}
        self.database = database
        self.library = Library(folder)
        self.library.load()
        self.archive = Archive(self.library, database, lambda: float(self.now))

        async def keep() -> Database:
            return database

        self.dispatcher = dispatcher(self.library, keep, show=self.archive.show)

    async def ask(
        self,
        who: str,
        command: str,
        values: Mapping[str, str] | None = None,
        *,
        typed: str | None = None,
        role: Role = Role.MODERATOR,
        files: Mapping[str, File] | None = None,
    ) -> Reply:
        """The reply to somebody, named like `ann@a` after the workspace they are in."""
        name, _, workspace = who.partition("@")
        place = Place("board", workspace or "a", "news")
        request = Request(
            command,
            Caller(name, self.called.get(name, name.capitalize()), role),
            place,
            text=typed,
            values=values or {},
            files=files or {},
        )
        reply = await self.dispatcher.answer(request)
        assert reply.ok or reply.private, "a refusal is for the caller alone"
        assert "on our side" not in reply.document.title, (command, typed, values)
        return reply

    async def say(self, who: str, line: str, role: Role = Role.MODERATOR, **more: Any) -> Reply:
        """The reply to a typed line after `/briefing`, or to one that begins with a slash."""
        command, text = split(line if line.startswith("/") else f"/briefing {line}")
        return await self.ask(who, command, typed=text, role=role, **more)

    async def do(self, who: str, *lines: str, role: Role = Role.MODERATOR) -> Reply:
        """The reply to the last of several lines, each of which must go well."""
        assert lines
        for line in lines:
            reply = await self.say(who, line, role)
            assert reply.ok, (line, read(reply.document))
        return reply

    async def exported(self, who: str, topic: str = "ports") -> str:
        """The YAML that an export gives."""
        (block,) = (await self.do(who, f"export {topic}")).document.blocks
        assert isinstance(block, Text)
        return block.text

    async def refused(self, who: str, line: str, *words: str, role: Role = Role.MODERATOR, **more: Any) -> Reply:
        """The refusal of a line: it must hold some words, say what to do next, and have changed nothing."""
        before = await self.everything()
        reply = await self.say(who, line, role, **more)
        told = read(reply.document)
        assert not reply.ok, (line, told)
        assert reply.private
        assert reply.document.blocks or reply.buttons, "it says what to do next"
        for word in words:
            assert word in told, told
        assert await self.everything() == before, "nothing was changed"
        return reply

    async def press(self, who: str, button: Button, role: Role = Role.MODERATOR) -> Reply:
        """The reply to a button."""
        return await self.ask(who, button.run.command, button.run.values, role=role)

    async def shown(self, who: str, line: str) -> str:
        """What a reader is shown."""
        return read((await self.say(who, line, Role.READER)).document)

    async def head(self, workspace: str = "board/a", topic: str = "ports", line: str | None = None) -> Saved | None:
        async with self.database.read() as c:
            return await history.head(c, workspace, topic, workspace if line is None else line)

    async def every(self, workspace: str = "board/a", topic: str = "ports") -> list[Saved]:
        async with self.database.read() as c:
            return await history.history(c, workspace, topic, None, limit=500)

    async def entries(self, workspace: str = "board/a") -> list[Entry]:
        async with self.database.read() as c:
            return await audit.entries(c, workspace, limit=500)

    async def everything(self) -> object:
        """What must be the same after a refusal."""
        async with self.database.read() as c:
            return [await audit.entries(c, one, limit=500) for one in ("", "board/a", "board/b")], await history.latest(
                c
            )


def handed(name: str, data: bytes, size: int | None = None) -> File:
    """A file that somebody hands over; a platform may say a size that it hasn't."""

    async def fetch(most: int) -> bytes:
        return data[: most + 1]

    return File(name, len(data) if size is None else size, fetch)
