"""The app manifest: everything a Slack app has to declare, made from the command table."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import yaml

from bot.chat.command import Command
from bot.platforms.slack.payload import Json

SCOPES: Final = (
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "metadata.message:read",
    "mpim:history",
    "mpim:read",
    "usergroups:read",
    "users:read",
)
"""What the bot may do. Reading channels: to say why it can't post in one. History, with metadata, and joining: to find
out whether a delivery arrived. Files: pictures, and what people hand over. Users: who is a moderator."""

EVENTS: Final = ("app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked")

BUILT_IN: Final = frozenset(
    {
        "active",
        "apps",
        "archive",
        "away",
        "call",
        "collapse",
        "dm",
        "dnd",
        "expand",
        "feed",
        "huddle",
        "invite",
        "join",
        "kick",
        "leave",
        "me",
        "msg",
        "mute",
        "open",
        "pref",
        "prefs",
        "pro",
        "remind",
        "remove",
        "rename",
        "search",
        "shortcuts",
        "shrug",
        "star",
        "status",
        "topic",
        "unarchive",
        "who",
    }
)
"""Commands of Slack's own: it refuses a manifest that has one. Source: Slack's help, Use built-in slash commands."""

OWN: Final = "briefbot-"
"""What stands before a command whose name is Slack's own."""

SLASH: Final = 32
DESCRIPTION: Final = 2000
HINT: Final = 1000
SHORTCUT: Final = 24
SHORTCUT_DESCRIPTION: Final = 150

ABOUT: Final = (
    "briefbot answers from news briefings that people have checked. Every figure, quote and claim rests on a passage "
    "of its source; contested points show who says what, and no verdict. Ask with a slash command, mention it in a "
    "thread, write to it directly, or open its Home tab for the list of topics."
)


def slash(name: str, prefix: str) -> str:
    """The slash command of a command's first word, without the slash.

    >>> slash("brief", "nb-"), slash("search", "")
    ('nb-brief', 'briefbot-search')
    """
    return f"{OWN}{name}" if not prefix and name in BUILT_IN else f"{prefix}{name}"


def command_of(slash_name: str, prefix: str) -> str:
    """The command's first word of what was typed, with or without the slash.

    >>> command_of("/nb-brief", "nb-"), command_of("/briefbot-search", "")
    ('brief', 'search')
    """
    name = slash_name.removeprefix("/")
    if prefix:
        return name.removeprefix(prefix)
    own = name.removeprefix(OWN)
    return own if own in BUILT_IN else name


def manifest(commands: Mapping[str, Command[Any]], *, prefix: str = "", url: str | None = None) -> Json:
    """The manifest for Socket Mode, or for HTTP where `url` is the address of the server: `https://bot.example.org`.

    Raises ValueError when a name or prefix is too long for Slack.
    """
    events = f"{url.rstrip('/')}/slack/events" if url else None
    declared: Json = {
        "_metadata": {"major_version": 2, "minor_version": 0},
        "display_information": {
            "name": "briefbot",
            "description": "Checked news briefings, on demand and on time",
            "long_description": ABOUT,
            "background_color": "#1d3557",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "briefbot", "always_online": True},
            "slash_commands": _slash_commands(commands.values(), prefix, events),
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }
    if shortcuts := [_shortcut(command) for command in commands.values() if command.on_message]:
        declared["features"]["shortcuts"] = shortcuts
    if url and events:
        declared["oauth_config"]["redirect_urls"] = [f"{url.rstrip('/')}/slack/oauth_redirect"]
        declared["settings"]["event_subscriptions"]["request_url"] = events
        declared["settings"]["interactivity"] |= {"request_url": events, "message_menu_options_url": events}
    return declared


def text(commands: Mapping[str, Command[Any]], *, prefix: str = "", url: str | None = None) -> str:
    """The manifest as YAML, for api.slack.com → Create New App → From a manifest."""
    head = "# Made by `briefbot manifest slack` from the command table; a change here is overwritten.\n"
    shown = yaml.safe_dump(manifest(commands, prefix=prefix, url=url), sort_keys=False, allow_unicode=True, width=110)
    return head + shown


def _slash_commands(commands: Iterable[Command[Any]], prefix: str, url: str | None) -> list[Json]:
    """One slash command for each first word; where several commands share it, its hint lists their second words."""
    families: dict[str, list[Command[Any]]] = {}
    for command in commands:
        families.setdefault(command.name.partition(" ")[0], []).append(command)
    return [_slash_command(name, family, prefix, url) for name, family in sorted(families.items())]


def _slash_command(name: str, family: list[Command[Any]], prefix: str, url: str | None) -> Json:
    typed = f"/{slash(name, prefix)}"
    if len(typed) > SLASH:
        raise ValueError(f"{typed} has {len(typed)} characters and Slack takes {SLASH}: choose a shorter prefix.")
    found: Json = {"command": typed}
    if url:
        found["url"] = url
    found["description"] = " · ".join(command.summary for command in family)[:DESCRIPTION]
    if hint := " | ".join(filter(None, (command.usage.removeprefix(f"/{name}").strip() for command in family))):
        found["usage_hint"] = hint[:HINT]
    found["should_escape"] = False
    return found


def _shortcut(command: Command[Any]) -> Json:
    if len(command.name) > SHORTCUT:
        raise ValueError(f"the name of the message shortcut {command.name!r} is longer than {SHORTCUT} characters")
    return {
        "name": command.name.capitalize(),
        "type": "message",
        "callback_id": command.name,
        "description": command.summary[:SHORTCUT_DESCRIPTION],
    }
