"""Forms made of a command's arguments: for those that are missing, or for all of them, with what was given."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec

from bot.chat.arguments import LONGEST_TEXT
from bot.chat.attachment import File
from bot.chat.command import Argument, Command
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice, Field, FieldKind, Form, Reply

LONGEST: Final = 3000
"""Most characters that a form's input takes on every platform (Slack's limit)."""


def field_of(argument: Argument) -> Field:
    """The input of a form that an argument is filled in with."""
    kind = FieldKind.CHOICE if argument.choices else FieldKind.PICK if argument.param.complete else FieldKind.LINE
    choices = tuple(Choice(value, value) for value in argument.choices)
    if argument.kind is File:
        kind = FieldKind.FILE
    elif argument.kind is bool:
        kind, choices = FieldKind.CHOICE, (Choice("yes", "yes"), Choice("no", "no"))
    elif argument.param.long:
        kind = FieldKind.PARAGRAPH
    return Field(
        argument.name,
        argument.param.about,
        kind,
        required=argument.required,
        longest=argument.param.longest,
        choices=choices,
    )


def again(refusal: Reply, command: Command[Any], given: Mapping[str, str], *, uploads: bool) -> Reply:
    """A refusal of a command that is mostly filled in, with a form that has what was given in it, so that none of it
    has to be typed a second time. What no input can hold, and files that no form can take, go along as they are."""
    fields = tuple(
        msgspec.structs.replace(
            field_of(argument),
            value=given.get(argument.name, ""),
            error=refusal.document.title if argument.name == refusal.wrong else None,
        )
        for argument in command.asked
        if len(given.get(argument.name, "")) <= LONGEST and (argument.kind is not File or uploads)
    )
    shown = {field.name for field in fields}
    if not command.form or not shown & given.keys() or refusal.wrong in given.keys() - shown:
        return refusal
    rest = {name: value for name, value in given.items() if name not in shown}
    return msgspec.structs.replace(refusal, again=Form(f"/{command.name}", Invocation(command.name, rest), fields))


def unread(command: Command[Any]) -> Command[Any]:
    """The command with arguments that take whatever is given for them."""
    return replace(
        command,
        arguments=tuple(
            replace(one, kind=str, default=None, required=False, param=replace(one.param, longest=LONGEST_TEXT))
            for one in command.arguments
            if one.kind is not File
        ),
    )
