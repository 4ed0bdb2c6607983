"""Which nodes live: each counts up a number of its own, and one whose number stands still for long enough is dead."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

CALL: Final = 30.0
"""Seconds after which every call of a platform has ended."""

LEASE: Final = 60.0
"""Seconds a node's number may stand still: longer than any call of a platform, which ends after 30, so that what a
node that lost its database was posting has arrived before another one looks for it."""


class Liveness:
    """What one node knows of the others, and of itself. Judged by its own clock that is never set, so that no node's
    time of day matters. Where a node is `alone`, as on a SQLite file, every other one is dead, and it lives for as
    long as the file is `held`."""

    def __init__(
        self,
        owner: str,
        *,
        alone: bool,
        held: Callable[[], bool] = lambda: True,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._owner = owner
        self._alone = alone
        self._held = held
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._seen: dict[str, tuple[int, float]] = {}
        self._beat = float("-inf")
        self._lives = 0

    def now(self) -> float:
        """The time by the clock that is never set."""
        return self._clock()

    def beaten(self, began: float) -> None:
        """This node has said that it lives, from `began` on. After too long a silence that is another life."""
        if not self._lively():
            self._lives += 1
        self._beat = began

    def fence(self) -> Callable[[], bool]:
        """Says whether this node has lived from now on without a break, so that no other node can have taken over
        what it is at, nor can before a call that it begins now has ended."""
        life = self._lives
        return lambda: self._lives == life and self._lively()

    def _lively(self) -> bool:
        return self._held() if self._alone else self._clock() - self._beat < LEASE - CALL

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
