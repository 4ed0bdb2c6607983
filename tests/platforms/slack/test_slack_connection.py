"""The connection to Slack: found at the start, kept, replaced when it is lost, and quick to acknowledge."""

import logging
import time

import pytest

from bot.platforms.slack import adapter as adapter_module
from bot.platforms.slack.socket_mode import SocketMode
from tests.platforms.slack import sample
from tests.platforms.slack.conftest import Running
from tests.platforms.slack.loopback import APP_TOKEN, BOT_TOKEN, Fault, Slack
from tests.platforms.slack.reading import said

PAGE = "<html>Bad gateway</html>"


async def test_a_slack_that_stutters_at_the_start_is_asked_again(
    slack: Slack, running: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(adapter_module, "RECONNECT", 0.05)
    for method in ("auth.test", "apps.connections.open"):
        slack.faults[method] = [
            Fault(status=502, page=PAGE),
            Fault(status=500, error="internal_error"),
            Fault(error="fatal_error"),
            Fault(drop=True),
        ]
    async with running(door=SocketMode(APP_TOKEN, ping=0.1)):
        assert "3 briefings" in said(await slack.slash("/topics"))
    assert "can't be reached" in caplog.text
    assert BOT_TOKEN not in caplog.text
    assert APP_TOKEN not in caplog.text


async def test_a_connection_that_is_lost_is_replaced(slack: Slack, running: Running) -> None:
    async with running(door=SocketMode(APP_TOKEN, ping=0.1)):
        await slack.slash("/topics")
        await slack.lose()
        assert "3 briefings" in said(await slack.slash("/topics"))


async def test_an_address_that_went_stale_is_not_tried_for_good(
    slack: Slack, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """Slack's library goes on trying the address it was given, which works once and for half a minute."""
    caplog.set_level(logging.CRITICAL, "bot.platforms.slack.sdk")
    async with running(door=SocketMode(APP_TOKEN, ping=0.1)):
        await slack.slash("/topics")
        slack.stale = 1
        await slack.lose()
        assert "3 briefings" in said(await slack.slash("/topics"))


async def test_a_look_up_that_hangs_does_not_keep_slack_waiting(
    slack: Slack, running: Running, world: sample.World
) -> None:
    slack.faults["users.info"] = [Fault(delay=4, passes=True)]
    async with running():
        await slack.slash("/topics")
        start = time.monotonic()
        await slack.slash("/whoami")
    assert time.monotonic() - start < 1, "and isn't tried again at once"
    assert world.asked[0].caller.name == "ana"


async def test_a_prefix_is_taken_off(slack: Slack, running: Running, world: sample.World) -> None:
    async with running(prefix="nb-"):
        assert "Chad" in said(await slack.slash("/nb-brief", "chad"))
        assert await slack.slash("/nb-note", "edit") == {}
        await slack.until(lambda: slack.views)
    assert [(asked.command, asked.text) for asked in world.asked] == [("brief", "chad"), ("note", "edit")]
