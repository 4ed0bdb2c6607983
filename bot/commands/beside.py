"""What was published beside a draft while it was being written, told wherever its author looks at it."""

from typing import TYPE_CHECKING

from bot.briefing.revision import Revision
from bot.chat.document import Block, Bullet, Bullets
from bot.library.told import author
from bot.present.wording import LABEL, shorten
from bot.store.saved import Saved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.briefing.model import Briefing
    from bot.library.overtaking import Overtaken


async def published_beside(c: "AsyncConnection", draft: Saved) -> tuple[Block, ...]:
    """What a draft has in it that was corrected since it was begun; nothing where that is nothing."""
    from bot.library import overtaking
    from bot.present.preview import unreferenced
    from bot.store import history

    told: list[Bullet] = []
    for one in await overtaking.overtaken_by(c, draft) if draft.state.open else ():
        base = await history.base(c, one.published)
        was = await history.briefing_of(c, base) if base else None
        told += _bullets(one, was, await history.briefing_of(c, one.published))
    heading = "Published while this was being written, and in it now"
    return unreferenced((Bullets(tuple(told), heading=heading),)) if told else ()


def _bullets(one: "Overtaken", was: "Briefing | None", now: "Briefing") -> "Iterator[Bullet]":
    from bot.briefing.changes import changes, facts
    from bot.present.changes import bullet

    published = one.published
    revision = Revision(published.topic, published.id, now)
    yield from (bullet(revision, change) for change in facts(changes(was, now, published.reasons)))
    by = f"By {author(published)}, as revision {published.number}."
    if one.clash:
        by = f"{by} The draft said otherwise; that is kept as revision {one.before.number}."
    yield Bullet(by, label=shorten(one.clash, LABEL) or None)
