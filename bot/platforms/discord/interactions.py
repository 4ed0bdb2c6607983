"""What people do on Discord, as requests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import discord

from bot.chat.command import Commands
from bot.chat.invocation import Invocation
from bot.chat.reply import Form
from bot.chat.request import Caller, Place, Request
from bot.platforms.discord.forms import filled
from bot.platforms.discord.ids import MENU, Ids
from bot.platforms.discord.projection import title
from bot.platforms.discord.roles import Roles

DIRECT: Final = "@me"
"""The workspace of direct messages, as in Discord's own addresses."""

_SUBCOMMANDS: Final = (1, 2)
_ON_MESSAGE: Final = 3

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Typing:
    """An argument being typed: what `suggest` needs."""

    request: Request
    argument: str
    partial: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and where its answer belongs: `turns` when it replaces the message that was pressed, `hidden` when
    only the caller should see it, because the message is the caller's alone or shows a page to others. `form` is the
    one that was submitted, or is to be shown."""

    request: Request
    turns: bool = False
    hidden: bool = False
    form: Form | None = None


class Reader:
    """Reads interactions. `commands` names those that are offered on a message."""

    def __init__(self, ids: Ids, roles: Roles, commands: Commands[Any]) -> None:
        self._ids = ids
        self._roles = roles
        self._on_message = {title(command): command for command in commands.values() if command.on_message}

    def command(self, interaction: discord.Interaction) -> Asked:
        """A command that was typed, or chosen on a message: a command with an argument `message` gets its id."""
        data = _data(interaction)
        if data.get("type") == _ON_MESSAGE:
            command = self._on_message.get(data["name"])
            name = command.name if command else data["name"]
            values = {"message": str(data["target_id"])} if command and command.argument("message") else {}
            return Asked(self._request(interaction, Invocation(name, values)))
        name, options = _path(data)
        return Asked(self._request(interaction, Invocation(name, _values(options))))

    def typing(self, interaction: discord.Interaction) -> Typing:
        """What is being typed into an argument."""
        name, options = _path(_data(interaction))
        focused = next(option for option in options if option.get("focused"))
        values = _values(option for option in options if option is not focused)
        return Typing(self._request(interaction, Invocation(name, values)), focused["name"], str(focused["value"]))

    def pressed(self, interaction: discord.Interaction) -> Asked:
        """A button that was pressed or an option that was chosen. Raises Expired."""
        data = _data(interaction)
        pressed = self._ids.read(data["values"][0] if data["custom_id"].startswith(MENU) else data["custom_id"])
        if isinstance(pressed.carries, Form):
            return Asked(self._request(interaction, pressed.carries.submit), form=pressed.carries)
        turns = pressed.turns and (_hidden(interaction) or _own(interaction))
        hidden = _hidden(interaction) or pressed.turns != turns
        return Asked(self._request(interaction, pressed.carries), turns, hidden)

    def submitted(self, interaction: discord.Interaction) -> Asked:
        """A form that was submitted. Raises Expired."""
        data = _data(interaction)
        form = self._ids.read(data["custom_id"]).carries
        if isinstance(form, Invocation):
            return Asked(self._request(interaction, form))
        values = {**form.submit.values, **filled(data["components"])}
        request = self._request(interaction, Invocation(form.submit.command, values))
        return Asked(request, hidden=_hidden(interaction), form=form)

    def _request(self, interaction: discord.Interaction, run: Invocation) -> Request:
        return Request(run.command, self._caller(interaction), _place(interaction), values=run.values, page=run.page)

    def _caller(self, interaction: discord.Interaction) -> Caller:
        user = interaction.user
        role = self._roles.of(user, interaction.permissions)
        return Caller(str(user.id), user.display_name, role, str(interaction.locale))


def _data(interaction: discord.Interaction) -> Data:
    return cast("Data", interaction.data)


def _path(data: Data) -> tuple[str, Sequence[Data]]:
    """The whole name of a command ("digest add") and its options."""
    name, options = data["name"], data.get("options", ())
    while options and options[0]["type"] in _SUBCOMMANDS:
        name, options = f"{name} {options[0]['name']}", options[0].get("options", ())
    return name, options


def _values(options: Iterable[Data]) -> dict[str, str]:
    return {option["name"]: str(option["value"]).strip() for option in options}


def _place(interaction: discord.Interaction) -> Place:
    workspace = DIRECT if interaction.guild_id is None else str(interaction.guild_id)
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        return Place("discord", workspace, str(channel.parent_id), str(channel.id))
    return Place("discord", workspace, str(channel.id) if channel else "")


def _hidden(interaction: discord.Interaction) -> bool:
    """Whether the message pressed is shown to the caller alone."""
    return interaction.message is not None and interaction.message.flags.ephemeral


def _own(interaction: discord.Interaction) -> bool:
    """Whether the message pressed answered the one who presses."""
    asked = interaction.message.interaction_metadata if interaction.message else None
    return asked is not None and asked.user.id == interaction.user.id
