"""Looks for the bot's own messages in a channel, back to when they can have been posted."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import discord

from bot.chat.delivery import Unknown
from bot.chat.request import Place
from bot.platforms.discord.places import channel_of
from bot.platforms.discord.renderer import Payload
from bot.platforms.discord.threads import Call

AT_ONCE: Final = 100
"""Most messages that Discord gives at a time."""

MOST: Final = 100 * AT_ONCE
"""Messages of a channel that are looked through at most, newest first."""

ASKEW: Final = 2 * 3600
"""Seconds by which the clock of this machine may have been ahead of Discord's, and messages are found all the same."""

REFERENCE: Final = 40
"""Room for what a message says of its delivery, whose id has at most 25 characters."""

_APART: Final = " · "


class History:
    """The messages of the channels of a client. `call` makes a call to Discord."""

    def __init__(self, client: discord.Client, call: Call) -> None:
        self._client = client
        self._call = call

    async def of(self, place: Place, delivery: str, pages: int, since: int) -> Sequence[str]:
        """The ids of the messages that a delivery of so many pages became, the first page first; it can't have been
        posted before `since`. Raises Gone, Later, and Unknown where it can't be told: the bot may not read there, or
        so much was said in the channel meanwhile."""
        channel = channel_of(place)
        me = str(self._client.user.id) if self._client.user else ""
        found: list[str] = []
        before: int | None = None
        for _ in range(MOST // AT_ONCE):
            recent = await self._before(channel, before)
            found += [str(one["id"]) for one in recent if one["author"]["id"] == me and _bears(one, delivery)]
            if len(found) >= pages or len(recent) < AT_ONCE:
                break
            before = int(recent[-1]["id"])
            if discord.utils.snowflake_time(before).timestamp() < since - ASKEW:
                break
        else:
            raise Unknown(f"whether it was posted can't be told: {MOST:,} messages were posted there since")
        if not found and self._blind(channel):
            raise Unknown("whether it was posted can't be told: the bot lacks Read Message History there")
        return sorted(found, key=int)

    async def _before(self, channel: int, message: int | None) -> Sequence[Mapping[str, Any]]:
        recent = await self._call(lambda: self._client.http.logs_from(channel, AT_ONCE, before=message))
        return cast("Sequence[Mapping[str, Any]]", recent)

    def _blind(self, channel: int) -> bool:
        """Whether Discord gives no messages, because the bot may not see them."""
        known = self._client.get_channel(channel)
        if not isinstance(known, discord.abc.GuildChannel | discord.Thread):
            return False
        return not known.permissions_for(known.guild.me).read_message_history


def referring(payload: Payload, delivery: str) -> Payload:
    """A message that says of which delivery it is, in small print."""
    *above, last = payload.body["embeds"]
    text = _reference(delivery)
    if "footer" in last:
        text = f"{last['footer']['text']}{_APART}{text}"
    return Payload({**payload.body, "embeds": [*above, {**last, "footer": {"text": text}}]}, payload.pictures)


def _reference(delivery: str) -> str:
    return f"Delivery {delivery}"


def _bears(posted: Mapping[str, Any], delivery: str) -> bool:
    """Whether a posted message is one of a delivery's."""
    embeds = posted.get("embeds") or [{}]
    footer = str(embeds[-1].get("footer", {}).get("text", ""))
    return footer.rpartition(_APART)[2] == _reference(delivery)
