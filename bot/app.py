"""Builds everything from the settings and runs it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from bot import commands, version
from bot.chat.adapter import Adapter
from bot.chat.command import Commands, discover
from bot.chat.dispatcher import Dispatcher
from bot.chat.request import Request
from bot.commands.context import Context
from bot.library.library import Library
from bot.settings import Settings

NAME: Final = "briefbot"


def table() -> Commands[Context]:
    """Every command, by name."""
    return discover(commands)


def open_library(settings: Settings) -> Library:
    """The library of the configured folder, loaded. Its findings say which files are not published and why."""
    library = Library(settings.briefbot_briefings)
    library.load()
    return library


def dispatcher(library: Library) -> Dispatcher[Context]:
    """What answers every request from this library."""
    declared = table()

    def context(request: Request) -> Context:
        return Context(request, library, declared, version())

    return Dispatcher(declared, context)


async def serve(library: Library, answers: Dispatcher[Context], adapters: Sequence[Adapter]) -> None:
    """Run the platforms and watch the briefings until the first platform ends or the task is cancelled."""
    from bot.library.watch import watch

    async with asyncio.TaskGroup() as group:
        watching = group.create_task(watch(library))
        running = [group.create_task(adapter.run(answers), name=adapter.name) for adapter in adapters]
        try:
            await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (watching, *running):
                task.cancel()


def history() -> Path:
    """Where the local chat keeps what was typed."""
    from platformdirs import user_state_path

    folder = user_state_path(NAME, appauthor=False)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder / "history"
