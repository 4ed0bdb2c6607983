"""Installations into workspaces: what gives access to each, encrypted at rest, and the installations under way."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

T = TypeVar("T")

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS installation (
    workspace TEXT PRIMARY KEY,
    secret BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS installing (
    state TEXT PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT;
"""

_PATIENCE: Final = 10.0
"""Seconds a statement waits for another process's."""


class WrongKey(Exception):
    """What is stored was encrypted with a key that is not among those of the settings."""


class InvalidKey(ValueError):
    """A key that can't be one; says how to make one, and never shows it."""

    def __init__(self) -> None:
        super().__init__(
            "The encryption key must be 32 random bytes in URL-safe base64. Make one with: "
            'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
        )


class InstallationStore:
    """A table in a SQLite file. `keys`: the first encrypts, all decrypt, so that a key can be replaced by putting the
    new one first. Raises InvalidKey. One connection; calls take turns on it in a thread."""

    def __init__(self, path: Path, keys: Sequence[str]) -> None:
        try:
            self._cipher = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise InvalidKey from None
        self._path = path
        self._lock = threading.Lock()
        self._open: sqlite3.Connection | None = None

    async def keep(self, workspace: str, secret: bytes) -> None:
        """Keep what gives access to a workspace, in place of what was kept before."""
        hidden = self._cipher.encrypt(secret)
        statement = "INSERT INTO installation VALUES (?, ?) ON CONFLICT DO UPDATE SET secret = excluded.secret"
        await self._do(lambda database: database.execute(statement, (workspace, hidden)))

    async def read(self, workspace: str) -> bytes | None:
        """What was kept, or None. Raises WrongKey."""
        statement = "SELECT secret FROM installation WHERE workspace = ?"
        row = await self._do(lambda database: database.execute(statement, (workspace,)).fetchone())
        if row is None:
            return None
        try:
            return self._cipher.decrypt(row[0])
        except InvalidToken:
            raise WrongKey(f"the installation into {workspace} was encrypted with another key") from None

    async def drop(self, workspace: str) -> bool:
        """Delete what was kept; whether there was anything."""
        statement = "DELETE FROM installation WHERE workspace = ?"
        return await self._do(lambda database: database.execute(statement, (workspace,)).rowcount > 0)

    async def issue(self, state: str, until: int) -> None:
        """Remember that an installation was begun; `until` in seconds since 1970. Only a hash of the state is kept."""
        hashed = _hashed(state)
        await self._do(lambda database: database.execute("INSERT INTO installing VALUES (?, ?)", (hashed, until)))

    async def redeem(self, state: str, now: int) -> bool:
        """Whether this installation was begun and is still in time; a state can be redeemed once."""

        def redeem(database: sqlite3.Connection) -> bool:
            found = database.execute(
                "DELETE FROM installing WHERE state = ? RETURNING until", (_hashed(state),)
            ).fetchone()
            database.execute("DELETE FROM installing WHERE until <= ?", (now,))
            return found is not None and found[0] > now

        return await self._do(redeem)

    async def close(self) -> None:
        """Close the file."""
        await asyncio.to_thread(self._close)

    async def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do work in one transaction, in a thread."""

        def run() -> T:
            with self._lock:
                database = self._connection()
                with database:
                    database.execute("BEGIN IMMEDIATE")
                    return work(database)

        return await asyncio.to_thread(run)

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(self._path, timeout=_PATIENCE, check_same_thread=False, isolation_level=None)
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
            database.executescript(_TABLES)
            self._open = database
        return self._open

    def _close(self) -> None:
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None


def _hashed(state: str) -> str:
    return sha256(state.encode()).hexdigest()
