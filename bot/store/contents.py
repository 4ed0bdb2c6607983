"""What was or will be posted, equal contents kept once, and the facts each of them shows."""

import logging
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.refs import refs
from bot.store.content import Content, Unreadable, unpack
from bot.store.tables import content, content_ref
from bot.store.upsert import insert

log = logging.getLogger(__name__)


async def keep(c: AsyncConnection, contents: Iterable[Content]) -> None:
    """Keep contents and the facts they show, where they are not kept yet."""
    new = {one.hash: one for one in sorted(contents, key=lambda one: one.hash)}
    if not new:
        return
    there = select(content.c.hash).where(content.c.hash.in_(list(new)))
    there = there.with_for_update(read=True, key_share=True)  # or it might be cleaned up before it is referred to
    for (known,) in (await c.execute(there)).all():
        del new[known]
    if not new:
        return
    rows = [{"hash": hash_, "blob": one.blob} for hash_, one in new.items()]
    await c.execute(insert(c, content).on_conflict_do_nothing(), rows)
    shown = [
        {
            "content": hash_,
            "workspace": ref.workspace,
            "briefing": ref.briefing,
            "item": ref.item,
            "revision": ref.revision,
        }
        for hash_, one in new.items()
        for ref in refs(one.document)
    ]
    if shown:
        await c.execute(insert(c, content_ref).on_conflict_do_nothing(), shown)


async def read(c: AsyncConnection, hashes: Iterable[str]) -> Mapping[str, Content]:
    """The contents of these hashes; what is not kept, or can't be read, is left out."""
    wanted = list(set(hashes))
    if not wanted:
        return {}
    found = select(content.c.hash, content.c.blob).where(content.c.hash.in_(wanted))
    readable = ((hash_, _readable(hash_, blob)) for hash_, blob in await c.execute(found))
    return {hash_: one for hash_, one in readable if one is not None}


def _readable(hash_: str, blob: bytes) -> Content | None:
    try:
        return unpack(blob)
    except Unreadable as error:
        log.warning("the content %s can't be read: %s", hash_, error)
        return None
