"""Remembers events for as long as Slack may send them again."""

from collections.abc import Callable
from typing import Final

KEPT: Final = 3600.0
"""Seconds an event is remembered. Slack sends one again at once, after a minute and after five."""

MOST: Final = 50_000
"""Most events remembered."""


class Seen:
    """Event ids, the oldest first."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}

    def before(self, event: str) -> bool:
        """Whether this event came before; from now on it did."""
        now = self._clock()
        while self._until and (len(self._until) >= MOST or next(iter(self._until.values())) <= now):
            del self._until[next(iter(self._until))]
        if event in self._until:
            return True
        self._until[event] = now + KEPT
        return False
