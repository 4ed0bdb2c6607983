"""`briefbot db`: the database brought up to date, copied, put back, looked through."""

import asyncio
import sys
import time
from pathlib import Path

from bot.settings import Settings
from bot.store.errors import Unusable


def upgrade(settings: Settings) -> int:
    """Make the database, or bring its tables up to date. Returns the exit status: 1 when it can't be."""
    from bot.store.upgrading import upgrade

    try:
        done = asyncio.run(upgrade(settings.database))
    except Unusable as error:
        return _stop(error)
    was = f"upgraded from version {done.before}" if done.before else "made"
    sys.stdout.write(f"{done.name} is {'up to date' if done.before == done.now else was}: version {done.now}.\n")
    return 0


def backup(settings: Settings, file: Path) -> int:
    """Copy the database into a file, also while the bot runs. Returns the exit status: 1 when it can't be."""
    from bot.store.backup import backup

    try:
        copy = backup(settings.database, file)
    except Unusable as error:
        return _stop(error)
    sys.stdout.write(f"{file} holds everything as of now: {copy.size:,} bytes, version {copy.version or 'none'}.\n")
    return 0


def restore(settings: Settings, file: Path) -> int:
    """Put a backup in the place of the database. Returns the exit status: 1 when it can't be."""
    from bot.store.backup import restore

    try:
        copy = restore(settings.database, file, time.time())
    except Unusable as error:
        return _stop(error)
    sys.stdout.write(f"The database is that of {file} again: {copy.size:,} bytes, version {copy.version or 'none'}.\n")
    sys.stdout.write(
        "Digests that were due up to now and that it doesn’t know of are not sent, as they may have been: the next "
        "ones tell what is new since the backup, again where it was told already.\n"
    )
    if copy.aside is not None:
        sys.stdout.write(f"What was there before is kept as {copy.aside}\n")
    return 0


def check(settings: Settings) -> int:
    """Look through the database and say all that is wrong. Returns the exit status: 1 when anything is."""
    from bot.store.soundness import check

    try:
        problems = asyncio.run(check(settings.database))
    except Unusable as error:
        return _stop(error)
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    sys.stdout.write("The database is sound.\n" if not problems else f"{len(problems)} problems.\n")
    return int(bool(problems))


def _stop(error: Unusable) -> int:
    sys.stderr.write(f"{error}\n")
    return 1
