"""The command reference is what the commands say, and the one in the tree is up to date."""

from pathlib import Path

from bot.app import table
from bot.cli.docs import reference
from tests.chat.commands import table as small


def test_the_reference_in_the_tree_is_up_to_date():
    path = Path(__file__).parents[2] / "docs" / "commands.md"
    assert path.read_text("utf-8") == reference(table()), "write it again with: briefbot docs > docs/commands.md"


def test_every_command_and_argument_is_in_the_reference():
    text = reference(table())
    for command in table().values():
        section = text.partition(f"## `{command.usage}`")[2].partition("\n## ")[0]
        assert command.summary in section
        for argument in command.arguments:
            assert f"| `{argument.name}` | {argument.param.about} |" in section
        for example in command.examples:
            assert f"`{example}`" in section


def test_sub_words_roles_kinds_and_defaults():
    text = reference(small())
    assert "## `/digest add when [topic]`\n\nPost a digest here on time.\n\nFor moderators." in text
    assert "## `/publish`\n\nPublish everything.\n\nFor owners." in text
    assert "For everybody. The answer is for the caller alone." in text
    assert "| `count` | How many | a whole number |  |" in text
    assert "| `sure` | Whether really | yes or no | default `no` |" in text
    assert "| `day` | Since when | a date, like `2019-04-04` | may be left out |" in text
    assert "| `depth` | How much to show | `short`, `full` | default `short` |" in text
    assert "| `topic` | Country or subject | words, suggested while typing |  |" in text
    assert "`/every 5 yes`" in text
