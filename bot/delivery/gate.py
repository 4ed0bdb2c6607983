"""How many deliveries go to a platform at once: what it takes, one at a time after trouble, none while it rests."""

from collections import deque
from typing import Final

FEW: Final = 16
MOST: Final = 4000
"""Deliveries under way at once: at the start, and at most. Between them twice those that went through in the last
second, so that little is in doubt when the process is killed, and nothing waits for it where the platform is fast."""

STREAK: Final = 5
"""Attempts in a row that the platform did not take, after which it is left alone for a while."""

REST: Final = 2.0
LONGEST: Final = 60.0
"""Seconds for which it is left alone first, and at most; each time twice as long until something goes through."""

LATELY: Final = 300.0
"""Seconds for which a platform that took something counts as healthy."""


class Gate:
    """Counts what goes through. Times are seconds of a clock that is never set."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._through: deque[tuple[float, int]] = deque()
        self._streak = 0
        self._rests = 0
        self._until = 0.0
        self._asked = 0.0
        self._last = float("-inf")

    def room(self, now: float, under_way: int) -> int:
        """How many more may be begun."""
        if self.rest(now):
            return 0
        if self._streak >= STREAK:
            return max(0, 1 - under_way)
        return max(0, self._width(now) - under_way)

    def rest(self, now: float) -> float:
        """Seconds for which nothing may be begun."""
        return max(0.0, self._until - now, self._asked - now)

    def worked(self, now: float, count: int = 1) -> None:
        """The platform took this many."""
        self._through.append((now, count))
        self._streak = self._rests = 0
        self._until = 0.0
        self._last = now

    def trouble(self, now: float, asked: float = 0.0) -> None:
        """The platform did not take one, and asked to send nothing at all for so many seconds. What it asks of one
        place is no matter of the others."""
        self._streak += 1
        self._asked = max(self._asked, now + asked)
        if self._streak >= STREAK and now >= self._until:
            self._until = now + min(LONGEST, REST * 2.0 ** min(self._rests, 16))
            self._rests += 1

    def healthy(self, now: float) -> bool:
        """Whether the platform took anything lately."""
        return now - self._last < LATELY

    def _width(self, now: float) -> int:
        while self._through and self._through[0][0] < now - 1:
            self._through.popleft()
        return min(self._most, max(FEW, 2 * sum(count for _, count in self._through)))
