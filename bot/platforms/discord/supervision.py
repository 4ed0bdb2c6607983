"""Keeps the connection to Discord up, and knows when that is hopeless."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp
import discord
from discord.gateway import ReconnectWebSocket

from bot.chat.adapter import Refused
from bot.platforms.discord.outcomes import asked_to_wait

log = logging.getLogger(__name__)

LONGEST: Final = 60.0
"""Most seconds between two attempts; an attempt that lasted longer was a success, and the waiting starts anew."""

_CHANCE: Final = random.SystemRandom()

_PASSING: Final = (discord.DiscordException, ReconnectWebSocket, aiohttp.ClientError, OSError, TimeoutError)

_MEND: Final = "Set DISCORD_TOKEN to the bot's token: https://discord.com/developers/applications, Bot, Reset Token."

_HOPELESS: Final = {
    4004: f"Discord refused the token. {_MEND}",
    4010: "Discord refused the shard. DISCORD_SHARD_IDS must be numbers from 0 to DISCORD_SHARD_COUNT - 1.",
    4011: "The bot is in too many servers for so few shards. Raise DISCORD_SHARD_COUNT, or leave it out.",
    4012: "Discord no longer speaks this version of its gateway. Update briefbot.",
    4013: "Discord doesn't know what the bot wants to hear. Update briefbot.",
    4014: "Discord doesn't let the bot hear what it wants to. Update briefbot: it needs no privileged intents.",
}


async def supervise(connect: Callable[[], Awaitable[None]], shortest: float = 1.0) -> None:
    """Run `connect`, again and again, waiting between attempts from `shortest` seconds up, and as long as Discord asks.
    Raises Refused."""
    clock = asyncio.get_running_loop().time
    wait = shortest
    while True:
        began = clock()
        try:
            await connect()
            log.info("the connection to Discord was closed")
        except discord.LoginFailure:
            raise Refused(_HOPELESS[4004]) from None
        except discord.PrivilegedIntentsRequired:
            raise Refused(_HOPELESS[4014]) from None
        except discord.ConnectionClosed as error:
            if error.code in _HOPELESS:
                raise Refused(_HOPELESS[error.code]) from None
            log.warning("Discord closed the connection (%s)", error.code)
        except _PASSING as error:
            log.warning("Discord can't be reached: %s", str(error) or type(error).__name__)
            wait = max(wait, asked_to_wait(error))
        except Exception:
            log.exception("the connection to Discord failed")
        if clock() - began > LONGEST:
            wait = shortest
        pause = wait * _CHANCE.uniform(0.75, 1.25)
        log.info("connecting to Discord again in %.1f s", pause)
        await asyncio.sleep(pause)
        wait = min(wait * 2, LONGEST)
