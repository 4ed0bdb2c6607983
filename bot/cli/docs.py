"""The command reference, written from the table of commands."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from bot.chat.attachment import File
from bot.chat.command import Argument, Command, Commands
from bot.chat.request import Role

_WHO: Final = {Role.READER: "everybody", Role.MODERATOR: "moderators", Role.OWNER: "owners"}
_KINDS: Final[Mapping[type, str]] = {
    str: "words",
    int: "a whole number",
    bool: "yes or no",
    date: "a date, like `2019-04-04`",
    File: "a file",
}
_INTRO: Final = """\
# Commands

Written from the commands themselves by `briefbot docs`; a test fails when it is stale.

Words in [brackets] may be left out. `name=value` always works, in any order, and so does `name:value`:
`/actor maduro topic=venezuela`. Double quotes keep several words together where one is expected:
`/evidence "costa rica" exports`. A word that is one of an argument's choices goes to that argument:
`/brief venezuela full`.
"""


def reference(commands: Commands[Any]) -> str:
    """The whole reference as Markdown."""
    return "\n".join([_INTRO, *(_section(command) for command in commands.values())])


def _section(command: Command[Any]) -> str:
    return "\n".join([f"## `{command.usage}`", "", *_lines(command), ""])


def _lines(command: Command[Any]) -> Iterable[str]:
    yield command.summary
    if command.description:
        yield f"\n{command.description}"
    private = " The answer is for the caller alone." if command.private else ""
    yield f"\nFor {_WHO[command.role]}.{private}"
    if command.arguments:
        yield "\n| argument | what | kind | |\n| --- | --- | --- | --- |"
        yield from (_row(argument) for argument in command.arguments)
    if command.examples:
        yield "\n" + " · ".join(f"`{example}`" for example in command.examples)


def _row(argument: Argument) -> str:
    kind = ", ".join(f"`{choice}`" for choice in argument.choices) or _KINDS[argument.kind]
    suggested = ", suggested while typing" if argument.param.complete else ""
    return f"| `{argument.name}` | {argument.param.about} | {kind}{suggested} | {_default(argument)} |"


def _default(argument: Argument) -> str:
    if argument.required:
        return ""
    if argument.default is None:
        return "may be left out"
    return f"default `{'yes' if argument.default is True else 'no' if argument.default is False else argument.default}`"
