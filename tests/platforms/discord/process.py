"""A bot as a process of its own, with its Discord: it says what happened, and ends on SIGTERM."""

import asyncio
import signal
import sys
from contextlib import suppress

from bot.platforms.discord.adapter import DiscordAdapter
from tests.platforms.discord import table
from tests.platforms.discord.loopback import TOKEN, Loopback, interaction


def say(what: str) -> None:
    """Tell the one who watches."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


async def main() -> None:
    """Accept a command that takes a while, wait for the signal, stop."""
    async with Loopback() as server:
        bot = DiscordAdapter(TOKEN, table.Memory(), api_base=server.api, gateway_url=server.gateway, patience=0.2)
        task = asyncio.create_task(bot.run(table.dispatcher()))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        await server.until(lambda: any(said["op"] == 2 for said in server.heard))
        await server.dispatch("INTERACTION_CREATE", interaction("pause"))
        await asyncio.sleep(0.05)
        say("accepted")
        with suppress(asyncio.CancelledError):
            await task
        say("announced" if server.requests("POST", "/interactions/*") else "not announced")
        say("answered" if server.requests("PATCH", "/webhooks/*") else "not answered")
        say("closed" if server.sockets[-1].closed else "open")


if __name__ == "__main__":
    asyncio.run(main())
