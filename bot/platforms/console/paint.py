"""Lines as text, with a terminal's colours or without."""

from collections.abc import Iterable, Mapping
from typing import Final, TextIO

from bot.platforms.console.layout import Line

STYLES: Final[Mapping[str, str]] = {
    "title": "bold cyan",
    "error": "bold red",
    "heading": "bold",
    "strong": "bold",
    "status": "yellow",
    "quotation": "italic",
    "mark": "bold underline",
    "small": "dim",
    "key": "bold green",
    "rule": "dim",
}
"""How each style looks, in the words that rich and prompt_toolkit share once `ansi` is before the colours."""


def text(lines: Iterable[Line]) -> str:
    """The lines without any style, each with its line feed."""
    return "".join("".join(part for _, part in line) + "\n" for line in lines)


def show(lines: Iterable[Line], stream: TextIO) -> None:
    """Write the lines, in colour if the stream is a terminal that has any and NO_COLOR isn't set."""
    if not stream.isatty():
        stream.write(text(lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    for line in lines:
        console.print(Text.assemble(*((part, STYLES.get(style, "")) for style, part in line)), soft_wrap=True)
