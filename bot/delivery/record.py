"""Remembers the answers that people were shown, so that a correction finds them."""

import logging
from collections.abc import Callable

from bot.chat.delivery import Shown
from bot.chat.refs import refs
from bot.delivery.corrections import catch_up
from bot.store import posted
from bot.store.content import Content
from bot.store.database import Database
from bot.store.errors import Unusable

log = logging.getLogger(__name__)


class Answers:
    """The `Record` that platforms tell. `clock` gives seconds since 1970."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def shown(self, shown: Shown) -> None:
        """Keep it; a new answer without facts has nothing that could need correcting. Never raises."""
        if shown.id is None and not refs(shown.document):
            return
        try:
            async with self._database.write() as c:
                content = Content(shown.document)
                now = int(self._clock())
                message = await posted.remember(c, shown.place, shown.id, content, now)
                await catch_up(c, [message], now)
        except Unusable as error:
            log.warning("an answer in %s can't be remembered, so it will not be corrected: %s", shown.place, error)
        except Exception:
            log.exception("an answer in %s can't be remembered, so it will not be corrected", shown.place)
