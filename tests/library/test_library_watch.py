"""The watcher on real files: a save is live within a second, whatever the editor does."""

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from bot.library.library import Library
from bot.library.watch import watch
from tests.library.shelves import loaded, save, text

LIVE = 1.0
"""Seconds in which a saved briefing must be live."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "briefings"
    made.mkdir()
    save(made, "one", text(title="First"))
    return made


@pytest.fixture
async def library(folder: Path) -> AsyncIterator[Library]:
    """A library that is being watched."""
    watched = loaded(folder)
    task = asyncio.create_task(watch(watched))
    marker = save(folder, "marker", text(title="Marker"))
    await until(lambda: "marker" in titles(watched), 5)
    marker.unlink()
    await until(lambda: "marker" not in titles(watched))
    yield watched
    assert not task.done(), task
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def until(true: Callable[[], object], seconds: float = LIVE) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.005)


def titles(library: Library) -> dict[str, str]:
    return {found.topic: found.title for found in library.view().topics(99)}


async def test_a_save_is_live(library, folder):
    save(folder, "one", text(title="Second"))
    await until(lambda: titles(library) == {"one": "Second"})
    save(folder, "two", text(title="New"))
    await until(lambda: titles(library) == {"one": "Second", "two": "New"})


async def test_every_way_of_saving(library, folder):
    path = folder / "one.yaml"
    (folder / ".one.yaml.swp").write_text("vim")
    temporary = folder / "one.yaml.tmp"
    temporary.write_text(text(title="Renamed over"))
    temporary.replace(path)
    await until(lambda: titles(library) == {"one": "Renamed over"})
    path.rename(folder / "one.yaml~")
    path.write_text(text(title="Backed up first"))
    await until(lambda: titles(library) == {"one": "Backed up first"})
    with path.open("w") as file:
        for line in text(title="Line by line").splitlines(keepends=True):
            file.write(line)
            file.flush()
            await asyncio.sleep(0.01)
    await until(lambda: titles(library) == {"one": "Line by line"})
    path.unlink()
    await until(lambda: titles(library) == {})
    path.write_text(text(title="Back"))
    await until(lambda: titles(library) == {"one": "Back"})
    assert not library.findings


async def test_a_broken_save_is_reported_and_the_good_one_stays(library, folder, caplog):
    with caplog.at_level(logging.WARNING):
        save(folder, "one", "title: First\nsummary: [\n")
        await until(lambda: library.findings)
    assert titles(library) == {"one": "First"}
    assert f"{folder / 'one.yaml'}:3:1: error:" in caplog.text
    save(folder, "one", text(title="Mended"))
    await until(lambda: titles(library) == {"one": "Mended"})
    assert not library.findings


async def test_folders_come_move_and_go(library, folder, tmp_path):
    made = tmp_path / "africa"
    made.mkdir()
    save(made, "kenya", text(title="Kenya"))
    made.rename(folder / "africa")
    await until(lambda: titles(library) == {"one": "First", "kenya": "Kenya"})
    (folder / "africa").rename(folder / "east")
    await asyncio.sleep(0.2)
    save(folder / "east", "kenya", text(title="Kenya again"))
    await until(lambda: titles(library) == {"one": "First", "kenya": "Kenya again"})
    shutil.rmtree(folder / "east")
    await until(lambda: titles(library) == {"one": "First"})
    assert not library.findings


async def test_the_whole_folder_goes_and_comes_back(library, folder, tmp_path):
    folder.rename(tmp_path / "away")
    await until(lambda: library.findings, 4)
    assert titles(library) == {"one": "First"}
    folder.mkdir()
    save(folder, "two", text(title="Two"))
    await until(lambda: titles(library) == {"two": "Two"}, 4)
    await asyncio.sleep(0.1)
    save(folder, "two", text(title="Two again"))
    await until(lambda: titles(library) == {"two": "Two again"}, 4)


async def test_a_configmap_is_turned_over_at_once(library, folder):
    for name, title in (("..2024", "Old"), ("..2025", "New")):
        (folder / name).mkdir()
        save(folder / name, "mounted", text(title=title))
    (folder / "..data").symlink_to("..2024")
    (folder / "mounted.yaml").symlink_to("..data/mounted.yaml")
    await until(lambda: titles(library).get("mounted") == "Old")
    (folder / "..new").symlink_to("..2025")
    (folder / "..new").replace(folder / "..data")
    await until(lambda: titles(library).get("mounted") == "New")
    assert titles(library) == {"one": "First", "mounted": "New"}


async def test_odd_things_appear_and_nothing_stops(library, folder):
    os.mkfifo(folder / "pipe.yaml")
    (folder / "huge.yaml").write_bytes(b"#" * (2 << 20))
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "circle").symlink_to(folder)
    save(folder, os.fsdecode(b"caf\xe9"))
    save(folder, "two", text(title="Two"))
    await until(lambda: titles(library) == {"one": "First", "two": "Two"}, 3)
    await until(lambda: {Path(finding.file).stem for finding in library.findings} >= {"pipe", "huge", "loop"}, 3)
    await asyncio.sleep(0.7)
    save(folder, "two", text(title="Two again"))
    await until(lambda: titles(library) == {"one": "First", "two": "Two again"})


async def test_a_change_before_watching_began_is_not_missed(folder):
    library = loaded(folder)
    save(folder, "one", text(title="Meanwhile"))
    task = asyncio.create_task(watch(library))
    await until(lambda: titles(library) == {"one": "Meanwhile"}, 3)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_many_files_at_once_keep_nobody_waiting(library, folder):
    longest = 0.0

    async def ask() -> None:
        nonlocal longest
        while True:
            start = asyncio.get_running_loop().time()
            await asyncio.sleep(0)
            library.view().find_topics("first")
            longest = max(longest, asyncio.get_running_loop().time() - start)

    asking = asyncio.create_task(ask())
    for number in range(300):
        save(folder, f"topic-{number}", text(title=f"Topic {number}"))
        await asyncio.sleep(0)
    await until(lambda: len(library) == 301, 15)
    asking.cancel()
    assert longest < 1


async def test_a_folder_that_cannot_be_watched_is_looked_through_every_second(folder, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(28, "OS file watch limit reached")

    monkeypatch.setattr("watchfiles._rust_notify.RustNotify", refuse)
    library = loaded(folder)
    task = asyncio.create_task(watch(library))
    await asyncio.sleep(0.1)
    save(folder, "one", text(title="Polled"))
    await until(lambda: titles(library) == {"one": "Polled"}, 3)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
