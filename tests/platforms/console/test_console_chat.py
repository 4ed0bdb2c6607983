"""The local chat in a real terminal: Tab, history, numbers, forms, pages, errors, and how it is left."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.platforms.console.terminal import CTRL_C, CTRL_D, ENTER, TAB, UP, Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    with Terminal(tmp_path, "-m", "bot", "console") as opened:
        opened.shows("› ")
        yield opened


def test_a_whole_conversation(terminal: Terminal):
    terminal.press("/topi", TAB)
    terminal.shows("/topics")
    terminal.press(CTRL_C)
    terminal.press("/brief ven", TAB)
    terminal.shows("ezuela")
    terminal.press(" fu", TAB)
    terminal.shows("full")
    terminal.press(ENTER)
    assert "[1] Next" in terminal.answers("Page 1 of ")
    assert "\x1b[0;36;1mRussia in Venezuela" in terminal.raw, "titles are in colour"
    terminal.press("1", ENTER)
    shown = terminal.answers("Page 2 of ")
    assert "[1] Previous" in shown
    assert "[2] Next" in shown

    terminal.press("venezuela", ENTER)
    shown = terminal.answers("$11.4 billion")
    assert re.search(r"\[7\] Why did Russian troops come to Venezuela\? +/card venezuela why\s", shown)
    terminal.press("10", ENTER)
    terminal.answers("How much money does Venezuela owe Russia?")

    terminal.press(UP, UP)
    terminal.shows("venezuela")
    terminal.press(CTRL_C)
    terminal.shows("\n› ")

    terminal.press("/evidence", ENTER)
    shown = terminal.shows("Country or subject:")
    assert "/evidence: Country or subject?" in shown
    assert "[1] Russia in Venezuela" in shown
    terminal.press("1", ENTER)
    terminal.shows("its name or its words:")
    terminal.press("owe", TAB)
    terminal.shows("d")
    terminal.press(ENTER)
    terminal.answers("»$6 billion«")

    terminal.press("/evidence", ENTER)
    terminal.shows("Country or subject:")
    terminal.press(CTRL_C)
    terminal.answers("nothing was asked")

    terminal.press("/evidence", ENTER)
    terminal.shows("Country or subject:")
    terminal.press("/about", ENTER)
    terminal.answers("About briefbot")

    terminal.press("99", ENTER)
    terminal.answers("There is no button 99. They go from 1 to ")
    terminal.press("1999", ENTER)
    terminal.answers("“1999” is not covered.")

    terminal.press("/brief atlantis", ENTER)
    terminal.answers("“atlantis” is not covered.")
    assert "\x1b[0;31;1m“atlantis” is not covered." in terminal.raw, "refusals have a style of their own"

    terminal.press(CTRL_D)
    assert terminal.ends() == 0


def test_the_second_argument_is_completed_too(terminal: Terminal):
    terminal.press("/evidence venezuela gas-f", TAB)
    terminal.shows("gas-fields")
    terminal.press(ENTER)
    terminal.answers("Evidence: Gas fields Russia owns")
    terminal.press("/actor maduro topic=v", TAB)
    terminal.shows("enezuela")
    terminal.press(ENTER)
    terminal.answers("Nicolás Maduro")
    terminal.press("/quit", ENTER)
    assert terminal.ends() == 0


@pytest.mark.parametrize("number", ["0", "00"])
def test_no_button_is_the_0th(terminal: Terminal, number: str):
    terminal.press(number, ENTER)
    terminal.answers("There is no button 0.")
    terminal.press("/brief venezuela", ENTER)
    terminal.answers("$11.4 billion")
    terminal.press(number, ENTER)
    terminal.answers("There is no button 0. They go from 1 to ")
    terminal.press(CTRL_D)
    assert terminal.ends() == 0


def test_what_was_typed_is_there_the_next_time(tmp_path: Path):
    for keys in (("/about", ENTER), (UP, ENTER)):
        with Terminal(tmp_path, "-m", "bot", "console") as terminal:
            terminal.shows("› ")
            terminal.press(*keys)
            terminal.answers("About briefbot")
            terminal.press(CTRL_D)
            assert terminal.ends() == 0


def test_a_narrow_terminal(tmp_path: Path):
    with Terminal(tmp_path, "-m", "bot", "console", columns=50, rows=24) as terminal:
        terminal.shows("› ")
        terminal.press("/claims venezuela", ENTER)
        shown = terminal.answers("Why did the Russian troops come? [Contested]")
        _typed, *lines = shown.splitlines()  # what is typed is drawn again with every key, on one line
        assert max(map(len, lines)) <= 50
        terminal.press(CTRL_D)
        assert terminal.ends() == 0


def test_a_pane_too_small_for_its_buttons(tmp_path: Path):
    with Terminal(tmp_path, "-m", "bot", "console", columns=24, rows=20) as terminal:
        terminal.shows("› ")
        for command, page in (
            ("/actors venezuela", "Page 1 of"),
            ("/brief venezuela", "Page 1 of"),
            ("1", "Page 2 of"),
        ):
            terminal.press(command, ENTER)
            terminal.answers(page)
        terminal.press(CTRL_D)
        assert terminal.ends() == 0


def test_a_briefing_saved_meanwhile_is_answered_from(tmp_path: Path):
    folder = tmp_path / "briefings"
    folder.mkdir()
    with Terminal(tmp_path, "-m", "bot", "console", "--briefings", str(folder)) as terminal:
        terminal.shows("› ")
        (folder / "chile.yaml").write_text("title: Chile\nas_of: 2019-04-04\nsumary: It is long.\n", encoding="utf-8")
        assert "chile.yaml:3:1" in terminal.shows("sumary"), "a broken file is told above the prompt"
        terminal.press(CTRL_D)
        assert terminal.ends() == 0


@pytest.mark.parametrize("command", ["console", "run"])
def test_without_a_terminal_it_says_so(tmp_path: Path, command: str):
    done = subprocess.run(
        [sys.executable, "-m", "bot", command],
        input="/brief venezuela\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode != 0
    assert "needs a terminal" in done.stderr
    assert "briefbot say" in done.stderr
    assert "DISCORD_TOKEN" in done.stderr
    assert "SLACK_BOT_TOKEN" in done.stderr
    assert done.stdout == ""


def test_what_it_says_to_try_can_be_typed(tmp_path: Path):
    named = Path(sys.executable).with_name("briefbot")
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}

    def done(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            line, shell=True, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )

    told = done(f"{named} run").stderr
    assert f"Try: {named} say" in told, "the shell doesn't find it by its name"
    answered = done(told.partition("Try: ")[2])
    assert answered.returncode == 0, answered.stderr
    assert answered.stdout.startswith("Russia in Venezuela\n")


def test_a_refused_form_comes_back_with_what_was_typed(terminal: Terminal):
    terminal.press("/briefing new", ENTER)
    for label, keys in (
        ("like venezuela:", ("Ports!", ENTER)),
        ("The title that readers see:", ("Two ports", ENTER)),
        ("in our own words:", ("Two ports are sold.", "\x1b", ENTER)),
        ("the source it rests on:", ("Ports for sale", ENTER)),
        ("Its publisher:", ("The Paper", ENTER)),
        ("like 2019-04-04:", ("yesterday", ENTER)),
        ("Its author (may be left empty):", (ENTER,)),
        ("Its address on the web (may be left empty):", (ENTER,)),
        ("attach it as a file (may be left empty):", ("\x1b", ENTER)),
        ("as a text file (UTF-8) (may be left empty):", (ENTER,)),
    ):
        terminal.shows(label)
        terminal.press(*keys)
    terminal.shows("can't be “yesterday”")
    terminal.shows("What you typed is kept")
    terminal.shows("like 2019-04-04: yesterday")
    terminal.press("\x15", "2019-04-04", ENTER)
    terminal.shows("This is no short name for a topic.")
    terminal.shows("like venezuela: Ports!")
    terminal.press("\x15", "ports", ENTER)
    terminal.answers("Draft begun: Two ports")
    terminal.press("/briefing show ports", ENTER)
    shown = terminal.answers("The Paper")
    assert "Two ports are sold." in shown

    terminal.press("/briefing edit harbours", ENTER)
    terminal.shows("figures.owed, all:")
    terminal.press("summary", ENTER)
    terminal.shows("There is no briefing “harbours” here.")
    terminal.shows("Which briefing: its topic: harbours")
    terminal.press("\x15", "ports", ENTER)
    terminal.shows("Esc and then Enter ends.")
    terminal.press(CTRL_C)
    terminal.answers("nothing was asked")
