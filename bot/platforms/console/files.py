"""Files of this computer handed over with a command."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.chat.arguments import tokens
from bot.chat.attachment import File
from bot.chat.command import Command
from bot.chat.errors import UserError


def local(typed: str) -> File | None:
    """The file at a path as people type one, or None where there is none that can be read."""
    path = Path(typed).expanduser()

    def first(most: int) -> bytes:
        with path.open("rb") as file:
            return file.read(most + 1)

    async def fetch(most: int) -> bytes:
        return await asyncio.to_thread(first, most)

    try:
        return File(path.name, path.stat().st_size, fetch) if path.is_file() else None
    except (OSError, ValueError):
        return None


def handed(commands: Mapping[str, Command[Any]], name: str, text: str) -> Mapping[str, File]:
    """The files that `name=path` in a line names, by the argument each is for. Further words of the command's name may
    still be the first ones of the text."""
    words = text.split(maxsplit=2)[:2]
    names = (" ".join((name, *words[:count])).casefold() for count in range(len(words), -1, -1))
    command = next((commands[one] for one in names if one in commands), None)
    wanted = {argument.name for argument in command.arguments if argument.kind is File} if command else set()
    if not wanted:
        return {}
    try:
        named = {word.name: word.text for word in tokens(text) if word.name in wanted}
    except UserError:
        return {}
    found = {name: local(path) for name, path in named.items() if name}
    return {name: file for name, file in found.items() if file}
