"""The texts that evidence was found in, and those that can't be used as they are, each once for a workspace."""

from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import source_text
from bot.store.upsert import insert


async def keep(c: AsyncConnection, workspace: str, text: str, now: int) -> str:
    """Keep a text and give its sha256 in hexadecimal."""
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    row = insert(c, source_text).values(workspace=workspace, sha256=digest, text=text, kept_at=now)
    await c.execute(row.on_conflict_do_nothing())
    return digest


async def texts(c: AsyncConnection, workspace: str, digests: Iterable[str]) -> dict[str, str]:
    """The texts that a workspace has of these, by their sha256."""
    where = source_text.c.workspace == workspace, source_text.c.sha256.in_(list(digests))
    return {row.sha256: row.text for row in await c.execute(select(source_text).where(*where))}


async def find(c: AsyncConnection, workspace: str, start: str) -> str | None:
    """The text that a workspace has whose sha256 begins like this; None when there is none, or more than one."""
    where = source_text.c.workspace == workspace, source_text.c.sha256.startswith(start, autoescape=True)
    found = (await c.execute(select(source_text.c.text).where(*where).limit(2))).scalars().all()
    return found[0] if len(found) == 1 else None
