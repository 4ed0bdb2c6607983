"""What was made of a revision, kept for the next one who asks: a revision never changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from bot.briefing.revision import Revision

MOST: Final = 256
"""Things kept, the last ones asked for: some 20 KB each."""

Made = TypeVar("Made")


class Kept:
    """The last things made of revisions, whichever function made them."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._made: OrderedDict[tuple[Hashable, ...], Any] = OrderedDict()

    def of(self, revision: Revision, make: Callable[..., Made], *rest: Hashable) -> Made:
        """What `make(revision, *rest)` gives, made once. It must depend on nothing else."""
        key = (make, revision.workspace, revision.topic, revision.id, *rest)
        made: Made | None = self._made.get(key)
        if made is None:
            made = self._made[key] = make(revision, *rest)
            if len(self._made) > self._most:
                self._made.popitem(last=False)
        else:
            self._made.move_to_end(key)
        return made
