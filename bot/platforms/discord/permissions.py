"""What Discord must let the bot do in a channel, and the words for what it doesn't."""

from collections.abc import Sequence
from typing import Final

import discord

_ANSWER: Final = {"view_channel": "View Channel", "send_messages": "Send Messages", "embed_links": "Embed Links"}
_POST: Final = {**_ANSWER, "read_message_history": "Read Message History"}
"""The last one is for looking, after a crash, whether a message was posted already."""

_IN_THREADS: Final = {"send_messages": ("send_messages_in_threads", "Send Messages in Threads")}
"""What takes another permission's place in a thread."""

THREADS: Final = discord.Permissions(create_public_threads=True, send_messages_in_threads=True)
"""What it takes to begin a thread under a message and post in it."""

INVITED: Final = discord.Permissions(
    **dict.fromkeys((*_POST, "create_public_threads", "send_messages_in_threads", "attach_files"), True)
)
"""What the bot asks for when it is invited; all of it is used."""


def lacking_to_answer(has: discord.Permissions, thread: bool) -> Sequence[str]:
    """The names of the permissions without which no answer should be shown to all, as Discord writes them."""
    return _lacking(_ANSWER, has, thread)


def lacking_to_post(has: discord.Permissions, thread: bool) -> Sequence[str]:
    """The names of the permissions that are missing for messages nobody asked for."""
    return _lacking(_POST, has, thread)


def listed(names: Sequence[str]) -> str:
    """The names as people write them: "View Channel, Send Messages and Embed Links"."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _lacking(needed: dict[str, str], has: discord.Permissions, thread: bool) -> Sequence[str]:
    if has.administrator:
        return ()
    asked = (_IN_THREADS.get(flag, (flag, name)) if thread else (flag, name) for flag, name in needed.items())
    return tuple(name for flag, name in asked if not getattr(has, flag))
