"""`briefbot say`: one answer and an exit status, from any folder, quick to start, also installed from a wheel."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from bot import VERSION

ROOT: Final = Path(__file__).parents[2]
HEAVY: Final = (
    "discord", "slack_bolt", "slack_sdk", "aiohttp", "matplotlib", "sqlalchemy", "alembic", "aiosqlite", "starlette",
    "uvicorn", "prompt_toolkit", "watchfiles", "cryptography", "rich", "structlog", "apscheduler",
)  # fmt: skip
"""What an answer in the terminal has no use for."""


def briefbot(
    *arguments: str, cwd: Path, stdout: Any = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line from a folder, with an empty home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BRIEFBOT", "DISCORD", "SLACK"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
        timeout=60,
        cwd=cwd,
        env={**kept, "PYTHONPATH": str(ROOT), "HOME": str(cwd), "XDG_CACHE_HOME": str(cwd / "cache"), **environment},
    )


def test_an_answer_is_printed_whole(tmp_path: Path):
    done = briefbot("say", "/brief venezuela full", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Russia in Venezuela\n───────────────────\n")
    assert "Page 1" not in done.stdout
    assert "As of 4 April 2019" in done.stdout
    assert "\x1b" not in done.stdout
    assert "In short" in done.stdout
    assert "/brief venezuela\n" in done.stdout, "a button is a line to type"
    assert "[1]" not in done.stdout, "nothing can be pressed"


@pytest.mark.parametrize("line", ["/brief atlantis", "/nothing", "/brief", '/brief "venezuela', "/brief " + "x" * 4000])
def test_a_refusal_is_told_on_the_standard_error(tmp_path: Path, line: str):
    done = briefbot("say", line, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_the_neutral_reply_for_machines(tmp_path: Path):
    done = briefbot("say", "--json", "/figure loans", cwd=tmp_path)
    assert done.returncode == 0
    reply = json.loads(done.stdout)
    assert reply["private"] is False
    assert reply["document"]["title"] == "Russian loans to Venezuela in total"
    assert reply["document"]["blocks"][0]["type"] == "facts"
    assert reply["document"]["blocks"][0]["facts"][0]["ref"]["item"] == "figures.loans"
    assert reply["buttons"][0]["run"]["command"] == "figures"
    refused = briefbot("say", "--json", "/brief atlantis", cwd=tmp_path)
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["ok"] is False


def test_the_settings_choose_the_briefings(tmp_path: Path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "chile.yaml").write_text(
        "title: Chile\nas_of: 2019-04-04\nsummary: It is long.\n"
        "sources:\n  paper: {title: On Chile, publisher: The Paper, published: 2019-04-04}\n",
        encoding="utf-8",
    )
    for more, environment in ((("--briefings", str(folder)), {}), ((), {"BRIEFBOT_BRIEFINGS": str(folder)})):
        done = briefbot("say", *more, "chile", cwd=tmp_path, **environment)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("Chile\n")
        assert briefbot("say", *more, "venezuela", cwd=tmp_path, **environment).returncode == 1


def test_a_role_is_taken_locally(tmp_path: Path):
    for role in ("reader", "moderator", "owner"):
        assert briefbot("say", "--as-role", role, "/topics", cwd=tmp_path).returncode == 0
    refused = briefbot("say", "--as-role", "king", "/topics", cwd=tmp_path)
    assert refused.returncode == 2
    assert refused.stderr.endswith("“king” is none of reader, moderator, owner.\n")
    assert "Value error" not in refused.stderr


def test_the_version_is_told(tmp_path: Path):
    done = briefbot("--version", cwd=tmp_path)
    assert (done.stdout, done.stderr, done.returncode) == (f"briefbot {VERSION}\n", "", 0)


@pytest.mark.parametrize("named", ["nowhere", "file"])
def test_a_folder_that_is_none_is_refused(tmp_path: Path, named: str):
    (tmp_path / "file").touch()
    what = {"nowhere": "doesn't exist", "file": "is a file, not a folder"}[named]
    said = f"The briefings folder {named} {what}. Name one with --briefings or BRIEFBOT_BRIEFINGS.\n"
    for command in (("say", "/topics"), ("digest", "preview")):
        done = briefbot(*command, "--briefings", named, cwd=tmp_path)
        assert (done.stdout, done.stderr, done.returncode) == ("", said, 1)


def test_an_empty_setting_is_none(tmp_path: Path):
    done = briefbot("say", "/topics", cwd=tmp_path, BRIEFBOT_BRIEFINGS="")
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout.startswith("1 briefing\n")


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}],
    ids=["locale", "encoding"],
)
def test_letters_that_the_terminal_lacks_become_question_marks(tmp_path: Path, environment: dict[str, str]):
    done = briefbot("say", "/actor guaidó", cwd=tmp_path, **environment)
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout.startswith("Juan Guaid?\n???")
    refused = briefbot("say", "/actor guaidó-and-nobody-else", cwd=tmp_path, **environment)
    assert refused.returncode == 1
    assert refused.stderr.startswith("No actor called ?guaid?-and-nobody-else? is")
    for_machines = briefbot("say", "--json", "/actor guaidó", cwd=tmp_path, **environment)
    assert json.loads(for_machines.stdout)["document"]["title"] == "Juan Guaidó"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("command", [("say", "/topics"), ("say", "--json", "/topics"), ("docs",), ("check", "--json")])
def test_output_that_cannot_be_written_is_told_in_a_line(tmp_path: Path, command: tuple[str, ...]):
    with Path("/dev/full").open("w") as full:
        done = briefbot(*command, cwd=tmp_path, stdout=full)
    assert done.stderr == "The output can't be written (No space left on device).\n"
    assert done.returncode == 1


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path):
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "say", "/brief venezuela full"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    process.wait(30)
    assert said == ""


def test_only_what_an_answer_needs_is_imported(tmp_path: Path):
    script = (
        "import sys\nsys.argv = ['briefbot', 'say', '/brief venezuela']\n"
        "from bot.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as left:\n    assert left.code == 0, left.code\n"
        "sys.stdout.flush()\nprint('\\n'.join(sorted(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path)},
    )
    assert done.stdout.startswith("Russia in Venezuela")
    loaded = set(done.stderr.split())
    assert "bot.commands.brief" in loaded
    assert {name for name in HEAVY if name in loaded} == set()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree, unpacked as pip does it, apart from the tree."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=60)
    installed = folder / "installed"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(installed)]
    subprocess.run([*install, *map(str, folder.glob("*.whl"))], check=True, capture_output=True, timeout=60)
    return installed


def test_the_installed_wheel_answers_from_the_briefings_it_brought(wheel: Path, tmp_path: Path):
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment: dict[str, Any] = {"PATH": os.environ["PATH"], "PYTHONPATH": str(wheel), "HOME": str(tmp_path)}
        return subprocess.run(
            [sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=tmp_path, env=environment
        )

    where = run("-c", "import bot; print(bot.__file__)")
    assert where.stdout.startswith(str(wheel)), "the wheel's package is the one that runs"
    done = run("-m", "bot", "say", "/brief venezuela")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Russia in Venezuela\n")
    assert (wheel / "bot" / "shipped" / "briefings" / "venezuela.yaml").is_file()
    assert (wheel / "bin" / "briefbot").is_file()
