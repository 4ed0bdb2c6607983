"""`briefbot say`: one request, one answer on the standard output."""

import asyncio
import getpass
import os
import sys
from functools import partial
from pathlib import Path
from shutil import get_terminal_size
from typing import Final, TextIO

from bot.app import answering
from bot.chat.command import Commands
from bot.chat.neutral import as_json
from bot.chat.reply import Reply
from bot.chat.request import Caller, Place, Request, Role
from bot.chat.typed import typed
from bot.cli.zone import local_zone
from bot.commands.context import Context
from bot.library.reading import is_folder, printable
from bot.platforms.console.files import handed
from bot.platforms.console.line import split
from bot.platforms.console.paint import show
from bot.platforms.console.renderer import ConsoleRenderer
from bot.settings import Settings

PLACE: Final = Place("console", "local", "terminal")

WIDEST: Final = 100
"""Most columns of an answer however wide the terminal is: longer lines are hard to read."""


def caller(role: Role) -> Caller:
    """Whoever is at the terminal."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "you"
    return Caller(name, name, role, timezone=local_zone())


def say(settings: Settings, line: str, role: Role, json: bool) -> int:
    """Print the answer to a line; errors go to stderr. Returns the exit status: 0, or 1 when nothing was answered."""
    if not is_folder(settings.briefbot_briefings):
        sys.stderr.write(f"{no_folder(settings.briefbot_briefings)}\n")
        return 1
    reply, commands = asyncio.run(_answer(settings, os.fsencode(line).decode("utf-8", "replace"), role))
    try:
        if json:
            sys.stdout.buffer.write(as_json(reply) + b"\n")  # it is UTF-8 whatever the terminal takes
        else:
            _print(reply, commands, sys.stdout if reply.ok else sys.stderr)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the answer has seen enough; nothing may complain about it at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0 if reply.ok else 1


def no_folder(folder: Path) -> str:
    """What to say where the folder of briefings should be and is none."""
    what = "is a file, not a folder" if folder.exists() else "doesn't exist"
    return f"The briefings folder {printable(str(folder))} {what}. Name one with --briefings or BRIEFBOT_BRIEFINGS."


async def _answer(settings: Settings, line: str, role: Role) -> tuple[Reply, Commands[Context]]:
    command, text = split(line)
    async with answering(settings) as dispatcher:
        files = handed(dispatcher.commands, command, text)
        request = Request(command, caller(role), PLACE, text=text, files=files)
        return await dispatcher.answer(request), dispatcher.commands


def _print(reply: Reply, commands: Commands[Context], stream: TextIO) -> None:
    """The whole reply, however long, and under it the lines to type for its buttons."""
    renderer = ConsoleRenderer(
        columns=min(get_terminal_size((88, 24)).columns, WIDEST),
        typed=partial(typed, commands=commands),
        accent="title" if reply.ok else "error",
        first=None,
    )
    show(renderer.render(reply.document, reply.buttons, reply.menu), stream)
