"""An invocation as the line that somebody would type for it."""

from collections.abc import Mapping
from typing import Any

from bot.chat.arguments import bind
from bot.chat.command import Command, Commands
from bot.chat.errors import UserError
from bot.chat.invocation import Invocation


def typed(run: Invocation, commands: Commands[Any]) -> str:
    """The shortest line that is read as this invocation: bare words where they are, else `name="value"`.

    >>> typed(Invocation("brief", {"topic": "costa rica", "depth": "full"}), commands)
    '/brief costa rica full'
    """
    command = commands.get(run.command)
    named = [f"{name}={_quoted(value)}" for name, value in run.values.items()]
    if command is not None:
        ordered = [run.values[argument.name] for argument in command.arguments if argument.name in run.values]
        for words in (ordered, [_quoted(value) for value in ordered]):
            if _means(command, " ".join(words), run.values):
                return " ".join((f"/{run.command}", *words))
    return " ".join((f"/{run.command}", *named))


def _quoted(value: str) -> str:
    return f'"{value}"' if not value or any(c.isspace() for c in value) else value


def _means(command: Command[Any], text: str, values: Mapping[str, str]) -> bool:
    """Whether a typed text gives a command these values, with nothing known but the command's declaration."""
    try:
        return bind(command, text, {}, lambda *_: False)[1] == values
    except UserError:
        return False
