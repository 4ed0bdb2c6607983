"""`briefbot run` as a process of its own, with a Discord on this machine."""

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.platforms.discord.loopback import TOKEN, Loopback, interaction

ROOT = Path(__file__).parents[3]


def environment(server: Loopback, folder: Path) -> dict[str, str]:
    """The settings of a bot that knows no other Discord; secrets in a file, as with containers."""
    (folder / "token").write_text(f"{TOKEN}\n")
    ours = {key: value for key, value in os.environ.items() if not key.startswith(("DISCORD_", "SLACK_", "BRIEFBOT_"))}
    return {
        **ours,
        "PYTHONPATH": str(ROOT),
        "DISCORD_TOKEN_FILE": str(folder / "token"),
        "DISCORD_API_BASE": server.api,
        "DISCORD_GATEWAY_URL": server.gateway,
        "DATABASE_URL": f"sqlite:///{folder / 'briefbot.db'}",
        "BRIEFBOT_CACHE": str(folder / "cache"),
        "BRIEFBOT_LOG": "debug",
    }


@asynccontextmanager
async def briefbot(settings: Mapping[str, str], folder: Path) -> AsyncIterator[Process]:
    """The process; killed when it outlives the test."""
    command = (sys.executable, "-m", "bot", "run")
    process = await asyncio.create_subprocess_exec(*command, cwd=folder, env=settings, stdout=PIPE, stderr=PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_sigterm_finishes_what_was_accepted_and_ends_in_time(tmp_path: Path):
    async with Loopback() as server, briefbot(environment(server, tmp_path), tmp_path) as process:
        await server.until(lambda: any(said["op"] == 2 for said in server.heard), 30)
        assert server.commands, "the commands are put before the gateway is opened"
        server.fail("POST", "/interactions/*", right=True, delay=1.0)
        await server.dispatch("INTERACTION_CREATE", interaction("brief", topic="venezuela"))
        await server.until(lambda: server.requests("POST", "/interactions/*"))
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        said, logged = await asyncio.wait_for(process.communicate(), 10)
        assert time.monotonic() - began < 10
        assert any(done.startswith("POST /interactions/") for done in server.answered), "the answer was not cut off"
        (answer,) = server.requests("POST", "/interactions/*")
        assert answer.body["data"]["embeds"][0]["title"] == "Russia in Venezuela"
        assert server.sockets[-1].closed
    assert process.returncode == 0
    assert TOKEN.encode() not in said + logged


@pytest.mark.parametrize("code", [None, 4004], ids=["login", "gateway"])
async def test_a_wrong_token_ends_it_with_one_clear_line(tmp_path: Path, code: int | None):
    async with Loopback(token=TOKEN if code else "another.token") as server:
        server.refusal = code
        settings = {**environment(server, tmp_path), "BRIEFBOT_LOG": "error"}
        async with briefbot(settings, tmp_path) as process:
            said, logged = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1
    assert said == b""
    (line,) = logged.decode().splitlines()
    assert line.startswith("Discord refused the token. Set DISCORD_TOKEN")
    assert TOKEN not in line


async def test_a_server_can_have_the_commands_at_once(tmp_path: Path):
    async with Loopback() as server:
        settings = {**environment(server, tmp_path), "DISCORD_TEST_SERVER": "30"}
        async with briefbot(settings, tmp_path) as process:
            await server.until(lambda: server.requests("PUT", "*/commands"), 30)
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.communicate(), 10)
    (put,) = server.requests("PUT", "*/commands")
    assert put.path == "/applications/900/guilds/30/commands"
