"""The app manifest: what Slack takes, from the command table, and the checked-in one up to date."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from bot import commands
from bot.chat.command import discover
from bot.platforms.slack.manifest import BUILT_IN, SCOPES, command_of, manifest, slash, text
from tests.platforms.slack import judge, sample

CHECKED_IN = Path(__file__).parents[3] / "config" / "slack-manifest.yaml"


def slashes(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["command"]: one for one in made["features"]["slash_commands"]}


@pytest.mark.parametrize("url", [None, "https://bot.example.org/"])
@pytest.mark.parametrize("prefix", ["", "nb-"])
def test_slack_takes_it(url: str | None, prefix: str) -> None:
    schema = judge.contract("slack-manifest.schema.json")
    for table in (sample.TABLE, discover(commands)):
        errors = Draft7Validator(schema).iter_errors(manifest(table, prefix=prefix, url=url))
        assert [error.message for error in errors] == []


def test_every_command_is_there_once_with_its_usage() -> None:
    made = slashes(manifest(sample.TABLE))
    assert made["/brief"]["usage_hint"] == "topic [short|full]"
    assert made["/brief"]["description"] == "Show the briefing on a country."
    assert made["/note"]["usage_hint"] == "topic words | ask topic words | edit [words]"
    assert "usage_hint" not in made["/topics"]
    assert len(made) == len({name.partition(" ")[0] for name in sample.TABLE})


def test_slacks_own_commands_are_left_to_slack() -> None:
    assert not {name.removeprefix("/") for name in slashes(manifest(sample.TABLE))} & BUILT_IN
    assert "/briefbot-search" in slashes(manifest(sample.TABLE))


@pytest.mark.parametrize("prefix", ["", "nb-"])
@pytest.mark.parametrize("name", ["brief", "search", "briefbot", "nb"])
def test_a_name_comes_back(name: str, prefix: str) -> None:
    assert command_of(f"/{slash(name, prefix)}", prefix) == name


def test_a_prefix_is_before_every_name() -> None:
    assert all(name.startswith("/nb-") for name in slashes(manifest(sample.TABLE, prefix="nb-")))
    with pytest.raises(ValueError, match="shorter prefix"):
        manifest(sample.TABLE, prefix="x" * 30)


def test_a_message_command_is_a_shortcut() -> None:
    shortcuts = manifest(sample.TABLE)["features"]["shortcuts"]
    assert [(one["type"], one["callback_id"], one["name"]) for one in shortcuts] == [
        ("message", "correct", "Correct"),
        ("message", "import file", "Import file"),
    ]


def test_addresses_are_there_in_http_mode_only() -> None:
    made = manifest(sample.TABLE, url="https://bot.example.org/")
    address = "https://bot.example.org/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"]["message_menu_options_url"] == address
    assert {one["url"] for one in slashes(made).values()} == {address}
    assert made["oauth_config"]["redirect_urls"] == ["https://bot.example.org/slack/oauth_redirect"]
    assert "https://" not in str(manifest(sample.TABLE))
    assert manifest(sample.TABLE)["settings"]["socket_mode_enabled"] is True


def test_the_text_says_the_same() -> None:
    assert yaml.safe_load(text(sample.TABLE)) == manifest(sample.TABLE)
    assert "chat:write" in SCOPES


def test_the_checked_in_manifest_is_up_to_date() -> None:
    made = text(discover(commands))
    assert CHECKED_IN.read_text("utf-8") == made, "run `briefbot manifest slack > config/slack-manifest.yaml`"
