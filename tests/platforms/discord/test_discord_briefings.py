"""The bot as it is, with the briefings that come with it: each command's own examples, asked on Discord."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from simcord.env import Env

from bot import app
from bot.chat.arguments import bind
from bot.chat.dispatcher import Dispatcher
from bot.chat.request import Role
from bot.commands.context import Context
from bot.platforms.discord.client import Client
from bot.settings import Settings
from tests.platforms.discord import table
from tests.platforms.discord.conftest import adapter, answer, judge_all
from tests.platforms.discord.test_discord_commands import labels, text

EXAMPLES = [
    example for one in app.table().values() if one.role is Role.READER for example in one.examples or (f"/{one.name}",)
]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Dispatcher[Context]:
    """What answers from the briefings that are shipped."""
    cache: Path = tmp_path_factory.mktemp("cache")
    return app.dispatcher(app.open_library(Settings(briefbot_cache=cache)))


@pytest.fixture
def simcord_bot(answers: Dispatcher[Context]) -> Client:
    return adapter(table.Memory()).client(answers)


@pytest.fixture
def discord_(simcord_env: Env) -> Iterator[Env]:
    yield simcord_env
    judge_all(simcord_env)


@pytest.mark.parametrize("example", EXAMPLES)
async def test_each_example_is_answered(discord_: Env, example: str):
    commands = app.table()
    words = example.removeprefix("/").split()
    name = next(" ".join(words[:n]) for n in range(3, 0, -1) if " ".join(words[:n]) in commands)
    typed = example.removeprefix(f"/{name}").strip()
    _, options = bind(commands[name], typed, {}, lambda *_: False)
    server = discord_.create_guild()
    channel = server.create_text_channel("news")
    reader = server.add_member(discord_.create_user("reader"))
    shown = await reader.slash(channel, name, **options)
    said = text(answer(shown))
    assert shown.ephemeral == commands[name].private, said
    while "Next" in labels(answer(shown)):
        await reader.click(answer(shown), label="Next")
        said += text(answer(shown))
    assert "went wrong" not in said
    if "topic" in options:
        assert "As of 4 April 2019" in said, "every answer about a topic has its source and its day"


async def test_a_topic_is_chosen_from_a_menu_and_its_buttons_lead_on(discord_: Env):
    server = discord_.create_guild()
    channel = server.create_text_channel("news")
    reader = server.add_member(discord_.create_user("reader"))
    shown = await reader.slash(channel, "topics")
    opened = await reader.select(answer(shown), ["brief?topic=venezuela"])
    assert answer(opened).embeds[0].title == "Russia in Venezuela"
    claims = await reader.click(answer(opened), label="Claims")
    assert "Why did the Russian troops come?" in text(answer(claims))
    assert await reader.autocomplete(channel, "brief", "topic", "caracas") == [
        {"name": "Russia in Venezuela", "value": "venezuela"}
    ]
