"""A whole story scripted with `briefbot say`, what comes of it as files, and what the audit says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.writers import STORY


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "briefings").mkdir()
    return tmp_path


def briefbot(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{home}/db.sqlite",
        "BRIEFBOT_BRIEFINGS": str(home / "briefings"),
        "BRIEFBOT_CACHE": str(home / "cache"),
    }
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False, timeout=60)


def test_a_story_in_lines_becomes_files_that_pass_the_check(home: Path) -> None:
    for line in (*STORY, "submit ports", "approve ports"):
        done = briefbot(home, "say", f"/briefing {line}", "--as-role", "moderator")
        assert done.returncode == 0, done.stderr
    assert "at least $2 billion" in briefbot(home, "say", "/brief ports").stdout
    written = briefbot(home, "export", str(home / "out"), "--workspace", "console/local")
    assert "1 written" in written.stdout, written.stderr
    assert [file.name for file in (home / "out").iterdir()] == ["ports.yaml"]
    checked = briefbot(home, "check", str(home / "out"))
    assert checked.returncode == 0, checked.stdout
    (home / "out" / "ports.yaml").write_text("# by hand\n" + (home / "out" / "ports.yaml").read_text())
    again = briefbot(home, "export", str(home / "out"), "--workspace", "console/local")
    assert "0 written" in again.stdout
    assert (home / "out" / "ports.yaml").read_text().startswith("# by hand")
    lines = briefbot(home, "audit", "--json", "--topic", "ports").stdout.splitlines()
    assert [json.loads(line)["what"] for line in lines] == ["new", "add-actor", "add-figure", "submit", "approve"]
    assert {json.loads(line)["place"] for line in lines} == {"console/local/terminal"}
    assert len(briefbot(home, "audit", "--limit", "2").stdout.splitlines()) == 2


def test_without_a_database_it_is_said(home: Path) -> None:
    for arguments in (("export", str(home / "out")), ("audit",)):
        done = briefbot(home, *arguments)
        assert done.returncode == 1
        assert "There is no database" in done.stderr
