"""A loopback Slack and the real adapter connected to it over Socket Mode."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import pytest

from bot.platforms.slack.adapter import SlackAdapter
from bot.platforms.slack.socket_mode import SocketMode
from bot.platforms.slack.workspaces import OneWorkspace
from tests.platforms.slack import sample
from tests.platforms.slack.loopback import APP_TOKEN, BOT_TOKEN, Slack
from tests.platforms.tokens import Memory

Running = Callable[..., AbstractAsyncContextManager[SlackAdapter]]


@pytest.fixture
def world() -> sample.World:
    return sample.World()


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """Slack. At the end it must have had nothing to complain of."""
    server = Slack()
    await server.start()
    yield server
    await server.stop()
    assert server.complaints == []


@pytest.fixture
def running(slack: Slack, world: sample.World) -> Running:
    """Runs an adapter for as long as the block lasts."""

    @asynccontextmanager
    async def run(**settings: Any) -> AsyncIterator[SlackAdapter]:
        door = settings.pop("door", None) or SocketMode(APP_TOKEN)
        workspaces = settings.pop("workspaces", None) or OneWorkspace(BOT_TOKEN)
        adapter = SlackAdapter(workspaces, door, settings.pop("tokens", None) or Memory(), api=slack.api, **settings)
        task = asyncio.create_task(adapter.run(sample.dispatcher(world)))
        try:
            yield adapter
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            slack.stopped()

    return run


@pytest.fixture
async def adapter(running: Running) -> AsyncIterator[SlackAdapter]:
    async with running() as adapter:
        yield adapter
