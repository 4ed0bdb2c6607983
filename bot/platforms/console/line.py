"""A typed line as a command and its words."""

from typing import Final

ASKS: Final = "brief"
"""What a line without a slash asks."""


def split(line: str) -> tuple[str, str]:
    """The command and the text after it; a line without a slash asks for a briefing.

    >>> split("/figure loans"), split("venezuela")
    (('figure', 'loans'), ('brief', 'venezuela'))
    """
    text = line.strip()
    if not text.startswith("/"):
        return ASKS, text
    command, *rest = text[1:].split(maxsplit=1) or [""]
    return command, rest[0] if rest else ""
