"""Texts kept under short names: what a button carries when it is too long for the platform."""

import base64
import hashlib
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Final

MOST: Final = 500_000
"""Texts kept, about 200 bytes each; beyond that the tenth that was needed longest ago is forgotten."""

_REMEMBERED: Final = 4096
"""Texts that need no look into the file."""

_TABLES: Final = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA busy_timeout = 5000;
CREATE TABLE IF NOT EXISTS token (
    token TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    kept INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS token_kept ON token (kept);
"""


class TokenStore:
    """A table in a SQLite file. `clock` gives seconds since 1970. Calls take some 20 µs and are made in one thread."""

    def __init__(self, path: Path | str, clock: Callable[[], float] = time.time, most: int = MOST) -> None:
        self._clock = clock
        self._most = most
        self._recent: OrderedDict[str, str] = OrderedDict()
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript(_TABLES)
        (self._count,) = self._connection.execute("SELECT count(*) FROM token").fetchone()

    def keep(self, text: str) -> str:
        """The token of a text, 22 characters of A-Z, a-z, 0-9, - and _. The same text has the same token."""
        digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
        token = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if token not in self._recent:
            self._write(token, text)
        self._remember(token, text)
        return token

    def get(self, token: str) -> str | None:
        """The text of a token, or None when it is not known (any more)."""
        text = self._recent.get(token)
        if text is None:
            row = self._connection.execute("SELECT text FROM token WHERE token = ?", (token,)).fetchone()
            text = str(row[0]) if row else None
        if text is not None:
            self._remember(token, text)
        return text

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _write(self, token: str, text: str) -> None:
        statement = "INSERT INTO token VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET kept = excluded.kept"
        self._connection.execute(statement, (token, text, int(self._clock())))
        self._count += 1
        if self._count > self._most:
            self._forget()

    def _forget(self) -> None:
        statement = """
            DELETE FROM token WHERE token IN (
                SELECT token FROM token ORDER BY kept LIMIT max((SELECT count(*) FROM token) - ?, 0)
            )
        """
        self._connection.execute(statement, (self._most * 9 // 10,))
        (self._count,) = self._connection.execute("SELECT count(*) FROM token").fetchone()

    def _remember(self, token: str, text: str) -> None:
        self._recent[token] = text
        self._recent.move_to_end(token)
        if len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)
