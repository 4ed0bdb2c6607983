"""A desk where typed lines are answered from a folder of briefings, as on every platform."""

from functools import partial
from pathlib import Path
from typing import Final

from bot.app import dispatcher, open_library
from bot.chat.document import Button, Sources
from bot.chat.reply import Choice, Reply
from bot.chat.request import Caller, Place, Request, Role
from bot.chat.typed import typed
from bot.platforms.console.line import split
from bot.platforms.console.paint import text
from bot.platforms.console.renderer import ConsoleRenderer
from bot.settings import Settings

PLACE: Final = Place("console", "local", "terminal")

BRIEFING: Final = """\
title: {title}
aliases: {aliases}
as_of: {as_of}
summary: A summary in our own words.
sources:
  paper: {{title: A report on {title}, publisher: The Paper, published: {as_of}}}
{items}
"""


class Desk:
    """Answers from a folder."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        self.library = open_library(Settings(briefbot_briefings=folder, briefbot_cache=cache))
        self.dispatcher = dispatcher(self.library)
        assert not self.library.findings, "\n".join(map(str, self.library.findings))

    async def ask(self, line: str, role: Role = Role.READER, page: int = 1) -> Reply:
        """The reply to a line as somebody types it."""
        command, words = split(line)
        reply = await self.dispatcher.answer(Request(command, caller(role), PLACE, text=words, page=page))
        assert reply.ok or reply.private, "a refusal is for the caller alone"
        assert "on our side" not in reply.document.title
        return reply

    async def press(self, button: Button, role: Role = Role.READER) -> Reply:
        """The reply to a button. It is the same as to the line that stands beside it in a terminal."""
        run = button.run
        reply = await self.dispatcher.answer(
            Request(run.command, caller(role), PLACE, values=run.values, page=run.page)
        )
        line = typed(run, self.dispatcher.commands)
        assert line or run.page > 1, f"there is no line to type for {run}"
        if line:
            same = await self.ask(line, role)
            assert (same.document, same.buttons, same.menu) == (reply.document, reply.buttons, reply.menu)
        return reply

    async def suggest(self, command: str, argument: str, partial: str, **values: str) -> list[Choice]:
        """What Tab, autocomplete or a picker offers."""
        asked = Request(command, caller(Role.READER), PLACE, values=values)
        return list(await self.dispatcher.suggest(asked, argument, partial, 25))

    def shown(self, reply: Reply) -> str:
        """What the terminal shows of a reply, on wide lines."""
        renderer = ConsoleRenderer(columns=200, typed=partial(typed, commands=self.dispatcher.commands))
        return text(renderer.render(reply.document, reply.buttons, reply.menu))


def caller(role: Role) -> Caller:
    return Caller("1", "Ann", role)


def written(
    folder: Path, topic: str, title: str, *, items: str = "", aliases: str = "[]", as_of: str = "2019-04-04"
) -> None:
    """Write a small briefing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{topic}.yaml").write_text(
        BRIEFING.format(title=title, aliases=aliases, as_of=as_of, items=items), encoding="utf-8"
    )


def ends_with_its_source(reply: Reply) -> bool:
    """Whether the last block names a source and the day the answer was checked."""
    last = reply.document.blocks[-1]
    return isinstance(last, Sources) and bool(last.citations)
