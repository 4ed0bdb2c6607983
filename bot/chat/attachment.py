"""A file that somebody hands over with a command, read only when a command wants it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from bot.chat.errors import UserError

LARGEST: Final = 10 * 2**20
"""Most bytes of a file that are read: what Discord takes of everybody."""

Fetch = Callable[[int], Awaitable[bytes]]
"""Gives a file's bytes, but no more than so many and one: whoever asks can tell that there were more. Raises OSError
when it can't be read (any more)."""


@dataclass(frozen=True, slots=True)
class File:
    """A file by the name it came with; `size` is in bytes, as the platform says."""

    name: str
    size: int
    fetch: Fetch

    async def read(self, most: int = LARGEST) -> bytes:
        """Its bytes. Raises UserError when there are more than `most`, or when it can't be read."""
        if self.size > most:
            raise _too_large(most)
        try:
            data = await self.fetch(most)
        except OSError:
            raise UserError("The file can't be read.", "Attach it again and send the command once more.") from None
        if len(data) > most:
            raise _too_large(most)
        return data


def _too_large(most: int) -> UserError:
    limit = f"{most // 2**20} MB" if most >= 2**20 else f"{most // 2**10} KB"
    return UserError("The file is too large.", f"It may have at most {limit}; please shorten or split it.")
