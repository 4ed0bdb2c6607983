"""A command is declared right or not at all, and the error names the function."""

from typing import Annotated, Any

import pytest

from bot.chat.command import Command, Param, command, discover
from bot.chat.reply import Reply
from tests.chat.commands import brief, digest_add, every


async def undocumented(context: Any) -> Reply:
    raise NotImplementedError


async def wordy(context: Any) -> Reply:
    """Say so much in the first line of a docstring that no platform's description of a command takes all of it."""
    raise NotImplementedError


async def bare(context: Any, topic: str) -> Reply:
    """Take an argument without a description."""
    raise NotImplementedError


async def undescribed(context: Any, topic: Annotated[str, "what it is"]) -> Reply:
    """Take an argument with another annotation."""
    raise NotImplementedError


async def odd(context: Any, topic: Annotated[float, Param("A number")]) -> Reply:
    """Take an argument of a kind that no platform has."""
    raise NotImplementedError


async def long_winded(context: Any, topic: Annotated[str, Param("x" * 101)]) -> Reply:
    """Take an argument with a description that is too long."""
    raise NotImplementedError


async def disordered(
    context: Any, first: Annotated[str | None, Param("One")] = None, *, second: Annotated[str, Param("Two")]
) -> Reply:
    """Take a required argument after an optional one."""
    raise NotImplementedError


async def greedy(
    context: Any, first: Annotated[str, Param("One", rest=True)], second: Annotated[str, Param("Two", rest=True)]
) -> Reply:
    """Take the rest twice."""
    raise NotImplementedError


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (undocumented, "docstring's first line"),
        (wordy, "docstring's first line must be 1 to 100 characters"),
        (bare, "topic must be Annotated"),
        (undescribed, "topic must be Annotated"),
        (odd, "topic can't be a <class 'float'>"),
        (long_winded, "what topic is about must be at most 100 characters"),
        (disordered, "required arguments come before optional ones"),
        (greedy, "only one argument can take the rest"),
    ],
)
def test_a_wrong_declaration_names_the_function(function: Any, problem: str):
    with pytest.raises(TypeError) as wrong:
        command()(function)
    assert problem in str(wrong.value)
    assert f"{__name__}.{function.__name__}" in str(wrong.value)


def test_a_declaration_is_read_from_the_function():
    assert (brief.name, brief.summary, brief.usage) == ("brief", "Show a briefing.", "/brief topic [short|full]")
    assert [argument.name for argument in every.arguments] == ["count", "sure", "day", "words"]
    assert [argument.required for argument in every.arguments] == [True, False, False, False]
    assert digest_add.usage == "/digest add when [topic]"


def test_a_function_with_an_underscore_is_two_words():
    async def settings_show(context: Any) -> Reply:
        """Show the settings.

        All of them.
        """
        raise NotImplementedError

    declared = command()(settings_show)
    assert declared.name == "settings show"
    assert declared.description == "All of them."


def test_discovery_takes_each_command_from_its_own_module(tmp_path: Any, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "found"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    text = (
        "from bot.chat.command import command\nfrom bot.chat.reply import Reply\n"
        "{more}@command({name})\nasync def {function}(context) -> Reply:\n    '''Do it.'''\n"
    )
    (folder / "one.py").write_text(text.format(more="", name="", function="zeta"))
    (folder / "two.py").write_text(text.format(more="from found.one import zeta\n", name="", function="alpha"))
    monkeypatch.syspath_prepend(str(tmp_path))
    found = discover(__import__("found"))
    assert list(found) == ["alpha", "zeta"]
    assert all(isinstance(one, Command) for one in found.values())
    (folder / "three.py").write_text(text.format(more="", name="name='zeta'", function="other"))
    with pytest.raises(TypeError, match="two commands are named 'zeta'"):
        discover(__import__("found"))
