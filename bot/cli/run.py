"""`briefbot run`: the configured platforms, or without any the local chat."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress

from bot.app import dispatcher, open_library, platforms, serve
from bot.chat.adapter import Refused
from bot.chat.request import Role
from bot.cli.chat import chat
from bot.log import configure
from bot.settings import Settings


def run(settings: Settings) -> int:
    """Serve until SIGINT or SIGTERM. Returns the exit status: 1 when a platform will not have the bot."""
    adapters = list(platforms(settings))
    if not adapters:
        return chat(settings, Role.OWNER)
    configure(settings.briefbot_log, settings.briefbot_log_format)
    library = open_library(settings)
    status = 0
    try:
        asyncio.run(_until_stopped(serve(library, dispatcher(library), adapters)))
    except* Refused as refused:
        for error in refused.exceptions:
            sys.stderr.write(f"{error}\n")
        status = 1
    return status


async def _until_stopped(work: Coroutine[None, None, None]) -> None:
    """Do the work; on SIGINT or SIGTERM cancel it, which lets it finish what it accepted."""
    task = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
