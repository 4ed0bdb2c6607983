"""One process at a time on a SQLite file, and which others are at it."""

import fcntl
import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.store.errors import InUse, Unavailable


class Lock:
    """The right to change a SQLite file, held from `of` to the end of the `with` or of the process, however that ends.

    It is a lock of the operating system on a file beside the database, which holds the id of the process and stays. Who
    deletes that file takes the lock from whoever holds it: `keep` takes it again, or says that another process was
    quicker.
    """

    def __init__(self, file: Path, database: str, descriptor: int) -> None:
        self._file = file
        self._database = database
        self._descriptor = descriptor

    @classmethod
    def of(cls, database: Path, called: str) -> Self:
        """Take that of a database, which messages call so. Raises InUse, which says who has it and what to do."""
        file = database.with_name(f"{database.name}.lock")
        return cls(file, called, _take(file, called))

    def held(self) -> bool:
        """Whether it is still this process's."""
        return _is(self._descriptor, self._file)

    def keep(self) -> None:
        """Take it again where its file was deleted or replaced. Raises InUse when another process has it by now."""
        if not self.held():
            before, self._descriptor = self._descriptor, _take(self._file, self._database)
            os.close(before)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)


def _take(file: Path, database: str) -> int:
    """The lock of a file as the descriptor that holds it."""
    while True:
        descriptor = _lock(file, database)
        if _is(descriptor, file):
            break
        os.close(descriptor)  # it was deleted between being opened and being locked: another process has a new one
    with suppress(OSError):  # a full disk: the lock holds without the number in it
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def _lock(file: Path, database: str) -> int:
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unavailable(f"The lock {file} can't be opened ({error.strerror}). Mend its permissions.") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 32).decode("ascii", "replace").strip()
        os.close(descriptor)
        who = f"process {holder}" if holder.isdigit() else "another process"
        raise InUse(
            f"The database {database} is used by {who}, most likely the running bot, and SQLite takes one at a "
            "time. Do this there, or stop it first; or use another DATABASE_URL, or PostgreSQL for several at once."
        ) from None
    except OSError as error:
        os.close(descriptor)
        raise Unavailable(f"The lock {file} can't be taken ({error.strerror}).") from None
    return descriptor


def _is(descriptor: int, file: Path) -> bool:
    """Whether the file of this name is the one that was opened. One that can't be looked for counts as it."""
    try:
        return os.path.samestat(os.fstat(descriptor), file.stat())
    except FileNotFoundError:
        return False
    except OSError:
        return True


def writers(database: Path) -> list[str]:
    """The other processes that are just writing into a SQLite file, as "process 12 (sqlite3)". Only Linux tells."""
    try:
        files = {database.with_name(f"{database.name}{part}").stat().st_ino for part in ("", "-shm")}
        locks = [line.split() for line in Path("/proc/locks").read_text("ascii").splitlines()]
    except OSError:
        return []
    found = {int(words[4]) for words in locks if _is_lock_to_write(words, files)} - {os.getpid()}
    return [_named(process) for process in sorted(found) if process > 0]


def _is_lock_to_write(words: Sequence[str], files: Collection[int]) -> bool:
    """Whether a line of /proc/locks ("1: POSIX ADVISORY WRITE pid major:minor:inode from to") is about these files."""
    held = len(words) == len(("1:", "POSIX", "ADVISORY", "WRITE", "pid", "inode", "from", "to"))
    return held and words[1] == "POSIX" and words[3] == "WRITE" and int(words[5].rpartition(":")[2]) in files


def _named(process: int) -> str:
    try:
        name = Path(f"/proc/{process}/comm").read_text("utf-8", "replace").strip()
    except OSError:
        return f"process {process}"
    return f"process {process} ({name})"
