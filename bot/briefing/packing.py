"""A briefing in MessagePack, as it is kept in memory, in the cache and in the database."""

import msgspec

from bot.briefing.model import Briefing


class Unreadable(ValueError):
    """What was packed is no briefing."""


def pack(briefing: Briefing) -> bytes:
    """A briefing packed; equal briefings with their items in the same order are packed the same."""
    return msgspec.msgpack.encode(briefing)


def unpack(packed: bytes) -> Briefing:
    """What was packed. Parts that a later edition added have their defaults, those it dropped are passed over.

    Raises Unreadable.
    """
    try:
        return msgspec.msgpack.decode(packed, type=Briefing)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise Unreadable(f"what was packed is no briefing: {error}") from None
