"""The command line: run the bot, talk to it, check briefings, print its reference."""

import errno
import gc
import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn, TypeVar

import typer

from bot.chat.request import Role

if TYPE_CHECKING:
    from bot.settings import Settings

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


STARTING: Final = 100_000
"""Objects made before a collection looks for garbage among them: a start makes many and throws none away."""

RUNNING: Final = gc.get_threshold()
"""The same for what goes on to run."""

UNWRITTEN: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EPIPE})
"""What the system says when nothing more can be written to the standard output."""

Choice = TypeVar("Choice", bound=StrEnum)


class AsRole(StrEnum):
    """The roles one can take locally."""

    READER = "reader"
    MODERATOR = "moderator"
    OWNER = "owner"


class Platform(StrEnum):
    """The platforms that have a manifest."""

    DISCORD = "discord"
    SLACK = "slack"


def _one_of(choices: type[Choice]) -> Callable[[str], Choice]:
    """Reads a choice; of any other word it says which there are."""

    def parse(typed: str) -> Choice:
        try:
            return choices(typed)
        except ValueError:
            raise typer.BadParameter(f"“{typed}” is none of {', '.join(choices)}.") from None

    return parse


def _version(asked: bool) -> None:
    if asked:
        from bot import VERSION

        typer.echo(f"briefbot {VERSION}")
        raise typer.Exit


Briefings = Annotated[Path | None, typer.Option("--briefings", metavar="DIR", help="Folder of briefings.")]
Config = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file (TOML).")]
LocalRole = Annotated[
    AsRole, typer.Option("--as-role", parser=_one_of(AsRole), metavar="|".join(AsRole), help="What you may do.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@cli.callback()
def briefbot(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Checked news briefings on demand and on time, in Discord, Slack and the terminal."""


@cli.command()
def run(briefings: Briefings = None, config: Config = None) -> None:
    """Start the bot on the configured platforms; without any, the local chat in this terminal."""
    from bot.cli.run import run as start

    gc.set_threshold(*RUNNING)
    sys.exit(start(_settings(config, briefbot_briefings=briefings)))


@cli.command()
def console(briefings: Briefings = None, config: Config = None, as_role: LocalRole = AsRole.OWNER) -> None:
    """Open the local chat in this terminal."""
    from bot.cli.chat import chat

    gc.set_threshold(*RUNNING)
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
def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go; made if it is not there.")],
    workspace: Annotated[
        str, typer.Option(metavar="KEY", help="A workspace, like discord/1234; the shared library when left out.")
    ] = "",
    config: Config = None,
) -> None:
    """Write all that is published as YAML files, for a Git commit; also while the bot runs."""
    from bot.cli.export import export as write

    sys.exit(write(_settings(config), folder, workspace))


@cli.command()
def audit(
    workspace: Annotated[
        str | None, typer.Option(metavar="KEY", help="Only this workspace; shared for what is shared.")
    ] = None,
    topic: Annotated[str | None, typer.Option(help="Only this topic.")] = None,
    limit: Annotated[int, typer.Option(help="How many entries, the newest ones.", min=1, max=100_000)] = 100,
    json: Json = False,
    config: Config = None,
) -> None:
    """Print who changed what, when, and from where; also while the bot runs."""
    from bot.cli.audit import audit as show

    sys.exit(show(_settings(config), workspace, topic, limit, json=json))


@cli.command()
def docs() -> None:
    """Print the command reference (docs/commands.md)."""
    from bot.app import table
    from bot.cli.docs import reference

    typer.echo(reference(table()), nl=False)


@cli.command()
def manifest(
    platform: Annotated[
        Platform, typer.Argument(parser=_one_of(Platform), metavar="|".join(Platform), help="Whose manifest.")
    ],
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


def _settings(config: Path | None, **given: object) -> "Settings":
    from bot.settings import InvalidSettings, read

    try:
        return read(config, **given)
    except InvalidSettings as error:
        _stop(str(error))


def _stop(problem: str, status: int = 2) -> NoReturn:
    typer.echo(problem, err=True)
    sys.exit(status)


def main() -> None:
    """The console script. Letters that the terminal lacks are printed as question marks."""
    gc.set_threshold(STARTING)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        try:
            cli()
        finally:
            sys.stdout.flush()
    except OSError as error:
        if error.filename is not None or error.errno not in UNWRITTEN:
            raise
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing may complain again at exit
        if error.errno != errno.EPIPE:  # whoever read from a pipe has seen enough
            typer.echo(f"The output can't be written ({error.strerror}).", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
