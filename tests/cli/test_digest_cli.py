"""`briefbot digest`: fire times of any schedule, the digests of all workspaces, what a digest would say."""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.chat.request import Place
from bot.store import subscriptions
from bot.store.database import Database
from bot.store.subscription import Subscription

ROOT: Final = Path(__file__).parents[2]


def briefbot(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line with an empty home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BRIEFBOT", "DISCORD", "SLACK"))}
    own = {"PYTHONPATH": str(ROOT), "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "COLUMNS": "100"}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        capture_output=True, text=True, check=False, timeout=60, cwd=home, env={**kept, **own, **environment},
    )  # fmt: skip


def test_fire_times_in_utc_and_local(tmp_path: Path) -> None:
    asked = ("digest", "times", "--when", "daily 00:00", "--zone", "America/Chicago", "--from", "2027-03-01")
    done = briefbot(*asked, "--count", "30", "--json", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["plain"] == "every day at 00:00, Chicago time"
    local = [datetime.fromisoformat(one["local"]) for one in told["times"]]
    assert [(one.month, one.day, one.hour) for one in local] == [(3, day, 0) for day in range(1, 31)]
    assert [datetime.fromisoformat(one["utc"]) for one in told["times"]] == local
    assert told["times"][13] == {"utc": "2027-03-14T06:00:00+00:00", "local": "2027-03-14T00:00:00-06:00"}
    assert told["times"][14] == {"utc": "2027-03-15T05:00:00+00:00", "local": "2027-03-15T00:00:00-05:00"}
    plain = briefbot(*asked, "--count", "2", home=tmp_path)
    assert plain.stdout.splitlines() == [
        "every day at 00:00, Chicago time (cron 0 0 * * * in America/Chicago)",
        "2027-03-01T06:00:00Z  Mon  2027-03-01T00:00:00-06:00",
        "2027-03-02T06:00:00Z  Tue  2027-03-02T00:00:00-06:00",
    ]


@pytest.mark.parametrize("when", ["0 3 * * *", "30 2 * * *"])
@pytest.mark.parametrize(
    "start", ["2027-03-28T03:00", "2027-03-28T03:00+02:00", "2027-03-28T01:00Z", "2027-03-28T02:30"]
)
def test_times_from_the_end_of_a_gap_in_the_clock_begin_there(
    when: str, start: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from bot.cli.digest import times

    assert times(when, "Europe/Berlin", start, 1, json=True) == 0
    (first,) = json.loads(capsys.readouterr().out)["times"]
    assert first["utc"] == "2027-03-28T01:00:00+00:00"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--when", "mon 09:00 tue 10:00"), "another digest"),
        (("--when", "daily 25:00"), "no time “25:00”"),
        (("--when", "@daily"), "Write it like “daily 00:00”"),
        (("--when", "0 0 31 2 *"), "never comes"),
        (("--when", "daily 8:00", "--zone", "Europe/Madird"), "The nearest: Europe/Madrid"),
        (("--when", "daily 8:00 UTC", "--zone", "Europe/Madrid"), "two time zones"),
        (("--when", "daily 8:00", "--from", "soon"), "2027-03-01"),
        (("--when", "daily 8:00", "--from", "9999-12-31"), "2027-03-01"),
        (("--when", "daily 8:00", "--from", "2027-02-30"), "“2027-02-30” is no day"),
        (("--when", "daily 8:00", "--from", "2027-03-01T08:00+99:00"), "2027-03-01"),
        (("--when", "daily 8:00", "--from", ""), "2027-03-01"),
        (("--when", "daily 8:00", "--zone", ""), "Europe/Madrid"),
        (("--when", ""), "When should it come?"),
        (("--when", f"{'1' * 5000} 8 * * *"), "The minute of this schedule can't be “1"),
        (("--when", f"0 8 {'1' * 5000}-{'2' * 5000} * *"), "The day of the month of this schedule"),
        (("--when", f"daily {'1' * 5000}:00"), "is no day that I know"),
    ],
)
def test_what_is_no_schedule_is_said(arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    from bot.__main__ import cli

    with pytest.raises(SystemExit) as stopped:
        cli(["digest", "times", *arguments], standalone_mode=False)
    assert stopped.value.code == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err


BRIEFING = """\
title: Planes over Rome
as_of: 2019-04-04
summary: Planes landed.
sources:
  wire: {title: Six planes land, publisher: Wire, published: 2019-04-03}
figures:
  planes: {label: Planes that landed, value: %s, unit: planes, stated_by: wire,
           evidence: {source: wire, exact: "%s planes landed"}}
"""


def test_a_preview_of_the_briefings_and_of_what_has_changed_since(tmp_path: Path) -> None:
    folder = tmp_path / "briefings"
    folder.mkdir()
    (folder / "planes.yaml").write_text(BRIEFING % (6, "six"), "utf-8")
    environment = {"BRIEFBOT_BRIEFINGS": str(folder), "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}"}
    first = briefbot("digest", "preview", "--topics", "planes", home=tmp_path, **environment)
    assert first.returncode == 0, first.stderr
    assert "This digest begins with 1 topic" in first.stdout
    assert "Planes landed." in first.stdout
    unknown = briefbot("digest", "preview", "--since", "2019-04-04", home=tmp_path, **environment)
    assert unknown.returncode == 1
    assert "There is no database" in unknown.stderr
    assert "not covered" in briefbot("digest", "preview", "--topics", "boats", home=tmp_path, **environment).stderr

    kept = briefbot("say", "--as-role", "moderator", "/digest add daily 08:00 planes", home=tmp_path, **environment)
    assert kept.returncode == 0, kept.stderr
    now = datetime.now(UTC).isoformat()
    (folder / "planes.yaml").write_text(BRIEFING % (7, "seven"), "utf-8")
    changed = briefbot("digest", "preview", "--since", now, home=tmp_path, **environment)
    assert changed.returncode == 0, changed.stderr
    assert "Planes that landed: Was 6 planes, now 7 planes" in changed.stdout
    assert "digest here" not in changed.stdout
    since = briefbot("digest", "preview", "--since", "2019-04-04", home=tmp_path, **environment).stdout
    assert "Since 4 April 2019: 1 new." in since


def test_no_preview_is_made_beside_a_database_that_can_not_be_used(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    assert briefbot("db", "upgrade", home=tmp_path, DATABASE_URL=url).returncode == 0
    with closing(sqlite3.connect(tmp_path / "bot.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    refused = briefbot("digest", "preview", home=tmp_path, DATABASE_URL=url)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "newer version of briefbot" in refused.stderr


def test_without_a_running_bot_a_digest_asked_for_now_comes_when_it_runs(tmp_path: Path) -> None:
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}"}
    for line in ("/digest add daily 08:00", "/digest now"):
        said = briefbot("say", "--as-role", "moderator", line, home=tmp_path, **environment)
        assert said.returncode == 0, said.stderr
    words = " ".join(said.stdout.split())
    assert "as soon as the bot runs" in words
    assert "in a moment" not in words


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--since", "2100-01-01"), "“2100-01-01” is still to come."),
        (("--since", "yesterday"), "“yesterday” is no day."),
        (("--since", ""), "is no day."),
        (("--topics", "atlantis"), "The newest briefings: venezuela."),
        (("--topics", "venezuela, atlantis"), "The newest briefings: venezuela."),
    ],
)
def test_what_can_not_be_previewed_is_said(
    arguments: tuple[str, ...],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from bot.__main__ import cli

    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    monkeypatch.setenv("BRIEFBOT_CACHE", str(tmp_path / "cache"))
    with pytest.raises(SystemExit) as stopped:
        cli(["digest", "preview", *arguments], standalone_mode=False)
    assert stopped.value.code == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err


@pytest.mark.parametrize("count", ["0", "-1", "99999999999999999999", "many"])
def test_a_count_that_is_none_is_refused(count: str, tmp_path: Path) -> None:
    done = briefbot("digest", "times", "--when", "daily 8:00", "--count", count, home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--count" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_last_fire_times_that_there_are_dates_for(capsys: pytest.CaptureFixture[str]) -> None:
    from bot.cli.digest import times

    assert times("29 feb 08:00", "Asia/Tokyo", "2190-01-01", 10_000, json=False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith("9996-02-28T23:00:00Z")


def test_the_digests_of_all_workspaces(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    none = briefbot("digest", "list", home=tmp_path, DATABASE_URL=url)
    assert none.returncode == 1
    assert "There is no database" in none.stderr

    async def keep() -> None:
        async with await Database.open(url) as database, database.write() as c:
            for number, place in enumerate((Place("slack", "T1", "C1"), Place("discord", "7", "8"))):
                one = Subscription(
                    id=f"digest{number}", workspace=f"{place.platform}/{place.workspace}", place=place,
                    when="weekdays 08:00", cron="0 8 * * 1-5", zone="Europe/Madrid", topics=("venezuela",),
                    created_by="u1", created_at=number, next_run_at=1803884400,
                )  # fmt: skip
                await subscriptions.add(c, one)

    asyncio.run(keep())
    told = briefbot("digest", "list", home=tmp_path, DATABASE_URL=url)
    assert told.stdout.splitlines() == [
        "digest1  discord/7/8  every weekday at 08:00, Madrid time  venezuela  next 2027-03-01 07:00 UTC",
        "digest0  slack/T1/C1  every weekday at 08:00, Madrid time  venezuela  next 2027-03-01 07:00 UTC",
        "2 digests.",
    ]
    machine = json.loads(briefbot("digest", "list", "--json", home=tmp_path, DATABASE_URL=url).stdout)
    assert [one["place"] for one in machine["digests"]] == ["discord/7/8", "slack/T1/C1"]
    assert machine["digests"][0]["next"] == "2027-03-01T07:00:00+00:00"
