"""What a module of measurements is made of: rows, and timings taken in turns."""

import time
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import Literal, NamedTuple

ROUNDS = 5
"""Fewest rounds of a ratio: with the median of five, two disturbed rounds change nothing."""


class Row(NamedTuple):
    """One measured figure and the bar it must reach: at most the bar, or at least where `better` is "higher"."""

    name: str
    measured: float
    bar: float
    unit: str = "×"
    better: Literal["lower", "higher"] = "lower"

    @property
    def reached(self) -> bool:
        """Whether the figure is as good as its bar."""
        return self.measured <= self.bar if self.better == "lower" else self.measured >= self.bar


def elapsed(run: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds that one call takes by a clock (`time.process_time` for the CPU's)."""
    start = clock()
    run()
    return clock() - start


def ratio(
    measured: Callable[[], object],
    reference: Callable[[], object],
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.perf_counter,
) -> float:
    """How many times as long as the reference the measured call takes: the median over rounds that run both in turn.

    Both are called once beforehand; every other round runs them the other way round.
    """
    elapsed(measured), elapsed(reference)
    found = []
    for number in range(rounds):
        if number % 2:
            below, above = elapsed(reference, clock), elapsed(measured, clock)
        else:
            above, below = elapsed(measured, clock), elapsed(reference, clock)
        found.append(above / below)
    return median(found)


def percentile(samples: Iterable[float], hundredth: int = 99) -> float:
    """The value that this many hundredths of the samples do not exceed (nearest rank)."""
    ranked: Sequence[float] = sorted(samples)
    return ranked[-(-len(ranked) * hundredth // 100) - 1]
