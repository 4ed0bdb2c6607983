"""What places were shown: old revisions from the history, with what has been corrected since."""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.compose import Before
from bot.library.archive import Archive
from bot.store import history
from bot.store.content import Known
from bot.store.database import Database
from bot.store.saved import Saved, State

BATCH: Final = 50
"""Revisions looked at in one query."""


class Revisions:
    """The `Past` that a database remembers. With an archive, what files say now is remembered first: a place that is
    shown it can be told later what has changed since."""

    def __init__(self, database: Database, archive: Archive | None = None) -> None:
        self._database = database
        self._archive = archive

    async def before(self, known: Collection[Known]) -> Mapping[Known, Before]:
        """The briefings of these revisions; one that is not kept any more is left out."""
        found: dict[Known, Before] = {}
        if self._archive is not None:
            await self._archive.keep()
        if not known:
            return found
        async with self._database.read() as c:
            for one in known:
                revision = await history.get(c, one.workspace, one.topic, one.revision)
                if revision is not None:
                    found[one] = Before(revision.briefing, await _corrections(c, one))
        return found


async def _corrections(c: AsyncConnection, known: Known) -> Mapping[str, str]:
    """What was corrected in a topic since a revision: why, by the item's path, the newest reason of each."""
    reasons: dict[str, str] = {}
    before: int | None = None
    while saved := await history.history(c, known.workspace, known.topic, None, limit=BATCH, before=before):
        for one in saved:
            if one.id == known.revision:
                return reasons
            if one.corrections and await _was_published(c, one):
                for correction in one.corrections:
                    reasons.setdefault(correction.item, correction.why)
        before = saved[-1].seq
    return reasons


async def _was_published(c: AsyncConnection, saved: Saved) -> bool:
    return any(step.state is State.PUBLISHED for step in await history.steps(c, saved))
