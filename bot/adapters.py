"""The platforms that a bot is on, as it is set up: an adapter for each, with what it needs of the bot."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.chat.adapter import Adapter, Record
from bot.chat.invocation import Invocation
from bot.chat.request import Role
from bot.library.library import Library
from bot.settings import Secret, Settings, SlackMode
from bot.store.database import Database

if TYPE_CHECKING:
    from bot.delivery.presence import Presence
    from bot.platforms.slack.adapter import Door
    from bot.platforms.slack.workspaces import Workspaces

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Bot:
    """What a running bot answers from, and where it keeps what it must not forget; `clock` gives seconds since 1970."""

    settings: Settings
    library: Library
    database: Database
    clock: Clock = time.time

    def record(self) -> Record:
        """What remembers the answers that people were shown."""
        from bot.delivery.record import Answers

        return Answers(self.database, self.clock)

    def presence(self, platform: str) -> "Presence":
        """What is told when the bot is removed from a workspace of a platform, or comes back."""
        from bot.delivery.presence import Presence

        return Presence(self.database, platform, self.clock)

    def platforms(self) -> Iterator[Adapter]:
        """An adapter for each configured platform."""
        if self.settings.discord_token is not None:
            yield _discord(self, self.settings.discord_token)
        if self.settings.slack:
            yield _slack(self)


def _discord(bot: Bot, token: Secret) -> Adapter:
    from bot.platforms.discord.adapter import DiscordAdapter
    from bot.store.tokens import TokenStore

    settings = bot.settings
    return DiscordAdapter(
        token.words,
        TokenStore(bot.database),
        record=bot.record(),
        presence=bot.presence(DiscordAdapter.name),
        owners=settings.owners("discord"),
        moderator_roles=settings.discord_moderator_roles,
        test_server=settings.discord_test_server,
        api_base=settings.discord_api_base,
        gateway_url=settings.discord_gateway_url,
        shard_ids=settings.discord_shard_ids,
        shard_count=settings.discord_shard_count,
    )


def _slack(bot: Bot) -> Adapter:
    from bot.platforms.slack.adapter import SlackAdapter
    from bot.platforms.slack.callers import Roles
    from bot.platforms.slack.clients import API
    from bot.platforms.slack.home import SECTIONS, Section
    from bot.store.tokens import TokenStore

    settings = bot.settings
    roles = Roles(
        settings.owners("slack"),
        frozenset(settings.slack_moderators),
        frozenset(settings.slack_moderator_groups),
    )
    workspaces, door = _way_into_slack(bot)
    api = settings.slack_api_base_url or API
    prefix, gone = settings.slack_command_prefix, bot.presence(SlackAdapter.name).gone
    return SlackAdapter(
        workspaces,
        door,
        TokenStore(bot.database),
        api=api,
        prefix=prefix,
        roles=roles,
        sections=(*SECTIONS, Section(Invocation("briefing review"), Role.MODERATOR)),
        record=bot.record(),
        on_gone=gone,
    )


def _way_into_slack(bot: Bot) -> "tuple[Workspaces, Door]":
    """The one workspace of the bot token, or the many that install the bot; and how their payloads come in."""
    from bot.platforms.slack.http import Http
    from bot.platforms.slack.oauth import Install, ManyWorkspaces
    from bot.platforms.slack.socket_mode import SocketMode
    from bot.platforms.slack.workspaces import OneWorkspace

    settings, back = bot.settings, bot.presence("slack").back
    if settings.slack_client_id is not None:
        from bot.store.installations import InstallationStore

        installations = InstallationStore(bot.database, _secret(settings.slack_encryption_key).split(","))
        many = ManyWorkspaces(installations, back)
        install = Install(settings.slack_client_id, _secret(settings.slack_client_secret), installations, many)
        return many, Http(_secret(settings.slack_signing_secret), *settings.web, install)
    one = OneWorkspace(_secret(settings.slack_bot_token), back)
    if settings.slack_mode is SlackMode.HTTP:
        return one, Http(_secret(settings.slack_signing_secret), *settings.web)
    return one, SocketMode(_secret(settings.slack_app_token))


def _secret(value: Secret | None) -> str:
    return value.words if value else ""
