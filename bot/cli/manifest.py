"""`briefbot manifest`: what a platform has to be told of the bot, made from the command table."""

import json
import sys

from bot.app import table
from bot.settings import Settings


def discord() -> int:
    """Print the application commands as JSON, as the bot itself registers them at its start."""
    from bot.platforms.discord.adapter import manifest

    sys.stdout.write(json.dumps(manifest(table()), indent=2, ensure_ascii=False) + "\n")
    return 0


def slack(settings: Settings, url: str | None) -> int:
    """Print the app manifest as YAML, for Socket Mode, or for HTTP where `url` is the public address of the bot's web
    server. Returns the exit status: 1 when Slack would not take it."""
    from bot.platforms.slack.manifest import text

    try:
        sys.stdout.write(text(table(), prefix=settings.slack_command_prefix, url=url))
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0
