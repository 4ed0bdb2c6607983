"""Discord's channels and threads as places."""

from dataclasses import replace
from typing import Final

import discord

from bot.chat.delivery import Receipt
from bot.chat.request import Place

DIRECT: Final = "@me"
"""The workspace of direct messages, as in Discord's own addresses."""


def asked_in(interaction: discord.Interaction) -> Place:
    """Where something was asked."""
    workspace = DIRECT if interaction.guild_id is None else str(interaction.guild_id)
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        return Place("discord", workspace, str(channel.parent_id), str(channel.id))
    return Place("discord", workspace, str(channel.id) if channel else "")


def channel_of(place: Place) -> int:
    """The id of what Discord calls a channel: a thread is one. Raises ValueError for a place of another platform."""
    return int(place.thread or place.channel)


def thread_under(receipt: Receipt) -> Place | None:
    """The thread of a posted message, whether it exists or not: Discord gives it the message's id. None where a message
    can have none."""
    place = receipt.place
    if place.thread is not None or place.workspace == DIRECT:
        return None
    return replace(place, thread=receipt.id.split()[0])
