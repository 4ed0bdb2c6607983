"""Couriers that look often, so that tests needn't wait for them."""

import pytest

from bot.delivery import courier


@pytest.fixture(autouse=True)
def look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "LOOK", 0.02)
