"""The bot's database: SQLite or PostgreSQL, opened by URL, brought up to date, used in transactions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Self

from bot.store.address import Address
from bot.store.errors import InUse, Unusable

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from bot.store.lock import Lock


class Database:
    """Opened by `open` (to use it, alone where it is SQLite) or `open_to_read` (beside whoever uses it).

    What belongs together is written in one `write()`: every noun of the store takes its connection.
    """

    def __init__(
        self,
        address: Address,
        reader: "AsyncEngine",
        writer: "AsyncEngine | None",
        refusal: Unusable | None = None,
    ) -> None:
        self.address = address
        self._reader = reader
        self._writer = writer
        self._turn = asyncio.Lock() if address.sqlite else None
        self._lock: Lock | None = None
        self._open = AsyncExitStack()
        self._refusal = refusal

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open a database to read and write, made or upgraded where needed.

        `url` is `sqlite:///path/to/file` or `postgresql://user:password@host/name`. Raises Unusable: InvalidUrl,
        NewerSchema, Damaged, Unavailable, and InUse while another process has the SQLite file.
        """
        from bot.store import engines, schema
        from bot.store.lock import Lock

        lock = None
        address = Address.parse(url)
        async with AsyncExitStack() as opening:
            if address.file is not None:
                address.make()
                lock = opening.enter_context(Lock.of(address.file, str(address)))
            database = cls(address, *engines.both(address))
            opening.push_async_callback(database._dispose)
            with engines.told(address):
                await schema.upgrade(address)
            database._lock = lock
            database._open = opening.pop_all()
        return database

    @classmethod
    async def open_to_read(cls, url: str, refusal: Unusable | None = None) -> Self:
        """Open a database that another process may be using; what would write raises `refusal`. Raises like `open`,
        OlderSchema, and Unusable where there is none yet."""
        from bot.store import engines, schema

        address = Address.parse(url)
        if not address.there():
            raise Unusable(f"There is no database at {address}. `briefbot run` or `briefbot db upgrade` makes one.")
        async with AsyncExitStack() as opening:
            database = cls(address, engines.both(address)[0], None, refusal)
            opening.push_async_callback(database._dispose)
            async with database.read() as connection:
                await schema.require(connection, address)
            database._open = opening.pop_all()
        return database

    @classmethod
    async def open_beside(cls, url: str) -> Self:
        """Open a database to read and write; while another process has the SQLite file, to read only: what would write
        raises its InUse then. Raises like `open`."""
        try:
            return await cls.open(url)
        except InUse as held:
            return await cls.open_to_read(url, held)

    @property
    def writable(self) -> bool:
        """Whether it was opened to write too."""
        return self._writer is not None

    def held(self) -> bool:
        """Whether no other process can have taken the SQLite file from this one."""
        return self._lock is None or self._lock.held()

    def keep(self) -> None:
        """Take the SQLite file again where somebody has deleted its lock. Raises InUse when another process has it."""
        if self._lock is not None:
            self._lock.keep()

    @asynccontextmanager
    async def write(self) -> AsyncIterator["AsyncConnection"]:
        """A transaction: committed at the end, rolled back on any exception.

        On SQLite one at a time, in the order they ask, and holding the file's write lock from the start: one within
        another would wait for ever. Raises Unavailable, and InUse where the file is another process's by now.
        """
        from bot.store import engines

        if self._writer is None:
            raise self._refusal or Unusable(f"{self.address} was opened to be read only.")
        async with AsyncExitStack() as turn:
            if self._turn is not None:
                await turn.enter_async_context(self._turn)
            self.keep()
            with engines.told(self.address):
                async with self._writer.begin() as connection:
                    yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator["AsyncConnection"]:
        """A transaction that sees one state of everything and can change nothing. Raises Unavailable."""
        from bot.store import engines

        with engines.told(self.address):
            async with self._reader.begin() as connection:
                yield connection

    async def close(self) -> None:
        """Close every connection and let another process have the file."""
        await self._open.aclose()

    async def _dispose(self) -> None:
        await self._reader.dispose()
        if self._writer is not None:
            await self._writer.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.close()
