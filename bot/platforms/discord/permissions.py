"""What Discord must let the bot do in a channel, and the words for what it doesn't."""

from collections.abc import Mapping, Sequence
from typing import Final

import discord

Names = Mapping[int, str]
"""Permissions by their bit, named as Discord writes them."""

_SEE: Final = {1 << 10: "View Channel"}
_SEND: Final = {1 << 11: "Send Messages"}
_SEND_IN_THREADS: Final = {1 << 38: "Send Messages in Threads"}
_EMBED: Final = {1 << 14: "Embed Links"}
_LOOK_BACK: Final = {1 << 16: "Read Message History"}

_ANSWER: Final = ({**_SEE, **_SEND, **_EMBED}, {**_SEE, **_SEND_IN_THREADS, **_EMBED})
_POST: Final = tuple({**names, **_LOOK_BACK} for names in _ANSWER)
"""In a channel, and in a thread. Looking back is for finding, after a crash, whether a message was posted already."""

INVITED: Final = discord.Permissions(sum({**_POST[0], **_POST[1]}) | 1 << 15 | 1 << 35)
"""What the bot asks for when it is invited: also Attach Files, for charts, and Create Public Threads, for details."""

_ALL: Final = tuple(sum(names) for names in _ANSWER)
_ADMINISTRATOR: Final = 1 << 3


def lacking_to_answer(has: discord.Permissions, thread: bool) -> Sequence[str]:
    """The names of the permissions without which no answer should be shown to all."""
    return () if has.value & _ALL[thread] == _ALL[thread] else _lacking(_ANSWER[thread], has)


def lacking_to_post(has: discord.Permissions, thread: bool) -> Sequence[str]:
    """The names of the permissions that are missing for messages nobody asked for."""
    return _lacking(_POST[thread], has)


def listed(names: Sequence[str]) -> str:
    """The names as people write them: "View Channel, Send Messages and Embed Links"."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _lacking(needed: Names, has: discord.Permissions) -> Sequence[str]:
    if has.value & _ADMINISTRATOR:
        return ()
    return tuple(name for bit, name in needed.items() if not has.value & bit)
