"""A running bot whose database can't be used for a while: callers hear that, and nothing of the machine."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.app import put_together
from bot.chat.request import Caller, Request, Role
from bot.settings import read
from bot.store import engines
from tests.commands.newsroom import HERE, Board
from tests.commands.newsroom import read as shown


async def test_while_another_tool_holds_the_file(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engines, "BUSY", 100)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("BRIEFBOT_CACHE", str(tmp_path / "cache"))
    add = Request("digest", Caller("u1", "Ann", Role.MODERATOR), HERE, text="add daily 08:00")
    file = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    async with put_together(read(None), lambda bot: Board()) as running:
        with closing(file):
            file.execute("BEGIN IMMEDIATE")
            refused = await running.answers.answer(add)
        assert (refused.ok, refused.private) == (False, True)
        assert refused.document.title == "What is kept can’t be read or changed right now."
        assert "Try again in a minute." in shown(refused.document)
        assert "briefbot.db" not in shown(refused.document)
        assert "has had the database" in caplog.text
        assert (await running.answers.answer(add)).ok
