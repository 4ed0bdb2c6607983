"""A command with its arguments, ready to be asked again: what a button carries."""

import re
from collections.abc import Mapping
from typing import Final, Self
from urllib.parse import parse_qsl, quote, unquote

import msgspec

_BARE: Final = re.compile(r"[A-Za-z0-9_.~-]*")
"""What means itself in an invocation's line, as in an address's query."""


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
        values = self.values
        if _BARE.fullmatch("".join((self.command, *values, *values.values()))):
            text = self.command
            query = [f"{name}={value}" for name, value in values.items()]
        else:
            text = quote(self.command, safe=" ")
            query = [f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in values.items()]
        if query:
            text = f"{text}?{'&'.join(query)}"
        return f"{text}#{self.page}" if self.page > 1 else text

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read what `encode` wrote. Raises ValueError on anything else."""
        head, _, page = text.partition("#")
        command, _, query = head.partition("?")
        if not command or (page and not (page.isascii() and page.isdigit())):
            raise ValueError(f"not an invocation: {text!r}")
        values = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))
        return cls(unquote(command), values, int(page or 1))
