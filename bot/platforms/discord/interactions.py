"""What people do on Discord, as requests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, cast

import discord
import msgspec

from bot.chat.attachment import File
from bot.chat.command import Commands
from bot.chat.invocation import Invocation
from bot.chat.request import Caller, Request
from bot.platforms.discord.attachments import Attachments
from bot.platforms.discord.ids import MENU, Ids
from bot.platforms.discord.parts import Part, Upload, uploads, values
from bot.platforms.discord.permissions import lacking_to_answer
from bot.platforms.discord.places import asked_in
from bot.platforms.discord.projection import title
from bot.platforms.discord.roles import Roles

_SUBCOMMANDS: Final = (1, 2)
_ON_MESSAGE: Final = 3
_ATTACHMENT: Final = 11

_NONE: Final[Mapping[str, File]] = MappingProxyType({})

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
    only the caller should see it, because the message is the caller's alone or shows a page to others. `part` of a form
    was submitted, or is to be shown. `lacking` names the permissions without which no answer is shown to all;
    `within_reach` says that the bot can edit its answer later."""

    request: Request
    turns: bool = False
    hidden: bool = False
    part: Part | None = None
    lacking: Sequence[str] = ()
    within_reach: bool = False


class Reader:
    """Reads interactions. `commands` names those that are offered on a message."""

    def __init__(self, ids: Ids, roles: Roles, attachments: Attachments, commands: Commands[Any]) -> None:
        self._ids = ids
        self._roles = roles
        self._attachments = attachments
        self._on_message = {title(command): command for command in commands.values() if command.on_message}

    def command(self, interaction: discord.Interaction) -> Asked:
        """A command that was typed, or chosen on a message: its argument `message` gets that message's id, `content`
        the text."""
        data = _data(interaction)
        if data.get("type") == _ON_MESSAGE:
            message = data["resolved"]["messages"][data["target_id"]]
            came_along = [("", self._file(one, interaction)) for one in message.get("attachments", ())[:1]]
            return self._asked(interaction, self._chosen_on(data["name"], message), dict(came_along))
        name, options = _path(data)
        files = {
            option["name"]: self._file(data["resolved"]["attachments"][str(option["value"])], interaction)
            for option in options
            if option["type"] == _ATTACHMENT
        }
        given = _values(option for option in options if option["type"] != _ATTACHMENT)
        return self._asked(interaction, Invocation(name, given), files)

    def typing(self, interaction: discord.Interaction) -> Typing:
        """What is being typed into an argument."""
        name, options = _path(_data(interaction))
        focused = next(option for option in options if option.get("focused"))
        given = _values(option for option in options if option is not focused)
        request = self._request(interaction, Invocation(name, given), {})
        return Typing(request, focused["name"], str(focused["value"]))

    async def pressed(self, interaction: discord.Interaction) -> Asked:
        """A button that was pressed or an option that was chosen. Raises Expired."""
        data = _data(interaction)
        pressed = await self._ids.read(data["values"][0] if data["custom_id"].startswith(MENU) else data["custom_id"])
        if isinstance(pressed.carries, Part):
            return replace(self._asked(interaction, pressed.carries.form.submit), part=pressed.carries)
        turns = pressed.turns and (_hidden(interaction) or _own(interaction))
        hidden = _hidden(interaction) or pressed.turns != turns
        return replace(self._asked(interaction, pressed.carries), turns=turns, hidden=hidden)

    async def submitted(self, interaction: discord.Interaction) -> Asked:
        """A form that was submitted. Raises Expired."""
        data = _data(interaction)
        carries = (await self._ids.read(data["custom_id"])).carries
        if isinstance(carries, Invocation):
            return self._asked(interaction, carries)
        part = carries.filled(data["components"], data.get("resolved", {}).get("attachments", {}))
        submit, session = part.form.submit, interaction.followup.session
        files = {name: self._attachments.file(upload, session) for name, upload in uploads(part.form).items()}
        run = Invocation(submit.command, {**submit.values, **values(part.form)})
        return replace(self._asked(interaction, run, files), hidden=_hidden(interaction), part=part)

    def _chosen_on(self, name: str, message: Data) -> Invocation:
        command = self._on_message.get(name)
        if command is None:
            return Invocation(name)
        known = {"message": str(message["id"]), "content": _said(message)}
        return Invocation(command.name, {name: text for name, text in known.items() if command.argument(name)})

    def _file(self, attachment: Data, interaction: discord.Interaction) -> File:
        return self._attachments.file(msgspec.convert(attachment, Upload, strict=False), interaction.followup.session)

    def _asked(self, interaction: discord.Interaction, run: Invocation, files: Mapping[str, File] = _NONE) -> Asked:
        within = interaction.context.dm_channel
        lacking: Sequence[str] = ()
        if interaction.guild_id is not None and interaction.client.get_guild(interaction.guild_id):
            has = interaction.app_permissions
            lacking = lacking_to_answer(has, isinstance(interaction.channel, discord.Thread))
            within = has.view_channel
        return Asked(self._request(interaction, run, files), lacking=lacking, within_reach=within)

    def _request(self, interaction: discord.Interaction, run: Invocation, files: Mapping[str, File]) -> Request:
        caller, place = self._caller(interaction), asked_in(interaction)
        return Request(run.command, caller, place, values=run.values, page=run.page, files=files, uploads=True)

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


def _said(message: Data) -> str:
    """The text of a message: what somebody wrote, else what its embeds say."""
    embeds = message.get("embeds") or ()
    texts = [text for embed in embeds for text in (embed.get("title"), embed.get("description"))]
    return message.get("content") or "\n".join(text for text in texts if text)


def _hidden(interaction: discord.Interaction) -> bool:
    """Whether the message pressed is shown to the caller alone."""
    return interaction.message is not None and interaction.message.flags.ephemeral


def _own(interaction: discord.Interaction) -> bool:
    """Whether the message pressed answered the one who presses."""
    asked = interaction.message.interaction_metadata if interaction.message else None
    return asked is not None and asked.user.id == interaction.user.id
