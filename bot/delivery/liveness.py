"""Which nodes live: each counts up a number of its own, and one whose number stands still for long enough is dead."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

LEASE: Final = 60.0
"""Seconds a node's number may stand still: longer than any call of a platform, which ends after 30, so that what a
node that lost its database was posting has arrived before another one looks for it."""


class Liveness:
    """What one node knows of the others. Judged by its own clock that is never set, so that no node's time of day
    matters. Where a node is `alone`, as on a SQLite file, every other one is dead."""

    def __init__(self, owner: str, *, alone: bool, clock: Callable[[], float] | None = None) -> None:
        self._owner = owner
        self._alone = alone
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._seen: dict[str, tuple[int, float]] = {}

    def dead(self, beats: Mapping[str, int]) -> list[str]:
        """The nodes that are dead, by the numbers as they are now."""
        now = self._clock()
        before = self._seen
        self._seen = {
            owner: before[owner] if owner in before and before[owner][0] == beat else (beat, now)
            for owner, beat in beats.items()
            if owner != self._owner
        }
        return [owner for owner, (_, since) in self._seen.items() if self._alone or now - since >= LEASE]
