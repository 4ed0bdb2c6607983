"""A warm start: the same library as a cold one, whatever has happened to files and cache in between."""

import os
import stat
from pathlib import Path

import pytest

from bot.briefing.check import check
from bot.library.library import Library
from tests.library.shelves import loaded, save, text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "briefings"
    made.mkdir()
    return made


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were really checked, in order."""
    seen: list[str] = []

    def seeing(data: bytes, file: str):
        seen.append(Path(file).stem)
        return check(data, file)

    monkeypatch.setattr("bot.briefing.check.check", seeing)
    return seen


def kept(cache: Path) -> Path:
    (found,) = cache.iterdir()
    return found


def old(*paths: Path) -> None:
    """Date files back, so that their times can be relied on."""
    for path in paths:
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 100))


def same(one: Library, other: Library) -> bool:
    views = one.view(), other.view()
    return (
        one.findings == other.findings
        and views[0].topics(99) == views[1].topics(99)
        and all(views[0].get(found.topic) == views[1].get(found.topic) for found in views[0].topics(99))
        and views[0].search("russian loans") == views[1].search("russian loans")
        and views[0].find_actors("maduro") == views[1].find_actors("maduro")
        and views[0].find_figures("loans") == views[1].find_figures("loans")
    )


def test_a_warm_start_checks_nothing_and_gives_the_same(folder, cache, checked):
    old(save(folder, "one"), save(folder, "two", text(title="Another")), save(folder, "broken", "title: no\n"))
    cold = loaded(folder, cache)
    assert sorted(checked) == ["broken", "one", "two"]
    assert cold.findings
    checked.clear()
    warm = loaded(folder, cache)
    assert checked == []
    assert same(cold, warm)
    assert same(warm, loaded(folder))


def test_only_what_changed_is_checked_again(folder, cache, checked):
    one, two = save(folder, "one"), save(folder, "two")
    old(one, two)
    loaded(folder, cache)
    save(folder, "two", text(title="Changed"))
    save(folder, "three")
    one.touch()
    checked.clear()
    warm = loaded(folder, cache)
    assert sorted(checked) == ["three", "two"]
    assert [found.title for found in warm.view().topics(9)] == ["Changed", "Russia in Venezuela", "Russia in Venezuela"]
    two.unlink()
    checked.clear()
    assert [found.topic for found in loaded(folder, cache).view().topics(9)] == ["one", "three"]
    assert checked == []


def test_a_change_that_leaves_time_and_size_as_they_were_is_seen(folder, cache):
    path = save(folder, "one", text(title="Title A"))
    old(path)
    before = path.stat()
    loaded(folder, cache)
    path.write_text(text(title="Title B"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert loaded(folder, cache).view().topics(1)[0].title == "Title B"


def test_a_file_written_a_moment_ago_is_hashed_but_not_checked(folder, cache, checked):
    save(folder, "one")
    loaded(folder, cache)
    checked.clear()
    assert len(loaded(folder, cache)) == 1
    assert checked == []


def test_the_last_good_state_outlives_a_restart(folder, cache):
    path = save(folder, "one")
    loaded(folder, cache)
    path.write_text("title: broken\n")
    for _ in range(3):
        library = loaded(folder, cache)
        assert library.findings
        assert library.view().get("one") is not None
        assert library.view().find_actors("guaido").exact
    path.write_text(text(title="Mended"))
    assert loaded(folder, cache).view().topics(1)[0].title == "Mended"


@pytest.mark.parametrize("damage", ["empty", "cut", "noise", "flipped", "foreign", "header", "grown"])
def test_a_damaged_cache_never_breaks_a_start(folder, cache, damage, checked):
    for number in range(9):
        old(save(folder, f"topic-{number}"))
    cold = loaded(folder, cache)
    file = kept(cache)
    whole = file.read_bytes()
    file.write_bytes(
        {
            "empty": b"",
            "cut": whole[: len(whole) * 2 // 3],
            "noise": os.urandom(5000),
            "flipped": b"".join(
                bytes([byte ^ 0xFF]) if at % 4000 == 3999 else bytes([byte]) for at, byte in enumerate(whole)
            ),
            "foreign": b"SQLite format 3\0" + whole[16:],
            "header": whole[:30] + b"\0" + whole[31:],
            "grown": whole + b"\xff" * 1000,
        }[damage]
    )
    checked.clear()
    assert same(cold, loaded(folder, cache))
    if damage in ("cut", "grown"):
        assert len(checked) < 9
    checked.clear()
    assert same(cold, loaded(folder, cache))
    if damage != "grown":
        assert checked == []


def test_a_cache_of_other_code_is_not_believed(folder, cache, checked, monkeypatch):
    old(save(folder, "one"))
    loaded(folder, cache)
    monkeypatch.setattr("bot.library.cache._edition", lambda: b"x" * 32)
    checked.clear()
    loaded(folder, cache)
    assert checked == ["one"]


def test_old_code_never_writes_into_the_cache_of_new_code(folder, cache, monkeypatch):
    save(folder, "one")
    running = loaded(folder, cache)
    monkeypatch.setattr("bot.library.cache._edition", lambda: b"x" * 32)
    loaded(folder, cache)
    before = kept(cache).read_bytes()
    running.reload([save(folder, "one", text(title="Changed"))])
    assert running.view().topics(1)[0].title == "Changed"
    assert kept(cache).read_bytes() == before


@pytest.mark.parametrize("obstacle", ["file", "folder", "missing parent"])
def test_a_cache_that_cannot_be_written_is_done_without(folder, tmp_path, obstacle, caplog):
    save(folder, "one")
    if obstacle == "file":
        (tmp_path / "cache").write_text("in the way")
        place = tmp_path / "cache"
    elif obstacle == "folder":
        loaded(folder, tmp_path / "cache")
        name = kept(tmp_path / "cache").name
        kept(tmp_path / "cache").unlink()
        (tmp_path / "cache" / name).mkdir()
        place = tmp_path / "cache"
    else:
        place = Path("/proc/nowhere/cache")
    library = loaded(folder, place)
    assert len(library) == 1
    library.reload([save(folder, "two")])
    assert len(library) == 2
    assert sum("can't be kept" in record.message for record in caplog.records) == 1


def test_folders_do_not_share_a_cache(tmp_path, cache):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        save(tmp_path / name, "one", text(title=f"Title {name}"))
        loaded(tmp_path / name, cache)
    assert len(list(cache.iterdir())) == 2
    assert loaded(tmp_path / "a", cache).view().topics(1)[0].title == "Title a"


def test_the_cache_stays_small_and_private(folder, cache):
    path = save(folder, "one")
    library = loaded(folder, cache)
    once = kept(cache).stat().st_size
    for number in range(40):
        path.write_text(text(title=f"Title {number}"))
        library.reload([path])
    assert kept(cache).stat().st_size > 20 * once
    assert loaded(folder, cache).view().topics(1)[0].title == "Title 39"
    assert kept(cache).stat().st_size < 3 * once
    assert loaded(folder, cache).view().topics(1)[0].title == "Title 39"
    assert stat.S_IMODE(kept(cache).stat().st_mode) == 0o600
    assert [found.name for found in cache.iterdir()] == [kept(cache).name]
