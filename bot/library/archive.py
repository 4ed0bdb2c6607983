"""Keeps the library and the history in step: what files say becomes revisions, what is published is shown."""

import logging
from collections.abc import Callable

from bot.briefing.packing import unpack
from bot.briefing.revision import Revision
from bot.library.library import Library
from bot.store import files, history
from bot.store.database import Database

log = logging.getLogger(__name__)


class Archive:
    """The history of a library, in the database. `clock` gives seconds since 1970."""

    def __init__(self, library: Library, database: Database, clock: Callable[[], float]) -> None:
        self._library = library
        self._database = database
        self._clock = clock
        self._kept = -1
        self._latest = -1
        self._shown: dict[tuple[str, str], str] = {}

    async def keep(self) -> None:
        """Make revisions of the files as they are now, so that what they said is known when they have changed.

        Costs nothing while no file changes.
        """
        state = self._library.state
        if state == self._kept:
            return
        filed = self._library.filed()
        async with self._database.write() as c:
            loaded = await files.load(c, filed, int(self._clock()))
        self._kept = state
        for topic in loaded.waiting:
            log.warning(
                "the file on %s waits for an owner, who published this topic as of the same day or later", topic
            )

    async def show(self) -> None:
        """Show what moderators published and no longer what they withdrew, whichever process they asked.

        Costs one small query while nothing is published anywhere.
        """
        async with self._database.read() as c:
            latest = await history.latest(c)
            if latest == self._latest:
                return
            published = await history.pointers(c)
            changed = [(*key, id_) for key, id_ in published.items() if self._shown.get(key) != id_]
            withheld, withdrawn = await history.withheld(c), await history.withdrawn(c)
            if self._latest < 0:
                found = [_unpacked(one) for one in await history.written(c)]
            else:
                found = [one for key in changed if (one := await history.get(c, *key)) is not None]
        for revision in found:
            self._library.publish(revision)
        for workspace, topic in self._shown.keys() - published.keys():
            self._library.withdraw(workspace, topic)
        self._library.withhold(withheld, withdrawn)
        self._shown, self._latest = published, latest


def _unpacked(one: history.Published) -> Revision:
    return Revision(one.topic, one.id, unpack(one.briefing), one.workspace)
