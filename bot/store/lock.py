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

    It is a lock of the operating system on a file beside the database, which holds the id of the process and stays.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def of(cls, database: Path) -> Self:
        """Take it. Raises InUse, which says who has it and what to do."""
        file = database.with_name(f"{database.name}.lock")
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
        with suppress(OSError):  # a full disk: the lock holds without the number in it
            os.truncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return cls(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)


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
