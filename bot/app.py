"""Builds everything from the settings and runs it."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot import commands, version
from bot.chat.adapter import Adapter
from bot.chat.command import Commands, discover
from bot.chat.dispatcher import Dispatcher
from bot.chat.request import Request
from bot.commands.context import Context
from bot.library.library import Library
from bot.settings import NAME, Settings, SlackMode

if TYPE_CHECKING:
    from bot.platforms.slack.adapter import Door
    from bot.platforms.slack.workspaces import Workspaces


def table() -> Commands[Context]:
    """Every command, by name."""
    return discover(commands)


def open_library(settings: Settings) -> Library:
    """The library of the configured folder, loaded. Its findings say which files are not published and why."""
    library = Library(settings.briefbot_briefings)
    library.load()
    return library


def dispatcher(library: Library) -> Dispatcher[Context]:
    """What answers every request from this library."""
    declared = table()

    def context(request: Request) -> Context:
        return Context(request, library, declared, version())

    return Dispatcher(declared, context)


def platforms(settings: Settings) -> Iterator[Adapter]:
    """An adapter for each configured platform."""
    if settings.discord_token is not None:
        yield _discord(settings, settings.discord_token)
    if settings.slack:
        yield _slack(settings)


async def serve(library: Library, answers: Dispatcher[Context], adapters: Sequence[Adapter]) -> None:
    """Run the platforms and watch the briefings until the first platform ends or the task is cancelled.

    Raises an ExceptionGroup with Refused when a platform will not have the bot.
    """
    from bot.library.watch import watch

    async with asyncio.TaskGroup() as group:
        watching = group.create_task(watch(library))
        running = [group.create_task(adapter.run(answers), name=adapter.name) for adapter in adapters]
        try:
            await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (watching, *running):
                task.cancel()


def _discord(settings: Settings, token: SecretStr) -> Adapter:
    from bot.platforms.discord.adapter import DiscordAdapter
    from bot.store.tokens import TokenStore

    return DiscordAdapter(
        token.get_secret_value(),
        TokenStore(data() / "tokens.db"),
        owners=settings.owners("discord"),
        moderator_roles=settings.discord_moderator_roles,
        test_server=settings.discord_test_server,
        api_base=settings.discord_api_base,
        gateway_url=settings.discord_gateway_url,
        shard_ids=settings.discord_shard_ids,
        shard_count=settings.discord_shard_count,
    )


def _slack(settings: Settings) -> Adapter:
    from bot.platforms.slack.adapter import SlackAdapter
    from bot.platforms.slack.callers import Roles
    from bot.platforms.slack.clients import API

    roles = Roles(
        settings.owners("slack"),
        frozenset(settings.slack_moderators),
        frozenset(settings.slack_moderator_groups),
    )
    workspaces, door = _way_into_slack(settings)
    api = settings.slack_api_base_url or API
    return SlackAdapter(workspaces, door, api=api, prefix=settings.slack_command_prefix, roles=roles)


def _way_into_slack(settings: Settings) -> "tuple[Workspaces, Door]":
    """The one workspace of the bot token, or the many that install the bot; and how their payloads come in."""
    from bot.platforms.slack.http import Http
    from bot.platforms.slack.oauth import Install, ManyWorkspaces
    from bot.platforms.slack.socket_mode import SocketMode
    from bot.platforms.slack.workspaces import OneWorkspace

    if settings.slack_client_id is not None:
        from bot.store.installations import InstallationStore

        keys = _secret(settings.slack_encryption_key).split(",")
        installations = InstallationStore(data() / "installations.db", keys)
        many = ManyWorkspaces(installations)
        secret = _secret(settings.slack_client_secret)
        install = Install(settings.slack_client_id, secret, installations, many)
        return many, Http(_secret(settings.slack_signing_secret), *settings.web, install)
    one = OneWorkspace(_secret(settings.slack_bot_token))
    if settings.slack_mode is SlackMode.HTTP:
        return one, Http(_secret(settings.slack_signing_secret), *settings.web)
    return one, SocketMode(_secret(settings.slack_app_token))


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""


def data() -> Path:
    """The folder of the bot's own files, made if it isn't there."""
    from platformdirs import user_data_path

    folder = user_data_path(NAME, appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def history() -> Path:
    """Where the local chat keeps what was typed."""
    from platformdirs import user_state_path

    folder = user_state_path(NAME, appauthor=False)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder / "history"
