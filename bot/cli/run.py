"""`briefbot run`: the configured platforms, or without any the local chat."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress

from bot import app
from bot.chat.adapter import Refused
from bot.chat.request import Role
from bot.cli.chat import chat
from bot.log import configure
from bot.settings import Settings
from bot.store.errors import Unusable


def run(settings: Settings) -> int:
    """Serve until SIGINT or SIGTERM. Returns the exit status: 1 when the bot can't start, or a platform refuses it."""
    if settings.discord_token is None and not settings.slack:
        return chat(settings, Role.OWNER)
    configure(settings.briefbot_log, settings.briefbot_log_format)
    return until_stopped(app.run(settings))


def until_stopped(work: Coroutine[None, None, None]) -> int:
    """Do the work until it is done or SIGINT or SIGTERM come, which let it finish what it accepted. Returns the exit
    status: 1 when something can't be used as the settings say, with a line that tells what on the standard error."""
    said: list[Exception] = []
    try:
        asyncio.run(_stoppable(work))
    except* (Refused, Unusable) as wrong:
        said += wrong.exceptions
    for error in said:
        sys.stderr.write(f"{error}\n")
    return 1 if said else 0


async def _stoppable(work: Coroutine[None, None, None]) -> None:
    task = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
