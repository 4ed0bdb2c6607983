"""What becomes of a call to Discord: done, later, gone, or broken off."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import aiohttp
import discord

from bot.chat.delivery import Gone, Later

Answer = TypeVar("Answer")

SOON: Final = 5.0
LATER: Final = 60.0
"""Seconds to wait when Discord can't be reached, and when it refuses without saying for how long."""

_NOT_HERE: Final = frozenset({50008, 50024})
"""Errors 400 of a channel that takes no messages: not one for text, one of the wrong kind."""

_ARCHIVED: Final = 50083


class Broken(Exception):
    """The connection ended before an answer came: the call may have been carried out."""


class Archived(Gone):
    """The thread is archived: what is in it can be changed once it is opened again."""


async def outcome(call: Callable[[], Awaitable[Answer]]) -> Answer:
    """What a call gives. Raises Later, Gone or Broken; any other error of Discord as discord.py has it."""
    try:
        return await call()
    except discord.RateLimited as error:
        raise Later(asked_to_wait(error)) from error
    except discord.HTTPException as error:
        if error.status in (401, 429):
            raise Later(asked_to_wait(error) or LATER, everywhere=_of_all(error)) from error
        if error.code == _ARCHIVED:
            raise Archived("Discord: the thread is archived") from error
        if error.status in (403, 404) or error.code in _NOT_HERE:
            raise Gone(f"Discord: {error.text or error.status}") from error
        raise
    except KeyError as error:
        # discord.py 2.7 looks for retry_after in every 429; the one about old messages (30046) may have none.
        raise Later(LATER) from error
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise Later(SOON) from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise Broken from error


def _of_all(error: discord.HTTPException) -> bool:
    """Whether what stands before Discord refuses the bot as a whole: what Discord itself says came `Via` that."""
    return error.status == 429 and "Via" not in error.response.headers


def asked_to_wait(error: BaseException) -> float:
    """The seconds that Discord asks to wait; 0 when it doesn't."""
    if isinstance(error, discord.RateLimited):
        return error.retry_after
    if not isinstance(error, discord.HTTPException) or error.status != 429:
        return 0.0
    try:
        return float(error.response.headers["Retry-After"])
    except (KeyError, ValueError):
        return LATER
