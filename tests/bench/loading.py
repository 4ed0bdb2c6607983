"""Loads a library in a process of its own and tells what that took: `python -m tests.bench.loading FOLDER [CACHE]`."""

import gc
import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bot.library.library import Library
from tests.bench.briefings import briefing


class Load(NamedTuple):
    """Processor time of a start in seconds, bytes that the process grew by, the longest full collection in seconds."""

    cpu: float
    memory: int
    pause: float
    briefings: int


def load(place: Path, cache: Path | None = None) -> Load:
    """Start a library on a folder in a fresh process. Raises when that fails or not all of it is published."""
    command = [sys.executable, "-m", "tests.bench.loading", str(place), *([str(cache)] if cache else [])]
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, text=True, check=True)
    loaded = Load(*json.loads(done.stdout))
    files = sum(1 for _ in place.iterdir())
    if loaded.briefings != files:
        raise ValueError(f"{files - loaded.briefings} of {files} briefings are not published")
    return loaded


def folder(path: Path, count: int, items: int = 12) -> Path:
    """Make a folder of this many briefings."""
    path.mkdir()
    for number in range(count):
        (path / f"topic-{number}.yaml").write_text(briefing(number, items), "utf-8")
    return path


def _memory() -> int:
    """Bytes of memory this process holds."""
    kilobytes = (line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in line)
    return int(next(kilobytes)) * 1024


def _measure(place: Path, cache: Path | None) -> Load:
    with TemporaryDirectory() as warm:
        # What a process does once whatever it loads is no part of a briefing's cost.
        Library(folder(Path(warm) / "briefings", 20)).load()
    before, start = _memory(), time.process_time()
    library = Library(place, cache)
    library.load()
    cpu, memory = time.process_time() - start, _memory() - before
    pauses = []
    for _ in range(5):
        start = time.perf_counter()
        gc.collect()
        pauses.append(time.perf_counter() - start)
    return Load(cpu, memory, max(pauses), len(library))


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    print(json.dumps(_measure(given[0], given[1] if len(given) > 1 else None)))  # noqa: T201
