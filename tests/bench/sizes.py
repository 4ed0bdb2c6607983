"""What a briefing costs as libraries grow to 100,000."""

from collections.abc import Iterable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.frame import Row
from tests.bench.loading import folder, load

SMALL, LARGE = 1_000, 100_000

ITEMS = 3
"""Items of each briefing: checking 100,000 of twelve items would take six minutes and grow with their number alike."""


def rows() -> Iterable[Row]:
    """Every figure, in folders that are taken away afterwards."""
    with TemporaryDirectory(prefix="briefbot-bench-") as place:
        small = folder(Path(place) / "small", SMALL, ITEMS)
        large = folder(Path(place) / "large", LARGE, ITEMS)
        before = [load(small).cpu for _ in range(3)]
        most = load(large)
        least = median([*before, *(load(small).cpu for _ in range(2))])
        name = f"CPU of a briefing of {ITEMS} items read cold, with {LARGE:,} / with {SMALL:,}"
        yield Row(name, most.cpu / LARGE / (least / SMALL), 1.3)
        yield Row(f"memory of a briefing of {ITEMS} items, with {LARGE:,}", most.memory / LARGE / 1000, 12, "KB")
        yield Row(f"longest full collection after loading {LARGE:,}", most.pause * 1000, 5, "ms")
