"""Texts kept under short names: what a button carries when it is too long for the platform."""

import asyncio
import base64
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from sqlalchemy import delete, func, select

from bot.store.database import Database
from bot.store.tables import token as table
from bot.store.upsert import insert

MOST: Final = 500_000
"""Texts kept, about 200 bytes each; beyond that the tenth that was needed longest ago is forgotten."""

_REMEMBERED: Final = 4096
"""Texts that need no look into the database."""

_DAY: Final = 86_400
"""Seconds after which a text that is needed again is noted to have been needed."""


class TokenStore:
    """The texts of one database, for every process that uses it. `clock` gives seconds since 1970."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time, most: int = MOST) -> None:
        self._database = database
        self._clock = clock
        self._most = most
        self._recent: OrderedDict[str, tuple[str, float]] = OrderedDict()  # token: (text, when it was noted)
        self._queued: dict[str, tuple[str, float]] = {}
        self._flushing = asyncio.Lock()
        self._count: int | None = None

    def keep(self, text: str) -> str:
        """The token of a text, 22 characters of A-Z, a-z, 0-9, - and _. The same text has the same token.

        This process knows it at once; `flush` makes it last.
        """
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        token = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        known = self._recent.get(token)
        now = self._clock()
        if known is None or known[1] + _DAY <= now:
            known = self._queued[token] = (text, now)
        self._remember(token, known)
        return token

    async def get(self, token: str) -> str | None:
        """The text of a token, or None when it is not known (any more). Raises Unavailable."""
        known = self._recent.get(token) or self._queued.get(token)
        if known is None:
            async with self._database.read() as c:
                row = (await c.execute(select(table.c.text, table.c.kept).where(table.c.token == token))).first()
            if row is None:
                return None
            known = (row.text, row.kept)
        self._remember(token, known)
        return known[0]

    async def flush(self) -> None:
        """Return when all that was kept before is safe. Many flushes at once share a transaction. Raises Unavailable,
        and keeps what is queued for the next one."""
        if not self._queued and not self._flushing.locked():
            return
        async with self._flushing:
            if not self._queued:
                return
            queued, self._queued = self._queued, {}
            try:
                await self._write(queued)
            except BaseException:
                self._queued = queued | self._queued
                raise

    async def _write(self, queued: dict[str, tuple[str, float]]) -> None:
        rows = [{"token": token, "text": text, "kept": int(now)} for token, (text, now) in sorted(queued.items())]
        async with self._database.write() as c:
            statement = insert(c, table)
            needed = {"kept": statement.excluded.kept}
            await c.execute(statement.on_conflict_do_update(index_elements=[table.c.token], set_=needed), rows)
            counted = select(func.count()).select_from(table)
            if self._count is None or self._count + len(rows) > self._most:
                self._count = (await c.execute(counted)).scalar_one()
                if self._count > self._most:
                    many = self._count - self._most * 9 // 10
                    oldest = select(table.c.token).order_by(table.c.kept).limit(many)
                    await c.execute(delete(table).where(table.c.token.in_(oldest)))
                    self._count -= many
            else:
                self._count += len(rows)

    def _remember(self, token: str, known: tuple[str, float]) -> None:
        self._recent[token] = known
        self._recent.move_to_end(token)
        if len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)
