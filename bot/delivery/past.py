"""What places were shown: old revisions from the history, with what has been corrected since."""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.briefing.changes import BriefingAdded, BriefingWithdrawn, changes, facts, item_of
from bot.briefing.model import Briefing
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
                    found[one] = Before(revision.briefing, await _corrections(c, one, revision.briefing))
        return found


async def _corrections(c: AsyncConnection, known: Known, stated: Briefing) -> Mapping[str, str]:
    """What a place was shown in a revision and has been corrected since: why, by the item's path, the newest reason of
    each. What was wrong only after it, so that the place never saw it, is no correction there."""
    reasons: dict[str, str] = {}
    right: dict[str, list[Briefing]] = {}
    for saved in reversed(await _correcting(c, known)):
        wrong = await history.get(c, saved.workspace, saved.topic, saved.parent) if saved.parent is not None else None
        now = await history.get(c, saved.workspace, saved.topic, saved.id)
        for correction in saved.corrections:
            item = correction.item
            shown = [stated, *right.get(item, ())]
            if wrong is None or any(_reads_alike(one, wrong.briefing, item) for one in shown):
                reasons[item] = correction.why
                if now is not None:
                    right.setdefault(item, []).append(now.briefing)
            else:
                reasons.pop(item, None)
    return reasons


async def _correcting(c: AsyncConnection, known: Known) -> list[Saved]:
    """The revisions published since one that corrected something, the newest first."""
    found: list[Saved] = []
    before: int | None = None
    while saved := await history.history(c, known.workspace, known.topic, None, limit=BATCH, before=before):
        for one in saved:
            if one.id == known.revision:
                return found
            if one.corrections and await _was_published(c, one):
                found.append(one)
        before = saved[-1].seq
    return found


def _reads_alike(one: Briefing, other: Briefing, item: str) -> bool:
    """Whether two states of a briefing say the same in the item at a path."""
    return not any(
        item in (change.path, item_of(change))
        for change in facts(changes(one, other))
        if not isinstance(change, BriefingAdded | BriefingWithdrawn)
    )


async def _was_published(c: AsyncConnection, saved: Saved) -> bool:
    return any(step.state is State.PUBLISHED for step in await history.steps(c, saved))
