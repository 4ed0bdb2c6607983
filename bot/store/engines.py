"""How each kind of database is connected to, and what its errors mean."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import (
    SQLITE_BUSY,
    SQLITE_CANTOPEN,
    SQLITE_CORRUPT,
    SQLITE_FULL,
    SQLITE_IOERR,
    SQLITE_LOCKED,
    SQLITE_NOTADB,
    SQLITE_READONLY,
)
from typing import Final

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store.address import APPLICATION, Address
from bot.store.errors import Damaged, Full, Unavailable, Unusable
from bot.store.lock import writers

BUSY: Final = 10_000
"""Milliseconds a statement waits for another process's: a backup, a command-line tool."""

CONNECT: Final = 10
"""Seconds a connection to PostgreSQL may take."""

STILL: Final = 20.0
"""Seconds for which a transaction on PostgreSQL may stand still before the server ends it. A process that is frozen in
one would otherwise hold its locks, and with them every other process, until somebody finds it."""

AT_ONCE: Final = 8
"""Connections to PostgreSQL a process holds (and half as many more for a moment); readers of a SQLite file."""


def both(address: Address) -> tuple[AsyncEngine, AsyncEngine]:
    """(reader, writer)."""
    if address.file is not None:
        return sqlite(address.file, "BEGIN", reads=True), sqlite(address.file, "BEGIN IMMEDIATE")
    engine = _postgresql(address)
    # One state of everything for as long as a reader looks, as SQLite gives it.
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True), engine


def sqlite(file: Path, begin: str, *, reads: bool = False, foreign_keys: bool = True) -> AsyncEngine:
    """An engine whose transactions open with `begin`; for a writer it keeps one connection."""
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(file)),
        # None turns off the driver's own transactions: it would begin them late and deferred, and commit before DDL.
        connect_args={"timeout": BUSY / 1000, "isolation_level": None},
        pool_size=AT_ONCE if reads else 1,
        max_overflow=0,
    )
    pragmas = [
        f"busy_timeout = {BUSY}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "cache_size = -32000",  # 32 MB where they are needed: a minute with many digests touches as much
        f"foreign_keys = {'ON' if foreign_keys else 'OFF'}",
        f"query_only = {'ON' if reads else 'OFF'}",
    ]

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "invalidate")
    def _given_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry, _why: BaseException | None) -> None:
        # Cancelled in mid-statement: closing alone would keep the transaction, and the file's lock with it, for as long
        # as the traceback of the cancellation refers to the statement.
        with suppress(sqlite3.Error, InvalidRequestError):  # it is closed already, or by the collector of garbage
            connection.rollback()

    @event.listens_for(engine.sync_engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(address: Address) -> AsyncEngine:
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise Unusable("PostgreSQL needs its driver: pip install 'briefbot[postgres]'.") from None
    engine = create_async_engine(
        make_url(address.url).set(drivername="postgresql+psycopg"),
        connect_args={"connect_timeout": CONNECT, "application_name": APPLICATION},
        pool_size=AT_ONCE,
        max_overflow=AT_ONCE // 2,
        pool_timeout=CONNECT * 3,
        pool_pre_ping=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET idle_in_transaction_session_timeout = {STILL * 1000:.0f}")
        cursor.close()
        connection.commit()

    return engine


@contextmanager
def told(address: Address) -> Iterator[None]:
    """Raise what the driver says about the state of the database as Unusable, in words; anything else as it is."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable(f"{address}: every connection has been busy for {CONNECT * 3} s.") from error
    except DBAPIError as error:
        meant = (_sqlite if address.sqlite else _postgres)(error, address)
        if meant is None:
            raise
        raise meant from error


def _sqlite(error: DBAPIError, address: Address) -> Unusable | None:
    said = str(error.orig)
    match getattr(error.orig, "sqlite_errorcode", 0) & 0xFF:
        case code if code == SQLITE_FULL:
            return Full(f"The disk of the database {address} is full. Make room; nothing that was kept is lost.")
        case code if code in {SQLITE_BUSY, SQLITE_LOCKED}:
            return Unavailable(_busy(address))
        case code if code in {SQLITE_READONLY, SQLITE_CANTOPEN}:
            return Unavailable(f"The database {address} can't be opened to write ({said}). Mend its permissions.")
        case code if code == SQLITE_IOERR:
            return Unavailable(
                f"The disk of the database {address} can't be written or read ({said}). Look at the disk; nothing that "
                "was kept is lost."
            )
        case code if code in {SQLITE_CORRUPT, SQLITE_NOTADB}:
            return Damaged(
                f"The database {address} is damaged or no SQLite file ({said}). Put a backup in its place with: "
                "briefbot db restore FILE"
            )
        case _:
            return None


def _busy(address: Address) -> str:
    found = writers(address.file) if address.file else []
    who = " and ".join(found) or "another process"
    return (
        f"{who[:1].upper()}{who[1:]} has had the database {address} for more than {BUSY // 1000} s, as an open "
        "transaction of a tool does. Let it finish or close it, then try again; nothing that was kept is lost."
    )


def _postgres(error: DBAPIError, address: Address) -> Unusable | None:
    said = " ".join(str(error.orig).split())
    state: str = getattr(error.orig, "sqlstate", None) or ""
    if state == "53100":
        return Full(f"The disk of the database {address} is full. Make room; nothing that was kept is lost.")
    # 08 connection, 53 resources, 57P shut down, 40001 and 40P01 gave way to another transaction, 55P03 lock, 25P03
    # stood still.
    again = state.startswith(("08", "53", "57P")) or state in {"40001", "40P01", "55P03", "25P03"}
    if again or error.connection_invalidated:
        return Unavailable(f"The database {address} can't be used now ({said}).")
    from psycopg import OperationalError

    if isinstance(error.orig, OperationalError) and not state:
        return Unavailable(
            f"The database {address} can't be reached ({said}). Is it running, and is DATABASE_URL right?"
        )
    if state == "42501":
        return Unusable(f"The database {address} doesn't let its user do what the bot needs ({said}). Grant it.")
    if state.startswith(("28", "3D")):
        return Unusable(f"The database {address} refuses the connection ({said}). Mend DATABASE_URL or make it.")
    return None
