"""What delivering is measured by: the same rows written into a twin of the database by its driver alone.

Each stretch is written by a process of its own, so that the bot's memory and loop know nothing of it.
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, Final

import psycopg

from bot.store.tables import delivery

INSERTED: Final = tuple(name for name in delivery.c.keys() if name != "seq")  # noqa: SIM118
UPDATED: Final = ("state", "attempts", "owner", "message_id", "ended_at")
WAITING: Final = {"state": "waiting", "attempts": 0, "owner": None, "message_id": None, "ended_at": None}
"""What a delivery says while it waits, whatever it says by now."""

RANKED: Final = "(SELECT row_number() OVER (ORDER BY seq) AS n, * FROM delivery) AS ranked"
"""Deliveries with the number each has in both databases: PostgreSQL may leave some of its own numbers out."""


def insert(url: str, twin: str) -> tuple[int, float]:
    """Insert the deliveries that the twin lacks, as they are while they wait: how many, and the seconds it took."""
    with _connected(url) as there, _connected(twin) as here:
        _copy(there, here, "content", "content_ref")
        known = _row(here, "SELECT count(*) FROM delivery")[0]
        found = there.execute(f"SELECT {', '.join(INSERTED)} FROM {RANKED} WHERE n > {known} ORDER BY n").fetchall()
        values = [tuple(WAITING.get(name, value) for name, value in zip(INSERTED, row, strict=True)) for row in found]
        statement = f"INSERT INTO delivery ({', '.join(INSERTED)}) VALUES ({_marks(here, len(INSERTED))})"
        return len(values), _executed(here, statement, values)


def update(url: str, twin: str) -> tuple[int, float]:
    """Update the deliveries that are sent and wait in the twin: how many, and the seconds it took."""
    with _connected(url) as there, _connected(twin) as here:
        waiting = dict(here.execute(f"SELECT n, seq FROM {RANKED} WHERE state = 'waiting'").fetchall())
        sent = there.execute(f"SELECT n, {', '.join(UPDATED)} FROM {RANKED} WHERE state = 'sent' ORDER BY n")
        values = [(*row, waiting[n]) for n, *row in sent.fetchall() if n in waiting]
        mark = _marks(here, 1)
        statement = f"UPDATE delivery SET {', '.join(f'{name} = {mark}' for name in UPDATED)} WHERE seq = {mark}"
        return len(values), _executed(here, statement, values)


@contextmanager
def _connected(url: str) -> Iterator[Any]:
    """A connection with the bot's own settings."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=10)) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            yield connection
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection


def _copy(there: Any, here: Any, *tables: str) -> None:
    for table in tables:
        found = there.execute(f"SELECT * FROM {table}").fetchall()
        if found:
            marks = _marks(here, len(found[0]))
            _executed(here, f"INSERT INTO {table} VALUES ({marks}) ON CONFLICT DO NOTHING", found)


def _executed(connection: Any, statement: str, values: Sequence[Sequence[Any]]) -> float:
    start = time.perf_counter()
    cursor = connection.cursor()
    cursor.execute("BEGIN")
    cursor.executemany(statement, values)
    cursor.execute("COMMIT")
    return time.perf_counter() - start


def _row(connection: Any, statement: str) -> tuple[Any, ...]:
    found: tuple[Any, ...] = connection.execute(statement).fetchone()
    return found


def _marks(connection: Any, count: int) -> str:
    return ", ".join(["?" if isinstance(connection, sqlite3.Connection) else "%s"] * count)
