"""A command with its arguments, ready to be asked again: what a button carries."""

from collections.abc import Mapping
from typing import Self
from urllib.parse import parse_qsl, quote, unquote

import msgspec


class Invocation(msgspec.Struct, frozen=True):
    """A command, its named arguments and the page to show, counted from 1."""

    command: str
    values: Mapping[str, str] = {}
    page: int = 1

    def encode(self) -> str:
        """One line that `decode` reads back; platforms put it in a button's id.

        >>> Invocation("brief", {"topic": "venezuela"}).encode()
        'brief?topic=venezuela'
        """
        query = "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in self.values.items()])
        page = f"#{self.page}" if self.page > 1 else ""
        return (
            (self.command if self.command.isalpha() and self.command.isascii() else quote(self.command, safe=" "))
            + (f"?{query}" if query else "")
            + page
        )

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read what `encode` wrote. Raises ValueError on anything else."""
        head, _, page = text.partition("#")
        command, _, query = head.partition("?")
        if not command or (page and not (page.isascii() and page.isdigit())):
            raise ValueError(f"not an invocation: {text!r}")
        values = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))
        return cls(unquote(command), values, int(page or 1))


def _quoted(text: str) -> str:
    """A name or value with what has a meaning in the line percent-encoded. Most have nothing, and asking is faster."""
    return text if text.isascii() and text.isalnum() else quote(text, safe="")
