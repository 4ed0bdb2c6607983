"""The command table as Discord's application commands, each from its one declaration."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from bot.chat.attachment import File
from bot.chat.command import Argument, Command, Commands
from bot.chat.request import Role
from bot.platforms.discord.components import cut

Json = dict[str, Any]

Translate = Callable[[str], Mapping[str, str]]
"""The translations of a text by Discord's locale, {"de": "…"}; empty where there is none."""

MOST: Final = 25
ON_A_MESSAGE: Final = 15
ROOTS: Final = 100
ABOUT: Final = 100
LONGEST: Final = 6000
"""Discord's limits: choices of an option, options or subcommands of a command; commands on a message; commands;
characters of a description; characters typed into an option."""

_NAME: Final = re.compile(r"[-'\w]{1,32}")

_SUBCOMMAND, _GROUP, _STRING, _INTEGER, _BOOLEAN, _ATTACHMENT = 1, 2, 3, 4, 5, 11
_KINDS: Final[Mapping[type, int]] = {int: _INTEGER, bool: _BOOLEAN, File: _ATTACHMENT}
_TYPED: Final = 1
_ON_MESSAGE: Final = 3

_EVERYWHERE: Final[Json] = {"integration_types": [0, 1], "contexts": [0, 1, 2]}
"""Installed in a server or by a person; used in servers, in direct messages with the bot and with others."""

_INSTALLED: Final[Json] = {"integration_types": [0], "contexts": [0, 1]}
"""For what not everybody may do: where the bot itself is, and in direct messages with it."""

_HINTS: Final = {Role.READER: None, Role.MODERATOR: 1 << 13, Role.OWNER: 0}
"""Who is shown a command: everybody, those with Manage Messages, administrators. A hint: the dispatcher decides."""


def untranslated(_text: str) -> Mapping[str, str]:
    """No translations."""
    return {}


def project(commands: Commands[Any], translate: Translate = untranslated) -> list[Json]:
    """Every command as Discord's JSON, in the order of the table. Raises TypeError when Discord can't have one."""
    roots: dict[str, list[Command[Any]]] = {}
    for command in commands.values():
        roots.setdefault(command.name.split()[0], []).append(command)
    on_message = [command for command in commands.values() if command.on_message]
    _few(roots, ROOTS, "commands")
    _few(on_message, ON_A_MESSAGE, "commands on a message")
    return [*(_root(name, family, translate) for name, family in roots.items()), *map(_on_message, on_message)]


def title(command: Command[Any]) -> str:
    """The name of a command in the menu of a message: "report error" is shown as "Report error"."""
    return command.name[:1].upper() + command.name[1:]


def same(declared: Sequence[Json], registered: Sequence[Mapping[str, Any]]) -> bool:
    """Whether Discord already has exactly these commands, whatever it added to them."""
    return _sorted(map(_bare, declared)) == _sorted(map(_bare, registered))


def _root(name: str, family: Sequence[Command[Any]], translate: Translate) -> Json:
    role = min(command.role for command in family)
    about = family[0].summary if family[0].name == name else _listed(name, family)
    options = _options(family[0], translate) if family[0].name == name else _below(name, family, translate)
    if family[0].name == name and len(family) > 1:
        raise TypeError(f"Discord can't have both /{name} and /{family[1].name}: name the first one /{name} …")
    return {
        "type": _TYPED,
        **_named(name, about, translate),
        "options": options,
        "default_member_permissions": _HINTS[role],
        **(_EVERYWHERE if role is Role.READER else _INSTALLED),
    }


def _below(prefix: str, family: Sequence[Command[Any]], translate: Translate) -> list[Json]:
    """The commands that begin with some words, as subcommands, or groups of them when their names go on."""
    nodes: dict[str, list[Command[Any]]] = {}
    for command in family:
        nodes.setdefault(command.name.removeprefix(prefix).split()[0], []).append(command)
    found = []
    for word, commands in nodes.items():
        name = f"{prefix} {word}"
        if commands[0].name == name:
            if len(commands) > 1:
                raise TypeError(f"Discord can't have both /{name} and /{commands[1].name}")
            node = {"type": _SUBCOMMAND, **_named(word, commands[0].summary, translate)}
            found.append({**node, "options": _options(commands[0], translate)})
        elif " " in prefix:
            raise TypeError(f"Discord has no commands of four words: /{commands[0].name}")
        else:
            node = {"type": _GROUP, **_named(word, _listed(name, commands), translate)}
            found.append({**node, "options": _below(name, commands, translate)})
    _few(found, MOST, f"commands that begin with /{prefix}")
    return found


def _listed(prefix: str, family: Sequence[Command[Any]]) -> str:
    """What a command is about that is only the beginning of others: their further words."""
    return cut(", ".join(command.name.removeprefix(prefix).strip() for command in family), ABOUT)


def _on_message(command: Command[Any]) -> Json:
    audience = _EVERYWHERE if command.role is Role.READER else _INSTALLED
    return {
        "type": _ON_MESSAGE,
        "name": title(command),
        "default_member_permissions": _HINTS[command.role],
        **audience,
    }


def _options(command: Command[Any], translate: Translate) -> list[Json]:
    _few(command.asked, MOST, f"arguments of /{command.name}")
    return [_option(command, argument, translate) for argument in command.asked]


def _option(command: Command[Any], argument: Argument, translate: Translate) -> Json:
    kind = _KINDS.get(argument.kind, _STRING)
    # What Discord takes for required it wants before it sends anything, and no form could ask for it.
    required = argument.required and not command.form
    option = {"type": kind, **_named(argument.name, argument.param.about, translate), "required": required}
    if issubclass(argument.kind, StrEnum) and len(argument.choices) <= MOST:
        option["choices"] = [{"name": choice, "value": choice} for choice in argument.choices]
    elif argument.choices or argument.param.complete:
        option["autocomplete"] = True
    if argument.kind is str:
        option["max_length"] = min(argument.param.longest, LONGEST)
    if not argument.param.about:
        raise TypeError(f"command {command.name}: Discord wants to know what {argument.name} is about")
    return option


def _named(name: str, about: str, translate: Translate) -> Json:
    if not _NAME.fullmatch(name) or name != name.lower():
        raise TypeError(f"Discord can't have the name {name!r}: 1 to 32 letters, digits, -, _ and ', no capitals")
    named: Json = {"name": name, "description": about}
    if translations := translate(about):
        named["description_localizations"] = dict(translations)
    return named


def _few(things: Collection[object], most: int, what: str) -> None:
    if len(things) > most:
        raise TypeError(f"Discord takes at most {most} {what}, there are {len(things)}")


_KEPT: Final = (
    "type",
    "name",
    "description",
    "description_localizations",
    "required",
    "choices",
    "autocomplete",
    "max_length",
    "integration_types",
    "contexts",
)


def _bare(node: Mapping[str, Any]) -> Json:
    """What we say of a command or option, in one form: what is false, empty or unsaid is left out."""
    bare = {key: node[key] for key in _KEPT if node.get(key)}
    for key in ("integration_types", "contexts"):
        if key in bare:
            bare[key] = sorted(bare[key])
    if "choices" in bare:
        bare["choices"] = [(choice["name"], choice["value"]) for choice in bare["choices"]]
    if node.get("default_member_permissions") is not None:
        bare["default_member_permissions"] = int(node["default_member_permissions"])
    bare.setdefault("type", _TYPED)
    bare["options"] = [_bare(option) for option in node.get("options") or ()]
    return bare


def _sorted(nodes: Iterable[Json]) -> list[Json]:
    return sorted(nodes, key=lambda node: (node["type"], node["name"]))
