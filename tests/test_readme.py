"""What the README shows is what happens. `python -m tests.test_readme` writes its transcripts anew."""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bot.briefing.check import check

README = Path(__file__).parents[1] / "README.md"
BRIEFBOT = Path(sys.executable).with_name("briefbot")
TRANSCRIPT = re.compile(r"```console\n(.*?)```", re.DOTALL)
EXAMPLE = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


def typed(transcript: str) -> list[str]:
    """The commands of a transcript."""
    return [line.removeprefix("$ ") for line in transcript.splitlines() if line.startswith("$ ")]


def transcript(commands: list[str], home: Path) -> str:
    """The commands with what each prints, in a home of its own."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
    environment = {**kept, "HOME": str(home), "LANG": "C.UTF-8", "COLUMNS": "88"}
    said = []
    for command in commands:
        name, *rest = shlex.split(command)
        assert name == "briefbot"
        done = subprocess.run(
            [BRIEFBOT, *rest], env=environment, cwd=home, capture_output=True, text=True, check=False, timeout=60
        )
        said.append(f"$ {command}\n{done.stdout}{done.stderr}")
    return "\n".join(said)


@pytest.mark.parametrize("shown", TRANSCRIPT.findall(README.read_text("utf-8")))
def test_a_transcript_is_what_the_commands_print(shown: str, tmp_path: Path) -> None:
    assert typed(shown)
    assert shown == transcript(typed(shown), tmp_path)


def test_the_main_job_and_what_is_not_covered_are_shown() -> None:
    shown = [command for found in TRANSCRIPT.findall(README.read_text("utf-8")) for command in typed(found)]
    assert shown[0] == 'briefbot say "/brief venezuela"'
    assert 'briefbot say "/brief atlantis"' in shown
    assert 'briefbot say "/figure debt of argentina"' in shown


def test_the_example_of_a_briefing_passes_every_check() -> None:
    (example,) = EXAMPLE.findall(README.read_text("utf-8"))
    parsed = check(example.encode(), "example.yaml")
    assert [str(finding) for finding in parsed.findings] == []
    assert parsed.publishable


@pytest.mark.parametrize("link", re.findall(r"\]\(((?!http)[^)]+)\)", README.read_text("utf-8")))
def test_a_link_leads_somewhere(link: str) -> None:
    assert (README.parent / link).exists()


def main() -> None:
    """Write every transcript of the README anew."""
    with tempfile.TemporaryDirectory() as home:
        text = TRANSCRIPT.sub(
            lambda match: f"```console\n{transcript(typed(match[1]), Path(home))}```", README.read_text("utf-8")
        )
    README.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
