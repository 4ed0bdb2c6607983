"""`briefbot check`: real files, a real process, every bad file a clear finding, from any folder."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from bot.briefing.nodes import LARGEST
from bot.cli.check import check_files
from bot.library.library import Library
from tests.bench.briefings import briefing as made
from tests.briefing.venezuela import ARTICLE, FILE, ROOT

ARTICLE_GIVEN: Final = pytest.mark.skipif(not ARTICLE.exists(), reason=f"the article is not here: {ARTICLE.name}")
GOOD: Final = made(1).encode()
UNREAD: Final = "No passage was looked for in the text of a source; to look for all, give the text: --source"
GIVEN: Final = "wire=FILE --source gazette=FILE"
"""What the last line says when no text of a source was given, and how those of the made briefings are."""
BAD: Final[dict[str, tuple[bytes, str]]] = {
    "aliases": (b"a: &a [x]\nb: [*a, *a, *a]\n", "1:4: error: What stands here is used again through an alias"),
    "broken": (b"title: [x\nas_of: y\n", "2:6: error: This is not YAML"),
    "dangling": (GOOD.replace(b"stated_by: gazette", b"stated_by: gazete"), "There is no actor or source `gazete`."),
    "deep": (b"a: " + b"[" * 500_000, "1:15: error: This is nested more than 12 levels deep."),
    "empty": (b"", "1:1: error: The file is empty."),
    "huge": (b"# long\n" * (LARGEST // 7 + 1), "1:1: error: The file has more than 1,048,576 bytes."),
    "latin": ("title: Guaidó\n".encode("latin-1"), "1:13: error: The file is not UTF-8 text."),
    "norway": (GOOD.replace(b"    kind:", b"    named: no\n    kind:", 1), "must be true or false."),
    "thousands": (
        GOOD.replace(b"value: ", b"value: 1_", 1),
        "is text for its “_”, and must be a number. Write its digits alone: 6000000000.",
    ),
    "python": (b"title: !!python/object/apply:os.system [id]\n", "1:8: error: The tag `tag:yaml.org,2002:python/"),
    "twice": (GOOD.replace(b"aliases:", b"title: x\naliases:", 1), "2:1: error: The key `title` is here twice."),
    "typed": (GOOD.replace(b"aliases: [", b"aliases: [[", 1).replace(b"]\n", b"]]\n", 1), "`aliases.0` must be text."),
    "unknown": (GOOD.replace(b"summary:", b"sumary:", 1), "There is no key `sumary` in a briefing. Did you mean"),
    "wordy": (GOOD.replace(b'exact: "', b'exact: "a b c d e f g h i j k l m n o ', 1), "At most 15 words;"),
}


def run(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`briefbot check` in a process of its own, with an empty home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BRIEFBOT", "DISCORD", "SLACK"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", "check", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=cwd,
        env={**kept, "PYTHONPATH": str(ROOT), "HOME": str(cwd), **environment},
    )


@ARTICLE_GIVEN
def test_the_shipped_briefing_has_no_findings_from_the_root_of_the_repository() -> None:
    source = f"cbs={os.path.relpath(ARTICLE, ROOT)}"
    done = run("briefings/venezuela.yaml", "--source", source, cwd=ROOT)
    assert (done.stdout, done.stderr, done.returncode) == ("1 briefing checked: 0 findings.\n", "", 0)


def test_without_a_path_the_shipped_briefings_are_checked_from_any_folder(tmp_path: Path) -> None:
    done = run(cwd=tmp_path)
    told = f"1 briefing checked: 0 findings. {UNREAD} cbs=FILE\n"
    assert (done.stdout, done.stderr, done.returncode) == (told, "", 0)


def test_a_folder_of_briefings_can_be_named_by_option_and_by_setting(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.yaml").write_bytes(GOOD)
    (tmp_path / "news" / "b.yml").write_bytes(made(2).encode())
    for done in (
        run("news", cwd=tmp_path),
        run("--briefings", "news", cwd=tmp_path),
        run(cwd=tmp_path, BRIEFBOT_BRIEFINGS=str(tmp_path / "news")),
    ):
        assert (done.stdout, done.returncode) == (f"2 briefings checked: 0 findings. {UNREAD} {GIVEN}\n", 0)


def test_every_bad_file_is_a_finding_of_its_own_and_the_good_one_has_none(tmp_path: Path) -> None:
    for name, (data, _) in BAD.items():
        assert data != GOOD
        (tmp_path / f"{name}.yaml").write_bytes(data)
    (tmp_path / "good.yaml").write_bytes(GOOD)
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere.yaml")
    done = run(".", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    for name, (_, finding) in BAD.items():
        assert any(line.startswith(f"{name}.yaml:") and finding in line for line in lines), (name, lines)
    gone = "gone.yaml:1:1: error: The briefing can't be read (No such file or directory). Name one that is there."
    assert gone in lines
    assert not any(line.startswith("good.yaml") for line in lines)
    assert lines[-1].startswith(f"{len(BAD) + 2} briefings checked: ")


def test_machines_get_the_same_as_json(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_bytes(BAD["twice"][0])
    done = run("b.yaml", "--json", cwd=tmp_path)
    assert done.returncode == 1
    found: dict[str, Any] = json.loads(done.stdout)
    assert found == {
        "files": 1,
        "findings": [
            {
                "file": "b.yaml",
                "line": 2,
                "column": 1,
                "severity": "error",
                "verdict": "yaml",
                "problem": "The key `title` is here twice.",
                "hint": "Keep one of them.",
            }
        ],
        "passages": 0,
        "looked_for": 0,
        "without_text": [],
    }


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    closed = tmp_path / "a.yaml"
    if os.geteuid():
        closed.write_bytes(GOOD)
        closed.chmod(0)
    else:
        closed.symlink_to("/proc/self/mem")  # nothing else is unreadable to root
    assert check_files([closed], [], as_json=False) == 1
    assert f"{closed}:1:1: error: The briefing can't be read (" in capsys.readouterr().out


def checked(capsys: pytest.CaptureFixture[str], *paths: Path, sources: tuple[str, ...] = ()) -> tuple[int, list[str]]:
    status = check_files(list(paths), sources, as_json=False)
    return status, capsys.readouterr().out.splitlines()


def test_two_files_on_one_topic_are_a_finding_and_one_file_named_twice_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a/one.yaml", "b/one.yml"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(GOOD)
    first, second = tmp_path / "a" / "one.yaml", tmp_path / "b" / "one.yml"
    status, lines = checked(capsys, tmp_path)
    assert status == 1
    assert lines[0].startswith(f"{second}:1:1: error: {first} is on the topic `one` already. Rename one of them")
    told = f"1 briefing checked: 0 findings. {UNREAD} {GIVEN}"
    assert checked(capsys, first, tmp_path / "a", first) == (0, [told])


def test_two_files_whose_topics_differ_in_capitals_only_are_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "Same.yaml", tmp_path / "same.yaml"
    first.write_bytes(GOOD)
    second.write_bytes(GOOD)
    if first.samefile(second):
        pytest.skip("this file system takes both names for one")
    status, lines = checked(capsys, tmp_path)
    assert status == 1
    assert lines[0].startswith(f"{second}:1:1: error: {first} is on the topic `Same` already. Rename one of them")


def test_what_was_looked_for_in_a_text_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def passage(source: str) -> str:
        return f"{{source: {source}, exact: It rained}}"

    def briefing(*sources: str, by: str = "paper0") -> str:
        told = ", ".join(f"{name}: {{title: Rain, publisher: P, published: 2019-04-04}}" for name in sources)
        every = ", ".join(map(passage, sources))
        card = f"{{question: Did it rain?, answer: It did., shows: [{by}], evidence: [{every}]}}"
        lines = ("title: Rain", "as_of: 2019-04-04", "summary: It rained.", f"sources: {{{told}}}")
        actor = f"actors: {{paper0: {{name: P, kind: group, evidence: {passage('a')}}}}}"
        return "\n".join((*lines, actor, f"cards: {{rain: {card}}}\n"))

    file, text = tmp_path / "rain.yaml", tmp_path / "a.txt"
    text.write_text("It rained.", "utf-8")
    done = "1 briefing checked: 0 findings."
    for sources, given, told in (
        ("a", "a", ""),
        ("ab", "a", f"{UNREAD} b=FILE".replace("No passage was", "2 of 3 passages were")),
        ("abcdef", "", f"{UNREAD} a=FILE --source b=FILE --source c=FILE, and 3 more"),
    ):
        file.write_text(briefing(*sources), "utf-8")
        status, lines = checked(capsys, file, sources=tuple(f"{name}={text}" for name in given))
        assert (status, lines) == (0, [f"{done} {told}".rstrip()])
    file.write_text(briefing("a", by="nobody"), "utf-8")
    status, lines = checked(capsys, file, sources=(f"a={text}",))
    assert status == 1
    assert lines[-1].endswith("No passage was looked for in the text of a source: mend the broken references first.")
    check_files([file], [f"a={text}"], as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert (found["passages"], found["looked_for"], found["without_text"]) == (2, 0, [])


def test_what_is_not_there_is_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = checked(capsys, tmp_path)
    assert status == 1
    assert lines[0] == f"{tmp_path}:1:1: error: No briefing is in this folder. A briefing is a .yaml file."
    status, lines = checked(capsys, tmp_path / "none.yaml")
    assert status == 1
    assert "none.yaml:1:1: error: The briefing can't be read (No such file or directory)." in lines[0]


def test_sources_that_are_of_no_use_are_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, text, odd = tmp_path / "b.yaml", tmp_path / "a.txt", tmp_path / "odd.txt"
    file.write_bytes(GOOD)
    text.write_text("words", "utf-8")
    odd.write_bytes(b"\xff\xfe\x00")
    for source, finding in {
        "gazette": "--source gazette:1:1: error: This names no source and file. Write it as ID=FILE",
        "=x": "--source =x:1:1: error: This names no source and file.",
        f"gazette={tmp_path}/none": "none can't be read (No such file or directory). Name a readable file.",
        f"gazette={tmp_path}": "can't be read (Is a directory).",
        f"gazette={odd}": "odd.txt is not UTF-8 text. Save it as plain UTF-8 text.",
        f"times={text}": "--source times:1:1: error: No briefing has a source of this name. Use one of the names",
        f"gazette={text}": "is not in the source `gazette`. Copy the passage word for word.",
    }.items():
        status, lines = checked(capsys, file, sources=(source,))
        assert status == 1
        assert any(finding in line for line in lines), lines
    status, lines = checked(capsys, file, sources=(f"gazette={text}", f"gazette={text}"))
    assert "The text of `gazette` is given already. Give one file for a source." in lines[0]


def test_nothing_in_the_name_of_a_file_steers_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a\x1b[2J\nb.yaml").write_bytes(b"")
    _, lines = checked(capsys, tmp_path)
    assert len(lines) == 3
    assert "a\\x1b[2J\\nb.yaml:1:1: error: The file's name can't be a topic." in lines[0]
    assert "a\\x1b[2J\\nb.yaml:1:1: error: The file is empty." in lines[1]


@pytest.mark.parametrize("name", ["x" * 81 + ".yaml", "caf\udce9.yaml", "two\nlines.yaml", "mark\u202e.yaml"])
@pytest.mark.parametrize("whole", [True, False], ids=["in a folder", "named"])
def test_a_name_that_the_library_refuses_is_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, whole: bool
) -> None:
    (tmp_path / name).write_bytes(GOOD)
    for as_json in (True, False):
        assert check_files([tmp_path if whole else tmp_path / name], [], as_json=as_json) == 1
        assert "The file's name can't be a topic." in capsys.readouterr().out


def test_a_folder_is_searched_as_the_library_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("UPPER.YAML", "lower.yml", "sub/deep.Yml", ".hidden.yaml", "#edited#.yaml", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(GOOD)
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "linked.yaml").symlink_to(tmp_path / "folder.yaml")
    assert checked(capsys, tmp_path) == (0, [f"3 briefings checked: 0 findings. {UNREAD} {GIVEN}"])
    library = Library(tmp_path)
    library.load()
    assert len(library) == 3


def test_links_in_a_circle_and_pipes_and_devices_are_findings_and_nothing_waits(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "loop.yaml").symlink_to("loop.yaml")
    os.mkfifo(tmp_path / "news" / "pipe.yaml")
    (tmp_path / "good.yaml").write_bytes(GOOD)
    for named in (["news"], ["news/loop.yaml", "news/pipe.yaml"]):
        done = run(*named, cwd=tmp_path)
        assert (done.stderr, done.returncode) == ("", 1)
        loop, pipe, _ = done.stdout.splitlines()
        assert loop.startswith("news/loop.yaml:1:1: error: The briefing can't be read (Too many levels of symbolic")
        assert loop.endswith("The links lead in a circle; name the file itself.")
        assert pipe.startswith("news/pipe.yaml:1:1: error: The briefing can't be read (it is a pipe or a device). Save")
    for source in ("news/pipe.yaml", "/dev/zero"):
        done = run("good.yaml", "--source", f"gazette={source}", cwd=tmp_path)
        assert (done.stderr, done.returncode) == ("", 1)
        assert f"{source} can't be read (it is a pipe or a device). Save what comes from it" in done.stdout


def test_a_warning_alone_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shipped = FILE.read_text("utf-8")
    note = "    note: The article reports no words of Maduro's own on this.\n"
    assert note in shipped
    one_sided = tmp_path / "one.yaml"
    position = "      - by: russia\n        says: Maduro still is."
    begin, end = shipped.index("  legitimate-leader:\n    question"), shipped.index(note) + len(note)
    rest = shipped[shipped.index(position) :].split("      - by: cbs-news", 1)[0]
    head = "  legitimate-leader:\n    question: Who is the legitimate leader of Venezuela?\n    positions:\n"
    one_sided.write_text(shipped[:begin] + head + rest + shipped[end:], "utf-8")
    status, lines = checked(capsys, one_sided)
    warnings = [line for line in lines if "warning: Only one side is heard." in line]
    assert len(warnings) == 1
    assert status == int(any("error:" in line for line in lines))
