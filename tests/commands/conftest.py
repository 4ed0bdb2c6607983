"""Desks to ask at: the shipped briefings', and those of small briefings written for a test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import shipped
from tests.commands.desk import Desk


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Answers from the briefings that come with the bot."""
    return Desk(shipped("briefings"), tmp_path_factory.mktemp("cache") / "briefings")


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[], Desk]:
    """Opens a desk on what a test wrote to its `tmp_path / "briefings"`."""
    return lambda: Desk(tmp_path / "briefings", tmp_path / "cache")
