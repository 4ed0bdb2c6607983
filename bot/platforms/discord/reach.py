"""Whether the bot can post in a place, and if not, why."""

from typing import Final

import discord

from bot.chat.delivery import Gone, Later
from bot.chat.request import Place
from bot.platforms.discord.outcomes import Broken, outcome
from bot.platforms.discord.permissions import lacking_to_post, listed
from bot.platforms.discord.places import DIRECT, channel_of

_ABSENT: Final = "The bot is not in this server. Invite it, then try again."
_UNKNOWN: Final = (
    "The bot finds no such channel: it was deleted, or the bot may not see it. Give it View Channel there."
)
_UNREADY: Final = "The bot can't reach Discord right now. Try again in a minute."
_NO_TEXT: Final = (
    "Nothing can be posted in a channel of this kind. Choose a text channel, a thread or a post of a forum."
)
_LOCKED: Final = "This thread is locked. Unlock it, or choose another one."

_STUMBLES: Final = (Later, Broken, discord.HTTPException)


async def why_not_post(client: discord.Client | None, place: Place) -> str | None:
    """Why a message can't be posted in a place, in words that say what to change; None when it can.

    What the gateway told is used, and Discord asked for the rest: archived threads, servers of other shards.
    """
    if client is None or client.user is None:
        return _UNREADY
    try:
        if place.workspace == DIRECT:
            return await _why_not_there(client, place)
        try:
            server, me = await _server(client, int(place.workspace), client.user.id)
        except Gone:
            return _ABSENT
        return await _why_not_in(server, me, channel_of(place))
    except _STUMBLES:
        return _UNREADY


async def _why_not_there(client: discord.Client, place: Place) -> str | None:
    try:
        await outcome(lambda: client.fetch_channel(channel_of(place)))
    except (Gone, discord.InvalidData):
        return _UNKNOWN
    return None


async def _server(client: discord.Client, number: int, me: int) -> tuple[discord.Guild, discord.Member]:
    """A server and the bot in it. Raises Gone."""
    server = client.get_guild(number)
    if server is None:
        server = await outcome(lambda: client.fetch_guild(number, with_counts=False))
    return server, server.get_member(me) or await _member(server, me)


async def _member(server: discord.Guild, number: int) -> discord.Member:
    return await outcome(lambda: server.fetch_member(number))


async def _channel(server: discord.Guild, number: int) -> discord.abc.GuildChannel | discord.Thread:
    """A channel or thread of a server. Raises Gone, and InvalidData for what is of another server."""
    channel = server.get_channel_or_thread(number)
    if channel is None:
        return await outcome(lambda: server.fetch_channel(number))
    return channel


async def _why_not_in(server: discord.Guild, me: discord.Member, number: int) -> str | None:
    try:
        channel = await _channel(server, number)
        if not isinstance(channel, discord.Thread):
            takes_text = isinstance(channel, discord.abc.Messageable)
            return _lacking(channel.permissions_for(me), thread=False) if takes_text else _NO_TEXT
        parent = await _channel(server, channel.parent_id)
    except (Gone, discord.InvalidData):
        return _UNKNOWN
    if not isinstance(parent, discord.abc.GuildChannel):
        return _UNKNOWN
    # Not the parent's own method: what it takes away without Send Messages has no meaning in a thread.
    has = discord.abc.GuildChannel.permissions_for(parent, me)
    return _LOCKED if channel.locked and not has.manage_threads else _lacking(has, thread=True)


def _lacking(has: discord.Permissions, thread: bool) -> str | None:
    lacking = lacking_to_post(has, thread)
    where = "the channel of this thread" if thread else "this channel"
    return f"The bot may not post here. Give it {listed(lacking)} in {where}, under Permissions." if lacking else None
