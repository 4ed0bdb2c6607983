"""Builds everything from the settings and runs it."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot import VERSION, commands
from bot.adapters import Bot, Clock
from bot.chat.adapter import Adapter
from bot.chat.command import Commands, discover
from bot.chat.dispatcher import Besides, Dispatcher, Explain
from bot.chat.errors import UserError
from bot.chat.request import Request
from bot.commands.context import Context
from bot.library.library import Library
from bot.present.kept import Kept
from bot.settings import NAME, Settings
from bot.store.database import Database
from bot.store.errors import Unavailable, Unusable

if TYPE_CHECKING:
    from bot.delivery.deliveries import Deliveries
    from bot.library.archive import Archive

log = logging.getLogger(__name__)

Local = Callable[[Bot], Adapter]
"""Makes the local chat of a bot."""

Keep = Callable[[], Awaitable[Database]]
Show = Callable[[], Awaitable[None]]


def table() -> Commands[Context]:
    """Every command, by name."""
    return discover(commands)


def open_library(settings: Settings) -> Library:
    """The library of the configured folder, loaded. Its findings say which files are not published and why."""
    library = Library(settings.briefbot_briefings, settings.briefbot_cache or _caches())
    library.load()
    return library


def dispatcher(
    library: Library,
    keep: Keep | None = None,
    *,
    platforms: Mapping[str, Adapter] | None = None,
    show: Show | None = None,
    besides: Besides | None = None,
    explain: Explain | None = None,
    clock: Clock = time.time,
) -> Dispatcher[Context]:
    """What answers every request from this library. `keep` gives the database when a command needs it, `show` has the
    library show what was published just now; `platforms` are the running ones by name; `besides` gives what else a
    caller should know, `explain` what they are told of an error, `clock` seconds since 1970."""
    declared, running, there, kept = table(), VERSION, platforms or {}, Kept()

    def context(request: Request) -> Context:
        workspace = f"{request.place.platform}/{request.place.workspace}"
        return Context(request, library.view(workspace), declared, running, keep, there, clock, kept, show)

    return Dispatcher(declared, context, besides, explain)


@asynccontextmanager
async def answering(settings: Settings) -> AsyncIterator[Dispatcher[Context]]:
    """What answers while no bot runs here. The database is opened when a command needs it, and read before only when
    something was published from chat: answering from files alone needs neither it nor what it takes to open it."""
    from bot.store.glance import nothing_written

    library = open_library(settings)
    async with AsyncExitStack() as opened:
        database: Database | None = None
        archive: Archive | None = None

        async def keep() -> Database:
            nonlocal database, archive
            if database is None:
                database = await opened.enter_async_context(await Database.open_beside(settings.database))
                archive = await _in_step(library, database)
            return database

        async def show() -> None:
            if archive is not None:
                await archive.show()

        if not nothing_written(settings.database):
            await _show(library, settings.database)
        yield dispatcher(library, keep, show=show, explain=_told_here)


async def _show(library: Library, url: str) -> None:
    """Show what was published from chat too, if the database can be read."""
    from bot.library.archive import Archive

    try:
        async with await Database.open_to_read(url) as database:
            await Archive(library, database, time.time).show()
    except Unusable as error:
        log.warning("answering from the files alone: %s", error)


async def _in_step(library: Library, database: Database, clock: Clock = time.time) -> "Archive":
    from bot.library.archive import Archive

    archive = Archive(library, database, clock)
    if database.writable:
        await archive.keep()
    await archive.show()
    return archive


def _told_here(error: Exception) -> UserError | None:
    """What whoever runs the bot here is told of an error."""
    return UserError("Nothing can be kept now.", str(error)) if isinstance(error, Unusable) else None


def _told(error: Exception) -> UserError | None:
    """What anybody is told of an error: nothing of the machine it happened on."""
    if not isinstance(error, Unavailable):
        return None
    log.warning("a request could not be answered: %s", error)
    hint = "Try again in a minute. If it goes on, tell the people who run this bot."
    return UserError("What is kept can’t be read or changed right now.", hint)


@dataclass(frozen=True, slots=True)
class Running:
    """A bot put together: what it serves, what answers there, and what delivers."""

    bot: Bot
    adapters: Sequence[Adapter]
    answers: Dispatcher[Context]
    deliveries: "Deliveries"


@asynccontextmanager
async def put_together(
    settings: Settings, local: Local | None = None, clock: Clock = time.time
) -> AsyncIterator[Running]:
    """A bot for the configured platforms, or for the local chat instead, with its database open and nothing started.

    Raises Unusable when the database can't be used.
    """
    from bot.delivery.compose import Digests
    from bot.delivery.deliveries import Deliveries
    from bot.delivery.past import Revisions
    from bot.delivery.untold import Untold

    async with await Database.open(settings.database) as database:
        bot = Bot(settings, await asyncio.to_thread(open_library, settings), database, clock)
        archive = await _in_step(bot.library, database, clock)

        async def keep() -> Database:
            await archive.keep()  # what was saved a moment ago can be corrected
            await archive.show()
            return database

        adapters = [local(bot)] if local else list(bot.platforms())
        by_name = {adapter.name: adapter for adapter in adapters}
        answers = dispatcher(
            bot.library,
            keep,
            platforms=by_name,
            show=archive.show,
            besides=Untold(database).said,
            explain=_told,
            clock=clock,
        )
        composer = Digests(bot.library, Revisions(database, archive))
        yield Running(bot, adapters, answers, Deliveries(database, adapters, composer, poll=archive.show, clock=clock))


async def run(settings: Settings, local: Local | None = None) -> None:
    """Serve the configured platforms, or the local chat instead, until cancelled or left.

    Raises Unusable when the database can't be used, and an ExceptionGroup with Refused when a platform will not have
    the bot.
    """
    from bot.library.watch import watch

    async with put_together(settings, local) as running, asyncio.TaskGroup() as group:
        watching = group.create_task(watch(running.bot.library))
        delivering = group.create_task(running.deliveries.run())
        serving = [group.create_task(adapter.run(running.answers), name=adapter.name) for adapter in running.adapters]
        try:
            await asyncio.wait(serving, return_when=asyncio.FIRST_COMPLETED)
        finally:
            _end(delivering)
            await asyncio.wait([delivering])  # while the platforms still take what is under way
            for task in (watching, *serving):
                _end(task)


def _end(task: asyncio.Task[None]) -> None:
    """Cancel a task, unless that was done: a second time would cut off what it does to end, such as closing a
    connection to the database, which then never closes."""
    if not task.cancelling():
        task.cancel()


def _caches() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path(NAME, appauthor=False)


def history() -> Path:
    """Where the local chat keeps what was typed."""
    from platformdirs import user_state_path

    folder = user_state_path(NAME, appauthor=False)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder / "history"
