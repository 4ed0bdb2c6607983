"""`briefbot say`: one request, one answer on the standard output."""

import asyncio
import getpass
import sys
from typing import Final

from bot.app import dispatcher, open_library
from bot.chat.neutral import as_json
from bot.chat.request import Caller, Place, Request, Role
from bot.platforms.console.line import split
from bot.platforms.console.renderer import plain
from bot.settings import Settings

PLACE: Final = Place("console", "local", "terminal")


def caller(role: Role) -> Caller:
    """Whoever is at the terminal."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "you"
    return Caller(name, name, role)


def say(settings: Settings, line: str, role: Role, json: bool) -> int:
    """Print the answer to a line; errors go to stderr. Returns the exit status: 0, or 1 when nothing was answered."""
    library = open_library(settings)
    command, text = split(line)
    reply = asyncio.run(dispatcher(library).answer(Request(command, caller(role), PLACE, text=text)))
    if json:
        sys.stdout.write(as_json(reply).decode() + "\n")
    else:
        (sys.stdout if reply.ok else sys.stderr).write(plain(reply))
    return 0 if reply.ok else 1
