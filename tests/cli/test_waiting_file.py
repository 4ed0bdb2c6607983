"""A file that changes under what an owner published: it waits, an owner approves it, and an export is no change."""

import shutil
from pathlib import Path

from tests.cli.test_say import ROOT, briefbot


def test_a_file_waits_for_an_owner_and_an_export_of_what_is_published_does_not(tmp_path: Path):
    folder, data = tmp_path / "briefings", tmp_path / "data"
    shutil.copytree(ROOT / "briefings", folder)
    file = folder / "venezuela.yaml"

    def run(*command: str) -> tuple[int, str]:
        done = briefbot(*command, cwd=tmp_path, XDG_DATA_HOME=str(data), BRIEFBOT_BRIEFINGS=str(folder))
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout + done.stderr

    def say(line: str, role: str = "owner") -> str:
        code, told = run("say", "--as-role", role, line)
        assert code == 0, told
        return told

    def publish(summary: str) -> None:
        own = f"{{title: Russia in Venezuela, as_of: 2019-04-04, summary: {summary}}}"
        say(f'/briefing edit venezuela part=summary text="{own}"')
        say("/briefing submit venezuela")
        say("/briefing approve venezuela")
        assert summary in say("/brief venezuela")

    before = file.read_text("utf-8")
    publish("Moscow stands by Caracas.")
    file.write_text(before.replace("title: Russia in Venezuela", "title: Russians in Venezuela", 1), "utf-8")
    assert "Moscow stands by Caracas." in say("/brief venezuela")
    assert "Russians in Venezuela" in say("/briefing review")
    say("/briefing approve shared/venezuela")
    assert say("/brief venezuela").startswith("Russians in Venezuela\n")

    publish("Moscow still stands by Caracas.")
    exported = tmp_path / "exported"
    assert run("export", str(exported))[0] == 0
    shutil.copy(exported / "venezuela.yaml", file)
    assert "Nothing waits" in say("/briefing review")
    assert "Moscow still stands by Caracas." in say("/brief venezuela")
    assert "published, by the file" in say("/briefing history venezuela")
