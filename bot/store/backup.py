"""A database copied while it is used, and a copy put in its place."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.store import dump
from bot.store.address import Address, is_there
from bot.store.audit import AUTOMATIC, RESTORED
from bot.store.errors import Damaged, NewerSchema, Unavailable, Unusable
from bot.store.lock import Lock
from bot.store.schema import HEAD

_POSTING: Final = "0002"
"""The first version of the tables that knows what is posted."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What was copied: the version of its tables, its size in bytes, and where the database before it is kept."""

    version: str | None
    size: int
    aside: Path | None = None


def backup(url: str, to: Path) -> Copy:
    """Copy the database as it is at one moment, also while the bot runs, into a file that is not there yet.

    Raises Unusable.
    """
    address = Address.parse(url)
    database = address.file
    if database is not None and not is_there(database):
        raise Unusable(f"There is no database at {address}. Is DATABASE_URL right?")
    if is_there(to):
        raise Unusable(f"{to} is there already. Name another file: a backup never overwrites one.")
    with _beside(to) as copy:
        if database is not None:
            _copy(database, copy)
            version = _verified(copy, database)
        else:
            version = dump.dump(address, copy, to)
            _sync(copy)
        try:
            os.link(copy, to)  # unlike renaming, it never replaces what has come there meanwhile
        except FileExistsError:
            raise Unusable(f"{to} is there already. Name another file: a backup never overwrites one.") from None
        except OSError:  # a file system without links
            copy.rename(to)
    _sync(to.parent)
    return Copy(version, to.stat().st_size)


def restore(url: str, file: Path, now: float) -> Copy:
    """Put a backup in the place of the database, and keep what was there under the time `now` (since 1970): beside a
    SQLite file, or as a backup beside this one of a PostgreSQL database.

    Raises Unusable, and has changed nothing then: InUse while the bot runs, Damaged when the backup is, NewerSchema.
    """
    address = Address.parse(url)
    if not is_there(file) or not file.is_file():
        raise Unusable(f"There is no backup at {file}.")
    if address.file is None:
        return _reload(address, file, now)
    database = address.file
    address.make_folder()
    with Lock.of(database, str(address)):
        if database.exists() and database.samefile(file):
            raise Unusable(f"{file} is the database itself.")
        with _beside(database) as copy:
            _copy(file, copy)
            version = _verified(copy, file)
            with closing(_open(copy)) as opened:
                opened.executescript(f"BEGIN; {_restored(version, now)} COMMIT;")
            _sync(copy)
            size = copy.stat().st_size
            aside = _put_aside(database, copy, now) if database.exists() else None
            copy.replace(database)
        _sync(database.parent)
    return Copy(version, size, aside)


def _reload(address: Address, file: Path, now: float) -> Copy:
    version = dump.version_of(file)
    _refuse_newer(version, file)
    aside = None
    if dump.used(address):
        aside = _name_aside(file, now)
        backup(address.url, aside)
    dump.load(address, file, _restored(version, now))
    return Copy(version, file.stat().st_size, aside)


def _restored(version: str | None, now: float) -> str:
    """SQL that has the bot know that what the database doesn't know of may have been posted up to now: what waited is
    looked for first."""
    if version is None or version < _POSTING:
        return ""
    return f"""
        UPDATE delivery SET unsure = 1 WHERE state = 'waiting' AND kind <> 'edit';
        INSERT INTO audit (at, workspace, who, who_name, what, detail)
        VALUES ({int(now)}, '', '{AUTOMATIC.id}', '{AUTOMATIC.name}', '{RESTORED}', '{{}}');
    """  # noqa: S608 nothing of it was typed by anybody


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A new file in the folder of another, that nobody else can read; gone at the end if it still has its name."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".partial", dir=file.parent)
    except OSError as error:
        raise Unavailable(
            f"Nothing can be written into {file.parent} ({error.strerror}). Make that folder, mend its permissions, or "
            "name another."
        ) from None
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        for part in ("", "-journal", "-wal", "-shm"):
            Path(f"{name}{part}").unlink(missing_ok=True)


def _copy(source: Path, copy: Path) -> None:
    """Copy everything that is committed, as one file without a log beside it."""
    try:
        with closing(_open(source)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
            raise Damaged(f"{source} is damaged or no SQLite file ({error}).") from None
        raise Unavailable(f"{source} can't be copied into {copy.parent} ({error}). Nothing was changed.") from None
    _sync(copy)


def _verified(copy: Path, source: Path) -> str | None:
    """The version of a copy's tables. Raises Damaged when it isn't sound, and NewerSchema."""
    with closing(_open(copy)) as database:
        try:
            wrong = [row[0] for row in database.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
            wrong += [f"a row of {row[0]} refers to none" for row in database.execute("PRAGMA foreign_key_check")]
            tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            version = None
            if "alembic_version" in tables:
                version = str(database.execute("SELECT version_num FROM alembic_version").fetchone()[0])
        except sqlite3.DatabaseError as error:
            wrong = [str(error)]
    if wrong:
        raise Damaged(f"{source} is damaged ({'; '.join(wrong[:3])}). Nothing was changed.")
    if not tables & {"alembic_version", "token", "installation"}:
        raise Damaged(f"{source} is a SQLite file, but no database of briefbot. Nothing was changed.")
    _refuse_newer(version, source)
    return version


def _refuse_newer(version: str | None, source: Path) -> None:
    if version is not None and version > HEAD:
        raise NewerSchema(
            f"{source} is of a newer version of briefbot (its tables are version {version}, this one knows {HEAD}). "
            "Nothing was changed. Install that version to use it."
        )


def _name_aside(file: Path, now: float) -> Path:
    return file.with_name(f"{file.name}.before-{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%SZ}")


def _put_aside(database: Path, successor: Path, now: float) -> Path:
    """Give the database a second name, its log with it, and have its successor readable by the same people."""
    with suppress(sqlite3.DatabaseError), closing(_open(database)) as old:  # damaged: as it is, then
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    aside = _name_aside(database, now)
    kept = database.stat()
    try:
        successor.chmod(kept.st_mode & 0o777)
        with suppress(PermissionError):
            os.chown(successor, kept.st_uid, kept.st_gid)
        # The name of the database stays on it until the successor has it: there is no moment without one. The log goes
        # first: another database must never find it.
        os.link(database, aside)
        for part in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                database.with_name(database.name + part).rename(aside.with_name(aside.name + part))
    except OSError as error:
        raise Unavailable(f"{database} can't be kept as {aside} ({error.strerror}). Nothing was changed.") from None
    return aside


def _open(file: Path) -> sqlite3.Connection:
    try:
        return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=10, isolation_level=None)
    except sqlite3.DatabaseError as error:
        raise Unavailable(f"{file} can't be opened ({error}). Mend its permissions.") from None


def _sync(path: Path) -> None:
    """Have a file, or what a folder holds, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
