"""`briefbot say` with a file of this computer: handed over by its path, refused in words where it is none."""

import json
from pathlib import Path

from tests.bench.briefings import briefing as made
from tests.cli.test_say import briefbot


def test_a_briefing_and_what_is_none_are_handed_over(tmp_path: Path) -> None:
    (tmp_path / "briefings").mkdir()
    (tmp_path / "ports.yaml").write_text(made(1), "utf-8")
    (tmp_path / "paper.yaml").write_bytes(b"%PDF-1.7\n")

    def say(line: str) -> tuple[bool, str]:
        command = ("say", "--briefings", "briefings", "--as-role", "moderator", "--json", line)
        done = briefbot(*command, cwd=tmp_path, XDG_DATA_HOME=str(tmp_path / "data"))
        reply = json.loads(done.stdout)
        return reply["ok"], reply["document"]["title"]

    ok, told = say("/briefing upload file=ports.yaml")
    assert ok
    assert told.startswith("Saved: ")
    assert say("/briefing upload file=paper.yaml") == (False, "“paper.yaml” is a PDF, not text.")
    assert say("/briefing upload file=nowhere.yaml") == (False, "The file is no file that came along: “nowhere.yaml”.")
