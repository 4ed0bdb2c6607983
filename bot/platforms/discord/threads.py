"""Threads: begun under a posted message, opened again when they were archived."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import discord
from discord.http import HTTPClient

from bot.chat.delivery import Gone
from bot.chat.request import Place
from bot.platforms.discord.components import cut
from bot.platforms.discord.places import channel_of

NAME: Final = 100
"""Most characters of a thread's name."""

_EXISTS: Final = 160004
_A_DAY: Final = 1440
"""Minutes without a message after which Discord archives the thread, so that it clutters nobody's list of channels."""

Call = Callable[[Callable[[], Awaitable[Any]]], Awaitable[Any]]
"""Makes a call to Discord. Raises Later, Gone, or what discord.py raises."""


async def begin(http: HTTPClient, call: Call, thread: Place, title: str) -> bool:
    """Begin the thread under a message unless it exists. Whether there is one now: the channel may be of a kind that
    has none, the bot may not be allowed to, or the message may be gone. Raises Later, and DiscordServerError."""
    channel, message = int(thread.channel), channel_of(thread)
    name = cut(title, NAME)
    try:
        await call(
            lambda: http.start_thread_with_message(channel, message, name=name, auto_archive_duration=_A_DAY),
        )
    except Gone:
        return False
    except discord.DiscordServerError:
        raise
    except discord.HTTPException as error:
        return error.code == _EXISTS
    return True


async def reopen(http: HTTPClient, call: Call, thread: Place) -> None:
    """Open an archived thread again. Raises Gone when it is locked."""
    await call(lambda: http.edit_channel(channel_of(thread), archived=False))
