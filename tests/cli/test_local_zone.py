"""A digest that somebody sets up in a terminal comes by the clock that they see there."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.cli.zone import local_zone


@pytest.mark.parametrize(
    ("named", "zone"),
    [
        ("Asia/Tokyo", "Asia/Tokyo"),
        (":Asia/Tokyo", "Asia/Tokyo"),
        ("/usr/share/zoneinfo/Europe/Madrid", "Europe/Madrid"),
        ("UTC", None),
        ("Etc/UTC", None),
        ("CET-1CEST", None),
        ("Mars/Olympus", None),
    ],
)
def test_the_zone_that_is_set(named: str, zone: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", named)
    assert local_zone() == zone


def test_the_zone_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ", raising=False)
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/America/Argentina/Salta")
    assert local_zone(tmp_path / "localtime") == "America/Argentina/Salta"
    (tmp_path / "localtime").unlink()
    assert local_zone(tmp_path / "localtime") is None


def test_a_digest_typed_in_a_terminal_comes_by_its_clock(sqlite_url: str, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": sqlite_url, "TZ": "Asia/Tokyo", "BRIEFBOT_CACHE": str(tmp_path / "cache")}
    said = CliRunner().invoke(
        cli, ["say", "--as-role", "moderator", "/digest add daily 08:00"], env=environment, catch_exceptions=False
    )
    assert "Every day at 08:00, Tokyo time." in said.stdout
    assert "Asia/Tokyo is your time zone." in said.stdout
