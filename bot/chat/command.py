"""A command's one declaration: a function, its signature and its docstring."""

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Final, Generic, TypeVar

from bot.chat.attachment import File
from bot.chat.reply import Choice, Reply
from bot.chat.request import Role

C = TypeVar("C")
"""The context a command gets as its first argument: the request, and what the commands work on."""

Complete = Callable[[C, str, int], Sequence[Choice] | Awaitable[Sequence[Choice]]]
"""Suggestions for an argument: (context, what is typed so far, most to return) -> choices, best first. One that has to
wait for them is an async function; the words of its argument are then one word, or quoted, where no `rest` is."""

KINDS: Final[tuple[type, ...]] = (str, int, bool, date, File)


@dataclass(frozen=True, slots=True)
class Param:
    """What a signature can't say of an argument: a description, where suggestions come from, whether it takes all the
    words that are left (`rest`), how many characters it may have, whether it may have several lines (`long`), and
    whether buttons and forms carry it and nobody is asked for it (`carried`)."""

    about: str
    complete: Complete[Any] | None = None
    rest: bool = False
    longest: int = 200
    long: bool = False
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Argument:
    """One declared argument of a command."""

    name: str
    kind: type
    param: Param
    default: object
    required: bool

    @property
    def choices(self) -> tuple[str, ...]:
        """The values it can have, when they are few and known."""
        return tuple(self.kind) if issubclass(self.kind, StrEnum) else ()

    @property
    def usage(self) -> str:
        """How the argument is written in a usage line: `topic`, `[short|full]`, `[topic]`."""
        word = "|".join(self.choices) or self.name
        return word if self.required else f"[{word}]"


LATER: Final = 1000
"""The step of commands that come in no order: after those that do, by name."""


@dataclass(frozen=True, slots=True)
class Command(Generic[C]):
    """A declared command. Calling it calls the function."""

    name: str
    summary: str
    description: str
    arguments: tuple[Argument, ...]
    role: Role
    private: bool
    on_message: bool
    form: bool
    examples: tuple[str, ...]
    function: Callable[..., Awaitable[Reply]]
    step: int = LATER

    async def __call__(self, context: C, /, **values: object) -> Reply:
        """Run the function with a value for every argument."""
        return await self.function(context, **values)

    @property
    def asked(self) -> tuple[Argument, ...]:
        """The arguments that people give; the others are carried."""
        return tuple(argument for argument in self.arguments if not argument.param.carried)

    @property
    def usage(self) -> str:
        """The usage line: `/brief topic [short|full]`."""
        return " ".join((f"/{self.name}", *(argument.usage for argument in self.asked)))

    def argument(self, name: str) -> Argument | None:
        """The argument of this name, or None."""
        return next((argument for argument in self.arguments if argument.name == name), None)


def command(
    *,
    role: Role = Role.READER,
    private: bool = False,
    on_message: bool = False,
    form: bool = False,
    examples: Iterable[str] = (),
    name: str | None = None,
    step: int = LATER,
) -> Callable[[Callable[..., Awaitable[Reply]]], Command[Any]]:
    """Declare an async function as a command.

    The function's name (underscores as spaces) is the command's name, the first line of its docstring the summary. Its
    first parameter is the context; each further one is `Annotated[kind, Param(...)]` with kind str, int, bool, date,
    File or a StrEnum (`| None` for an optional one). `private` replies are for the caller alone; `on_message` also
    offers the command on a message: its argument `message` gets that message's id, `content` the text. `form`: it
    is mostly filled in, and the form for what is missing has the arguments that may be left out too. `step`: where it
    comes among commands of the same first word when they are offered, in the order in which people need them. Raises
    TypeError, naming the function, when the declaration is wrong.
    """

    def declare(function: Callable[..., Awaitable[Reply]]) -> Command[Any]:
        where = f"command {function.__module__}.{function.__qualname__}"
        summary, _, description = inspect.cleandoc(function.__doc__ or "").partition("\n")
        if not summary or len(summary) > 100:
            raise TypeError(f"{where}: the docstring's first line must be 1 to 100 characters")
        hints = typing.get_type_hints(function, include_extras=True)
        parameters = list(inspect.signature(function).parameters.values())[1:]
        arguments = tuple(_argument(where, parameter, hints[parameter.name]) for parameter in parameters)
        _order(where, arguments)
        return Command(
            name=name or function.__name__.replace("_", " "),
            summary=summary,
            description=description.strip(),
            arguments=arguments,
            role=role,
            private=private,
            on_message=on_message,
            form=form,
            examples=tuple(examples),
            function=function,
            step=step,
        )

    return declare


def _argument(where: str, parameter: inspect.Parameter, hint: object) -> Argument:
    if typing.get_origin(hint) is not Annotated:
        raise TypeError(f"{where}: {parameter.name} must be Annotated[kind, Param(...)]")
    kind, param, *_ = typing.get_args(hint)
    if not isinstance(param, Param):
        raise TypeError(f"{where}: {parameter.name} must be Annotated[kind, Param(...)]")
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        kind = next(part for part in typing.get_args(kind) if part is not type(None))
    if not isinstance(kind, type) or not (kind in KINDS or issubclass(kind, StrEnum)):
        raise TypeError(f"{where}: {parameter.name} can't be a {kind}")
    if len(param.about) > 100:
        raise TypeError(f"{where}: what {parameter.name} is about must be at most 100 characters")
    required = parameter.default is inspect.Parameter.empty
    return Argument(parameter.name, kind, param, None if required else parameter.default, required)


def _order(where: str, arguments: Sequence[Argument]) -> None:
    if any(later.required and not earlier.required for earlier, later in pairwise(arguments)):
        raise TypeError(f"{where}: required arguments come before optional ones")
    if sum(argument.param.rest for argument in arguments) > 1:
        raise TypeError(f"{where}: only one argument can take the rest")


def discover(package: types.ModuleType) -> dict[str, Command[Any]]:
    """Every command declared in the modules of a package, by name. Raises TypeError when two share a name."""
    commands: dict[str, Command[Any]] = {}
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for found in vars(importlib.import_module(module.name)).values():
            if isinstance(found, Command) and found.function.__module__ == module.name:
                if found.name in commands:
                    raise TypeError(f"two commands are named {found.name!r}")
                commands[found.name] = found
    return dict(sorted(commands.items()))


Commands = Mapping[str, Command[C]]
