"""The command line: run the bot, talk to it, check briefings, print its reference."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.chat.request import Role
from bot.settings import InvalidSettings, Settings, read

cli = typer.Typer(
    name="briefbot",
    help="Checked news briefings on demand and on time, in Discord, Slack and the terminal.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

db = typer.Typer(help="Look after the database.", no_args_is_help=True, rich_markup_mode=None)
cli.add_typer(db, name="db")
digest = typer.Typer(help="Look at digests and their schedules.", no_args_is_help=True, rich_markup_mode=None)
cli.add_typer(digest, name="digest")


class AsRole(StrEnum):
    """The roles one can take locally."""

    READER = "reader"
    MODERATOR = "moderator"
    OWNER = "owner"


class Platform(StrEnum):
    """The platforms that have a manifest."""

    DISCORD = "discord"
    SLACK = "slack"


Briefings = Annotated[Path | None, typer.Option("--briefings", metavar="DIR", help="Folder of briefings.")]
Config = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file (TOML).")]
LocalRole = Annotated[AsRole, typer.Option("--as-role", help="What you may do.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@cli.command()
def run(briefings: Briefings = None, config: Config = None) -> None:
    """Start the bot on the configured platforms; without any, the local chat in this terminal."""
    from bot.cli.run import run as start

    sys.exit(start(_settings(config, briefbot_briefings=briefings)))


@cli.command()
def console(briefings: Briefings = None, config: Config = None, as_role: LocalRole = AsRole.OWNER) -> None:
    """Open the local chat in this terminal."""
    from bot.cli.chat import chat

    sys.exit(chat(_settings(config, briefbot_briefings=briefings), Role[as_role.name]))


@cli.command()
def say(
    request: Annotated[str, typer.Argument(help='What to ask, like "/brief venezuela".')],
    json: Json = False,
    as_role: LocalRole = AsRole.READER,
    briefings: Briefings = None,
    config: Config = None,
) -> None:
    """Print one answer and exit: 0, or 1 when it could not be answered."""
    from bot.cli.say import say as answer

    settings = _settings(config, briefbot_briefings=briefings)
    sys.exit(answer(settings, request, Role[as_role.name], json))


@cli.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="[PATH…]", help="Files or folders.")] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", metavar="ID=FILE", help="The text of a source to verify against.")
    ] = None,
    json: Json = False,
    briefings: Briefings = None,
    config: Config = None,
) -> None:
    """Check briefings: schema, references, evidence. Exits with 1 on any error."""
    from bot.cli.check import check_files

    folder = _settings(config, briefbot_briefings=briefings).briefbot_briefings if not paths else None
    sys.exit(check_files(paths or ([folder] if folder else []), source or [], json))


@cli.command()
def docs() -> None:
    """Print the command reference (docs/commands.md)."""
    from bot.app import table
    from bot.cli.docs import reference

    typer.echo(reference(table()), nl=False)


@cli.command()
def manifest(
    platform: Annotated[Platform, typer.Argument(help="Whose manifest.")],
    url: Annotated[str | None, typer.Option(help="Slack over HTTP: the public address of the web server.")] = None,
    config: Config = None,
) -> None:
    """Print what a platform has to be told of the bot: Discord's application commands, Slack's app manifest."""
    from bot.cli import manifest as made

    settings = _settings(config)
    sys.exit(made.discord() if platform is Platform.DISCORD else made.slack(settings, url))


@db.command("upgrade")
def db_upgrade(config: Config = None) -> None:
    """Make the database, or bring its tables up to date; starting the bot does the same."""
    from bot.cli import db as commands

    sys.exit(commands.upgrade(_settings(config)))


@db.command("backup")
def db_backup(
    file: Annotated[Path, typer.Argument(help="A file that is not there yet.")], config: Config = None
) -> None:
    """Copy the database into a file, also while the bot runs."""
    from bot.cli import db as commands

    sys.exit(commands.backup(_settings(config), file))


@db.command("restore")
def db_restore(file: Annotated[Path, typer.Argument(help="A backup.")], config: Config = None) -> None:
    """Put a backup in the place of the database, which is kept beside it. The bot must not run."""
    from bot.cli import db as commands

    sys.exit(commands.restore(_settings(config), file))


@db.command("check")
def db_check(config: Config = None) -> None:
    """Look through the database and say all that is wrong. Exits with 1 when anything is."""
    from bot.cli import db as commands

    sys.exit(commands.check(_settings(config)))


@digest.command("list")
def digest_list(json: Json = False, config: Config = None) -> None:
    """List the digests of all workspaces; also while the bot runs."""
    from bot.cli import digest as commands

    sys.exit(commands.list_digests(_settings(config), json=json))


@digest.command("preview")
def digest_preview(
    topics: Annotated[str | None, typer.Option(help="Topics with commas between them; all when left out.")] = None,
    since: Annotated[str | None, typer.Option(help="A day or moment (UTC): only what has changed since.")] = None,
    briefings: Briefings = None,
    config: Config = None,
) -> None:
    """Show what a digest of the shared briefings would say now; nothing is posted."""
    from bot.cli import digest as commands

    sys.exit(commands.preview(_settings(config, briefbot_briefings=briefings), topics, since))


@digest.command("times")
def digest_times(
    when: Annotated[str, typer.Option(help='Like "weekdays 08:00", "1st 09:00", or five cron fields.')],
    zone: Annotated[str | None, typer.Option(help="Time zone, like Europe/Madrid; UTC when left out.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="A day or moment; now when left out.")] = None,
    count: Annotated[int, typer.Option(help="How many times.", min=1, max=10_000)] = 10,
    json: Json = False,
) -> None:
    """List the coming fire times of any schedule, in UTC and local."""
    from bot.cli import digest as commands

    sys.exit(commands.times(when, zone, start, count, json=json))


def _settings(config: Path | None, **given: object) -> Settings:
    try:
        return read(config, **given)
    except InvalidSettings as error:
        _stop(str(error))


def _stop(problem: str, status: int = 2) -> NoReturn:
    typer.echo(problem, err=True)
    sys.exit(status)


def main() -> None:
    """The console script."""
    cli()


if __name__ == "__main__":
    main()
