"""An invocation as the line that somebody would type for it."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from bot.chat.arguments import Missing, bind
from bot.chat.command import Command, Commands
from bot.chat.errors import UserError
from bot.chat.invocation import Invocation


def typed(run: Invocation, commands: Commands[Any]) -> str:
    """The shortest line that is read as this invocation: bare words as far as they go, then `name="value"`.

    "" where there is none: a page can't be typed, nor can a quotation mark.

    >>> typed(Invocation("brief", {"topic": "costa rica", "depth": "full"}), commands)
    '/brief costa rica full'
    """
    command = commands.get(run.command)
    if command is None or run.page > 1:
        return ""
    ordered = [
        (argument.name, run.values[argument.name]) for argument in command.arguments if argument.name in run.values
    ]
    for count in range(len(ordered), -1, -1):
        named = [_named(name, value) for name, value in ordered[count:]]
        ways = ({value: None, _quoted(value): None} for _, value in ordered[:count])
        for bare in sorted(product(*ways), key=lambda words: sum(map(len, words))):
            if _means(command, " ".join((*bare, *named)), run.values):
                return " ".join((f"/{run.command}", *bare, *named))
    return ""


def _named(name: str, value: str) -> str:
    return f"{name}={_quoted(value)}"


def _quoted(value: str) -> str:
    return f'"{value}"' if not value or any(c.isspace() for c in value) else value


def _means(command: Command[Any], text: str, values: Mapping[str, str]) -> bool:
    """Whether a typed text gives a command these values, with nothing known but the command's declaration."""
    try:
        return bind(command, text, {}, lambda *_: False)[1] == values
    except Missing as missing:
        return missing.given == values
    except UserError:
        return False
