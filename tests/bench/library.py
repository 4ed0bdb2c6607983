"""The library with few and many briefings: answers, starts and saves."""

import asyncio
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bot.app import dispatcher
from bot.briefing.check import check
from bot.briefing.model import Briefing
from bot.chat.request import Caller, Place, Request
from bot.library.library import Library
from bot.library.watch import watch
from tests.bench.briefings import briefing
from tests.bench.frame import ROUNDS, Row, percentile, ratio
from tests.bench.loading import folder, load

FEW, MANY = 100, 10_000

ASKED = 200
"""Requests of a kind in a round: two are beyond the 99th percentile."""

SAVED = 9
"""Saves that are waited for."""

Words = Callable[[str, Briefing, random.Random], str]
"""What is typed after a command, made of a topic and its briefing."""


def rows() -> Iterable[Row]:
    """Every figure, in folders that are taken away afterwards."""
    with TemporaryDirectory(prefix="briefbot-bench-") as place:
        few, many = folder(Path(place) / "few", FEW), folder(Path(place) / "many", MANY)
        cache = Path(place) / "cache"
        time.sleep(2.5)  # a file's time can be relied on when it is not the present
        yield from _starts(many, cache)
        small, large = Library(few), Library(many, cache)
        small.load()
        large.load()
        for library, brief in ((small, 1), (large, 5)):
            yield from _answers(library, brief, 20)
        yield from _saves(few, small, many, large)


def _starts(many: Path, cache: Path) -> Iterator[Row]:
    """One cold start, which lasts long enough to even out disturbances, and the median of warm ones."""
    cold = load(many, cache)
    warm = median(load(many, cache).cpu for _ in range(ROUNDS))
    yield Row(f"warm start / cold start, {MANY:,} unchanged files (CPU)", warm / cold.cpu, 0.10)
    yield Row(f"memory of a briefing of 12 items, with {MANY:,}", cold.memory / cold.briefings / 1000, 12, "KB")


def _answers(library: Library, quick: float, thorough: float) -> Iterator[Row]:
    """The 99th percentile of answers in milliseconds of processor time: nothing in them waits for anything else."""
    kinds: list[tuple[str, str, float, Words]] = [
        ("/brief", "brief", quick, lambda topic, found, _: topic),
        ("/brief by title", "brief", quick, lambda _, found, __: found.title),
        ("/brief mistyped", "brief", quick, lambda _, found, chance: _mistyped(found.title, chance)),
        ("/brief on what isn't covered", "brief", quick, lambda _, __, chance: _nonsense(chance)),
        ("/actor", "actor", quick, lambda _, found, chance: _actor(found, chance)),
        ("/actor by last name", "actor", quick, lambda _, found, chance: _actor(found, chance).split()[-1]),
        ("/actor mistyped", "actor", quick, lambda _, found, chance: _mistyped(_actor(found, chance), chance)),
        ("/figure, a whole label", "figure", thorough, lambda _, found, chance: _label(found, chance)),
        (
            "/figure, two words",
            "figure",
            thorough,
            lambda _, found, chance: " ".join(_label(found, chance).split()[:2]),
        ),
        ("/search, one word", "search", thorough, lambda _, found, chance: _word(found, chance)),
        ("/search, eight words", "search", thorough, lambda _, found, __: _start(found.summary, 8)),
    ]
    for name, command, bar, words in kinds:
        milliseconds = [_round(library, command, words, seed) for seed in range(ROUNDS)]
        yield Row(f"{name}, p99 with {len(library):,} briefings", median(milliseconds), bar, "ms")


def _round(library: Library, command: str, words: Words, seed: int) -> float:
    chance, view, answers = random.Random(seed), library.view(), dispatcher(library)
    place, caller = Place("console", "local", "terminal"), Caller("bench", "bench")
    requests = []
    for _ in range(ASKED):
        topic = f"topic-{chance.randrange(len(library))}"
        revision = view.get(topic)
        assert revision is not None
        typed = words(topic, revision.briefing, chance)
        requests.append(Request(command, caller, place, text=typed))

    async def ask() -> list[float]:
        taken = []
        for request in requests:
            start = time.thread_time()
            await answers.answer(request)
            taken.append(time.thread_time() - start)
        return taken

    return percentile(asyncio.run(ask())) * 1000


def _saves(few: Path, small: Library, many: Path, large: Library) -> Iterator[Row]:
    yield Row(f"one file reloaded, with {MANY:,} / with {FEW}", ratio(_saver(many, large), _saver(few, small), 15), 1.5)
    beyond = asyncio.run(_visible(many, large))
    yield Row(f"saved → visible beyond its parse, with {MANY:,}", median(beyond) * 1000, 50, "ms")


def _saver(where: Path, library: Library) -> Callable[[], None]:
    """Saves another text each time it is called, and reloads it."""
    path = where / "topic-7.yaml"
    texts = iter(briefing(number) for number in range(200_000, 201_000))

    def save() -> None:
        path.write_text(next(texts), "utf-8")
        library.reload([path])

    return save


async def _visible(where: Path, library: Library) -> Sequence[float]:
    """Seconds from a save until the watched library shows it, less those that checking the file takes."""
    watching = asyncio.create_task(watch(library))
    await asyncio.sleep(2)
    beyond = []
    for number in range(300_000, 300_000 + SAVED):
        text = briefing(number)
        start = time.perf_counter()
        parsed = check(text.encode(), "bench").briefing
        parse = time.perf_counter() - start
        assert parsed is not None
        path = where / "topic-9.yaml"
        start = time.perf_counter()
        path.write_text(text, "utf-8")
        while _title(library) != parsed.title:
            await asyncio.sleep(0)
        beyond.append(time.perf_counter() - start - parse)
        await asyncio.sleep(0.2)
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    return beyond


def _title(library: Library) -> str:
    shown = library.view().get("topic-9")
    return shown.briefing.title if shown else ""


def _actor(found: Briefing, chance: random.Random) -> str:
    return chance.choice(list(found.actors.values())).name


def _label(found: Briefing, chance: random.Random) -> str:
    return chance.choice(list(found.figures.values())).label


def _start(text: str, words: int) -> str:
    return " ".join(text.split()[:words])


def _word(found: Briefing, chance: random.Random) -> str:
    return chance.choice(found.summary.split())


def _mistyped(words: str, chance: random.Random) -> str:
    """The words with two letters swapped somewhere."""
    at = chance.randrange(len(words) - 1)
    return words[:at] + words[at + 1] + words[at] + words[at + 2 :]


def _nonsense(chance: random.Random) -> str:
    return " ".join("".join(chance.sample("abcdefghijklmnopqrstuvwxyz", 9)) for _ in range(2))
