"""Files of the folder: changed, broken, renamed, doubled, and odd ones that must not hang or crash anything."""

import os
import signal
import socket
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.briefing.finding import Severity
from bot.briefing.yaml import LARGEST
from bot.library.library import Library
from tests.library.shelves import loaded, save, text


def topics(library: Library) -> list[str]:
    return [found.topic for found in library.view().topics(99)]


def problems(library: Library) -> list[str]:
    return [str(finding) for finding in library.findings]


@pytest.fixture(autouse=True)
def no_waiting():
    """Whatever waits for a pipe or a device is interrupted with an error."""
    signal.alarm(20)
    yield
    signal.alarm(0)


def test_every_briefing_below_the_folder_is_published(tmp_path):
    save(tmp_path, "one")
    (tmp_path / "africa" / "east").mkdir(parents=True)
    save(tmp_path / "africa" / "east", "two")
    (tmp_path / "THREE.YML").write_text(text())
    (tmp_path / "notes.txt").write_text("not a briefing")
    library = loaded(tmp_path)
    assert sorted(topics(library)) == ["THREE", "one", "two"]
    assert not library.findings


def test_a_saved_file_replaces_itself_only(tmp_path):
    path = save(tmp_path, "one")
    save(tmp_path, "two", text(title="Another"))
    library = loaded(tmp_path)
    two = library.view().get("two")
    path.write_text(text(title="Sanctions on Caracas", actors={"x": "{name: Delcy Rodríguez, kind: person}"}))
    library.reload([path])
    view = library.view()
    assert view.find_topics("sanctions on caracas").exact[0].topic == "one"
    assert view.find_actors("rodriguez").exact[0].topic == "one"
    assert {hit.topic for hit in view.find_actors("maduro").exact} == {"two"}
    assert {hit.topic for hit in view.search("sanctions").every} == {"one"}
    assert view.get("two") == two


def test_a_broken_file_is_reported_with_its_place_and_the_last_good_one_stays(tmp_path, caplog):
    path = save(tmp_path, "one")
    library = loaded(tmp_path)
    good = library.view().get("one")
    path.write_text(text().replace("kind: organisation", "kind: planet", 1))
    library.reload([path])
    (finding,) = library.findings
    assert (finding.file, finding.line, finding.severity) == (str(path), 10, Severity.ERROR)
    assert finding.column > 1
    assert str(finding) in caplog.text
    assert library.view().get("one") == good
    assert library.view().find_actors("guaido").exact
    path.write_text("title: [")
    library.reload([path])
    assert library.view().get("one") == good
    path.write_text(text(title="Mended"))
    library.reload([path])
    assert not library.findings
    assert library.view().topics(1)[0].title == "Mended"


def test_a_figure_that_its_evidence_does_not_bear_out_is_not_published(tmp_path):
    path = save(tmp_path, "one")
    library = loaded(tmp_path)
    path.write_text(text().replace("17000000000", "18000000000"))
    library.reload([path])
    assert any("one.yaml" in problem for problem in problems(library))
    revision = library.view().get("one")
    assert revision is not None
    assert revision.briefing.figures["loans"].value == 17_000_000_000


def test_a_deleted_file_is_withdrawn(tmp_path):
    path = save(tmp_path, "one")
    save(tmp_path, "two")
    library = loaded(tmp_path)
    path.unlink()
    library.reload([path])
    assert topics(library) == ["two"]
    assert library.view().get("one") is None
    assert not library.findings


def test_a_renamed_file_has_a_new_topic(tmp_path):
    path = save(tmp_path, "one")
    library = loaded(tmp_path)
    moved = path.rename(tmp_path / "two.yaml")
    library.reload([moved, path])
    assert topics(library) == ["two"]
    assert not library.findings


def test_a_moved_file_keeps_its_topic(tmp_path):
    path = save(tmp_path, "one")
    library = loaded(tmp_path)
    (tmp_path / "sub").mkdir()
    moved = path.rename(tmp_path / "sub" / "one.yaml")
    library.reload([moved, path])
    assert topics(library) == ["one"]
    assert not library.findings


def test_of_two_files_whose_topics_differ_in_capitals_only_the_second_is_reported_and_takes_over(tmp_path):
    first, second = save(tmp_path, "Same", text(title="First")), tmp_path / "same.yaml"
    if second.exists():
        pytest.skip("this file system takes both names for one")
    save(tmp_path, "same", text(title="Second"))
    library = loaded(tmp_path)
    assert topics(library) == ["Same"]
    assert problems(library) == [f"{second}:1:1: error: {first} is on the topic 'Same' already. Rename one of them."]
    second.write_text(text(title="Second, changed"))
    library.reload([second])
    assert topics(library) == ["Same"]
    first.unlink()
    library.reload([first])
    assert topics(library) == ["same"]
    assert library.view().topics(1)[0].title == "Second, changed"
    assert not library.findings
    save(tmp_path, "Same")
    library.reload([first])
    assert topics(library) == ["same"]
    second.unlink()
    first.write_text(text(title="First again"))
    library.reload([first, second])
    assert topics(library) == ["Same"]
    assert not library.findings


def test_of_two_files_on_a_topic_the_second_is_reported_and_takes_over(tmp_path):
    first = save(tmp_path, "one", text(title="First"))
    (tmp_path / "sub").mkdir()
    second = save(tmp_path / "sub", "one", text(title="Second"))
    library = loaded(tmp_path)
    assert [found.title for found in library.view().topics(9)] == ["First"]
    assert len(library.findings) == 1
    assert str(second) in problems(library)[0]
    assert str(first) in problems(library)[0]
    second.write_text(text(title="Second, changed"))
    library.reload([second])
    assert [found.title for found in library.view().topics(9)] == ["First"]
    first.unlink()
    library.reload([first])
    assert [found.title for found in library.view().topics(9)] == ["Second, changed"]
    assert not library.findings


def test_the_folder_may_not_be_there_yet_and_may_go_and_come_back(tmp_path):
    folder = tmp_path / "briefings"
    library = loaded(folder)
    assert "There is no such folder" in problems(library)[0]
    folder.mkdir()
    save(folder, "one")
    for readings in library.changed():
        library.take(readings)
    assert topics(library) == ["one"]
    assert not library.findings
    folder.rename(tmp_path / "away")
    for readings in library.changed():
        library.take(readings)
    assert topics(library) == ["one"]
    assert "There is no such folder" in problems(library)[0]
    (tmp_path / "away").rename(folder)
    (folder / "one.yaml").unlink()
    for readings in library.changed():
        library.take(readings)
    assert topics(library) == []


def test_what_editors_leave_beside_a_file_is_none(tmp_path):
    save(tmp_path, "one")
    for name in (".one.yaml", ".#one.yaml", "#one.yaml#", "one.yaml~", ".one.yaml.swp", "one.yaml.tmp", "~$one.yaml"):
        (tmp_path / name).write_text("title: [")
    (tmp_path / ".git").mkdir()
    save(tmp_path / ".git", "two")
    library = loaded(tmp_path)
    assert topics(library) == ["one"]
    assert not library.findings
    library.reload(tmp_path.iterdir())
    assert topics(library) == ["one"]


def test_odd_files_are_reported_and_hang_nothing(tmp_path):
    folder = tmp_path / "briefings"
    folder.mkdir()
    outside = save(tmp_path, "outside")
    save(folder, "good")
    os.mkfifo(folder / "pipe.yaml")
    (folder / "huge.yaml").write_bytes(b"title: x\n" + b"#" * LARGEST)
    with (folder / "sparse.yaml").open("wb") as file:
        file.truncate(1 << 40)
    (folder / "empty.yaml").write_bytes(b"")
    (folder / "latin.yaml").write_bytes("title: Guaidó".encode("latin-1"))
    (folder / "out.yaml").symlink_to(outside)
    (folder / "device.yaml").symlink_to("/dev/zero")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "dangling.yaml").symlink_to("nowhere.yaml")
    (folder / "inside.yaml").symlink_to("good.yaml")
    (folder / "folder.yaml").mkdir()
    (folder / "circle").symlink_to(folder)
    with socket.socket(socket.AF_UNIX) as door:
        before = Path.cwd()
        os.chdir(folder)
        door.bind("socket.yaml")
        os.chdir(before)
        library = loaded(folder)
        library.reload(folder.iterdir())
    assert sorted(topics(library)) == ["good", "inside"]
    found = {Path(finding.file).stem for finding in library.findings}
    assert found == {"pipe", "huge", "sparse", "empty", "latin", "out", "device", "loop", "socket"}
    assert f"{(LARGEST + 9):,} bytes" in "".join(problems(library))


@pytest.mark.parametrize("name", [b"caf\xe9.yaml", b"new\nline.yaml", b"x" * 200 + b".yaml", b"esc\x1b[31m.yaml"])
def test_names_that_can_be_no_topic_are_reported(tmp_path, name):
    save(tmp_path, "good")
    Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text(text())
    library = loaded(tmp_path)
    assert topics(library) == ["good"]
    (finding,) = library.findings
    assert "can't be a topic" in finding.problem
    str(finding).encode()
    assert finding.file.isprintable()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to become somebody who may not read the file")
def test_unreadable_files_and_folders_are_reported_and_the_last_good_one_stays():
    """In a process of its own, which gives up the rights to read everything."""
    with TemporaryDirectory() as folder:
        _gives_up_rights(Path(folder))


def _gives_up_rights(tmp_path: Path) -> None:
    save(tmp_path, "good")
    closed = save(tmp_path, "closed")
    (tmp_path / "sub").mkdir()
    save(tmp_path / "sub", "below")
    tmp_path.chmod(0o755)
    script = f"""
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from bot.library.library import Library
folder = Path({str(tmp_path)!r})
library = Library(folder)
library.load()
(folder / "closed.yaml").chmod(0)
(folder / "sub").chmod(0)
os.setuid(65534)
for readings in library.changed():
    library.take(readings)
late = Library(folder)
late.load()
for one in (library, late):
    print(sorted(found.topic for found in one.view().topics(9)), [finding.file for finding in one.findings])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    (tmp_path / "sub").chmod(0o755)
    wrong = [str(closed), str(tmp_path / "sub")]
    assert done.stdout.splitlines() == [
        f"{['below', 'closed', 'good']} {[*wrong, str(tmp_path / 'sub' / 'below.yaml')]}",
        f"{['good']} {wrong}",
    ], done.stderr


def test_readers_see_the_old_or_the_new_and_nothing_between(tmp_path):
    """Whatever is asked between two steps of a reload has an answer that fits together."""
    letters = "ABCDEFGHIJ"
    path = save(tmp_path, "one", text(title="Title A", summary="Letter A."))
    library = loaded(tmp_path)

    def seen() -> tuple[str, str]:
        revision = library.view().get("one")
        assert revision is not None
        return revision.briefing.title, revision.briefing.summary

    for before, after in pairwise(letters):
        path.write_text(text(title=f"Title {after}", summary=f"Letter {after}."))
        read = library.read([path])
        assert seen() == (f"Title {before}", f"Letter {before}.")
        assert library.view().find_topics(f"title {after}").exact == ()
        library.take(read)
        assert seen() == (f"Title {after}", f"Letter {after}.")
        assert [found.topic for found in library.view().find_topics(f"title {after}").exact] == ["one"]
