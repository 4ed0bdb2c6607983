"""`briefbot run` and `briefbot console`: the local chat."""

import shutil
import sys
from pathlib import Path

from bot.adapters import Bot
from bot.app import history, run
from bot.chat.adapter import Adapter
from bot.chat.request import Role
from bot.cli.say import PLACE, caller
from bot.settings import NAME, Settings

UNCONNECTED = """\
Discord is not configured: set DISCORD_TOKEN to a bot token from its developer portal.
Slack is not configured: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN from an app in Socket Mode.
"""


def chat(settings: Settings, role: Role) -> int:
    """Serve the local chat until it is left. Returns the exit status: 1 when this is no terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        sys.stderr.write(
            f'{UNCONNECTED}The local chat needs a terminal, and this is none. Try: {_called()} say "/brief venezuela"\n'
        )
        return 1
    from bot.cli.run import until_stopped

    def local(bot: Bot) -> Adapter:
        from bot.platforms.console.adapter import Console

        wrong = "".join(f"{finding}\n" for finding in bot.library.findings)
        count = len(bot.library)
        greeting = f"{wrong}{UNCONNECTED}This is the local chat, with {count:,} briefing{'' if count == 1 else 's'}."
        return Console(PLACE, caller(role), greeting, history(), bot.record())

    return until_stopped(run(settings, local))


def _called() -> str:
    """What to type for this program: its name where the shell finds it, else where it is."""
    typed = sys.argv[0]
    return NAME if shutil.which(NAME) or Path(typed).name != NAME else typed
