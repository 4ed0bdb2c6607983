"""Every command is an application command, made from its one declaration."""

from collections.abc import Mapping
from typing import Annotated, Any

import pytest

from bot.app import table as whole_table
from bot.chat.command import Command, Param, command
from bot.chat.reply import Reply
from bot.chat.request import Request, Role
from bot.platforms.discord.adapter import manifest
from bot.platforms.discord.projection import project, same
from tests.platforms.discord import openapi, table


async def answer(context: Request, word: Annotated[str, Param("A word")] = "") -> Reply:
    """Answer."""
    raise NotImplementedError


def named(*names: str, **more: Any) -> dict[str, Command[Any]]:
    return {name: command(name=name, **more)(answer) for name in names}


def by_name(projected: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in projected}


@pytest.mark.parametrize("commands", [table.commands(), whole_table()], ids=["sample", "briefbot"])
def test_discord_takes_the_whole_set(commands: Mapping[str, Command[Any]]):
    openapi.require()
    projected = manifest(commands)
    for path in ("/applications/1/commands", "/applications/1/guilds/2/commands"):
        assert openapi.judge("PUT", path, projected) == []
    assert len(projected) == len({(one["type"], one["name"]) for one in projected})


def test_every_command_of_the_table_is_there():
    def paths(node: dict[str, Any], name: str) -> set[str]:
        below = [option for option in node["options"] if option["type"] in (1, 2)]
        return {path for option in below for path in paths(option, f"{name} {option['name']}")} or {name}

    for commands in (table.commands(), whole_table()):
        typed = [one for one in manifest(commands) if one["type"] == 1]
        assert {path for one in typed for path in paths(one, one["name"])} == set(commands)


def test_options_have_the_kinds_choices_and_suggestions_of_the_declaration():
    projected = by_name(manifest(table.commands()))
    topic, depth = projected["brief"]["options"]
    assert topic == {
        "type": 3,
        "name": "topic",
        "description": "Country or subject",
        "required": True,
        "autocomplete": True,
        "max_length": 200,
    }
    assert depth["choices"] == [{"name": "short", "value": "short"}, {"name": "full", "value": "full"}]
    assert [option["type"] for option in projected["mine"]["options"]] == [4, 3, 5]
    assert [option["type"] for option in projected["upload"]["options"]] == [11, 4]


def test_words_of_names_become_subcommands_and_groups():
    desk = by_name(manifest(table.commands()))["desk"]
    assert [(option["type"], option["name"]) for option in desk["options"]] == [(2, "note"), (1, "open")]
    assert [option["name"] for option in desk["options"][0]["options"]] == ["add", "list"]
    assert desk["description"] == "note add, note list, open"


def test_a_permission_is_asked_for_only_where_the_whole_root_needs_it():
    projected = by_name(manifest(table.commands()))
    assert projected["digest"]["default_member_permissions"] == 1 << 13
    assert projected["digest"]["integration_types"] == [0]
    assert projected["desk"]["default_member_permissions"] is None
    assert projected["brief"]["contexts"] == [0, 1, 2]
    assert projected["brief"]["integration_types"] == [0, 1]
    (owners,) = project(named("reload", role=Role.OWNER))
    assert owners["default_member_permissions"] == 0


def test_commands_on_a_message_are_there_twice():
    on_message = [one for one in manifest(table.commands()) if one["type"] == 3]
    assert [one["name"] for one in on_message] == ["Quote it", "Report error"]


def test_descriptions_are_translated_where_there_is_a_translation():
    openapi.require()
    german = {"Country or subject": {"de": "Land oder Thema"}, "Post a digest here.": {"de": "Hier berichten."}}
    projected = project(table.commands(), lambda text: german.get(text, {}))
    brief, digest = by_name(projected)["brief"], by_name(projected)["digest"]
    assert brief["options"][0]["description_localizations"] == {"de": "Land oder Thema"}
    assert digest["options"][0]["description_localizations"] == {"de": "Hier berichten."}
    assert "description_localizations" not in brief
    assert openapi.judge("PUT", "/applications/1/commands", projected) == []
    assert not same(projected, manifest(table.commands()))


def test_what_discord_adds_makes_no_difference():
    declared = manifest(table.commands())
    registered = [
        {
            **one,
            "id": str(n),
            "version": "1",
            "dm_permission": True,
            "nsfw": False,
            "name_localizations": None,
            "description": one.get("description", ""),
            "default_member_permissions": None
            if one["default_member_permissions"] is None
            else str(one["default_member_permissions"]),
        }
        for n, one in enumerate(reversed(declared))
    ]
    assert same(declared, registered)
    assert not same(declared, registered[1:])
    registered[-1]["description"] = "Other words"
    assert not same(declared, registered)


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (["Brief"], "can't have the name 'Brief'"),
        (["a!b"], "can't have the name 'a!b'"),
        (["x" * 33], "can't have the name"),
        (["digest", "digest add"], "can't have both /digest and /digest add"),
        (["a b", "a b c"], "can't have both /a b and /a b c"),
        (["a b c d"], "no commands of four words"),
        ([f"digest do{n}" for n in range(26)], "at most 25 commands that begin with /digest, there are 26"),
        ([f"command{n}" for n in range(101)], "at most 100 commands, there are 101"),
    ],
)
def test_what_discord_cannot_have_stops_the_start(names: list[str], problem: str):
    with pytest.raises(TypeError, match=problem):
        project(named(*names))


def test_names_in_every_script_and_25_subcommands_are_taken():
    openapi.require()
    projected = project(named("новости", "brief-me", "l'heure", *(f"digest do{n}" for n in range(25))))
    assert openapi.judge("PUT", "/applications/1/commands", projected) == []


def test_more_than_15_commands_on_a_message_are_refused():
    with pytest.raises(TypeError, match="at most 15 commands on a message"):
        project(named(*(f"command{n}" for n in range(16)), on_message=True))
