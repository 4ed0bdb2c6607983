"""A briefing that is a file, withdrawn by an owner: gone for everybody until the file changes or it is restored."""

import shutil
from pathlib import Path

from tests.cli.test_say import ROOT, briefbot


def test_a_file_is_withdrawn_and_comes_back(tmp_path: Path):
    folder, data = tmp_path / "briefings", tmp_path / "data"
    shutil.copytree(ROOT / "briefings", folder)

    def say(line: str, role: str = "reader") -> tuple[int, str]:
        command = ("say", "--briefings", str(folder), "--as-role", role, line)
        done = briefbot(*command, cwd=tmp_path, XDG_DATA_HOME=str(data))
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout + done.stderr

    withdraw = '/briefing withdraw venezuela why="The article was taken back."'
    assert "Only the owners" in say(withdraw, "moderator")[1]
    assert say(withdraw, "owner")[0] == 0
    assert say("/brief venezuela")[0] == 0, "nothing was confirmed"
    assert say(f"{withdraw} confirm=yes", "owner")[0] == 0
    for line in ("/brief venezuela", "/figures venezuela", '/brief "russia in venezuela"'):
        code, told = say(line)
        assert code == 1
        assert "“Russia in Venezuela” was withdrawn on " in told
        assert "The article was taken back." in told
    assert say("/actor guaido")[0] == 1, "nothing of it is found"
    file = folder / "venezuela.yaml"
    file.write_text(file.read_text("utf-8").replace("title: Russia in Venezuela", "title: Venezuela, anew", 1), "utf-8")
    assert say("/brief venezuela")[1].startswith("Venezuela, anew\n")
