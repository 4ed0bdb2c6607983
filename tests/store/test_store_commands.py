"""`briefbot db …` typed as people type it, beside a bot that is running, on sound and broken databases."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from bot.store.schema import HEAD

ROOT = Path(__file__).parents[2]

WRITING = """
import asyncio, itertools, sys
from sqlalchemy import insert
from bot.store.database import Database
from bot.store.tables import token

async def main():
    async with await Database.open(sys.argv[1]) as database:
        for number in itertools.count():
            async with database.write() as c:  # always both, or neither
                await c.execute(insert(token), [{"token": f"{number}{x}", "text": "x" * 500, "kept": 1} for x in "ab"])
            print(number, flush=True)

asyncio.run(main())
"""


def briefbot(url: str, *words: str | Path) -> Result:
    """What a command says and its exit status; entered where the console script is."""
    return CliRunner().invoke(cli, list(map(str, words)), env={"DATABASE_URL": url}, catch_exceptions=False)


def process(url: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """The same as a process of its own."""
    environment = {"PATH": os.environ["PATH"], "HOME": "/nowhere", "DATABASE_URL": url}
    command = [sys.executable, "-m", "bot", *map(str, words)]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=60)


@contextmanager
def running(url: str) -> Iterator[subprocess.Popen[str]]:
    """A process that uses the database as the bot does: holding it, and writing all the time."""
    process = subprocess.Popen([sys.executable, "-c", WRITING, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        while int(process.stdout.readline()) < 50:
            pass
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def tokens(file: Path) -> int:
    with closing(sqlite3.connect(file)) as opened:
        (count,) = opened.execute("SELECT count(*) FROM token").fetchone()
    return int(count)


def test_upgrade_makes_and_upgrades(empty_database_url: str) -> None:
    made = briefbot(empty_database_url, "db", "upgrade")
    assert (made.exit_code, made.stderr) == (0, "")
    assert f"is made: version {HEAD}." in made.stdout
    again = briefbot(empty_database_url, "db", "upgrade")
    assert f"is up to date: version {HEAD}." in again.stdout
    assert briefbot(empty_database_url, "db", "check").stdout == "The database is sound.\n"


def test_a_backup_of_a_running_bot_is_whole_and_can_be_restored(sqlite_url: str, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    with running(sqlite_url):
        done = process(sqlite_url, "db", "backup", backup)
        assert (done.returncode, done.stderr) == (0, "")
        assert re.fullmatch(rf"\S+ holds everything as of now: [\d,]+ bytes, version {HEAD}\.\n", done.stdout)
        assert backup.stat().st_mode & 0o777 == 0o600
        assert not list(tmp_path.glob("*.partial*"))
        kept = tokens(backup)
        assert kept >= 100
        assert kept % 2 == 0, "no half of a transaction is in it"
        while tokens(file_of(sqlite_url)) <= kept:
            time.sleep(0.01)
        assert process(sqlite_url, "db", "check").stdout == "The database is sound.\n"
        for words in (("db", "restore", backup), ("db", "upgrade")):
            refused = process(sqlite_url, *words)
            assert refused.returncode == 1
            assert re.search(r"is used by process \d+, .*stop it first", refused.stderr)
    later = tokens(file_of(sqlite_url))
    done = process(sqlite_url, "db", "restore", backup)
    assert done.returncode == 0, done.stderr
    assert tokens(file_of(sqlite_url)) == kept
    aside = Path(done.stdout.split(" is kept as ")[1].strip())
    assert tokens(aside) == later > kept, "what was there before is kept with all that was committed"
    assert process(sqlite_url, "db", "check").returncode == 0


def test_beside_a_running_bot_what_is_kept_is_read_and_not_changed(sqlite_url: str) -> None:
    said = ("say", "--as-role", "moderator")
    assert process(sqlite_url, *said, "/digest add daily 08:00 venezuela").returncode == 0
    with running(sqlite_url) as bot:
        for words, told in (
            ("/digest list", "1 digest"),
            ("/digest why", "It has not run yet."),
            ("/digest preview", "Preview: News digest"),
            ("/settings show", "Digests    1 of 50"),
        ):
            done = process(sqlite_url, *said, words)
            assert (done.returncode, done.stderr) == (0, "")
            assert told in done.stdout
        for words in ("/digest add daily 09:00", "/digest remove", "/settings zone Europe/Berlin"):
            refused = process(sqlite_url, *said, words)
            assert (refused.returncode, refused.stdout) == (1, "")
            assert "Nothing can be kept now." in refused.stderr
            flat = " ".join(refused.stderr.split())
            assert re.search(rf"is used by process {bot.pid}, most likely the running bot, .*Do this there, or", flat)
    assert "1 digest" in process(sqlite_url, *said, "/digest list").stdout


def test_a_backup_never_overwrites(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "there.db").write_text("mine")
    refused = briefbot(sqlite_url, "db", "backup", tmp_path / "there.db")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "there already" in refused.stderr
    assert (tmp_path / "there.db").read_text() == "mine"
    for to in (tmp_path / "no" / "such" / "folder.db", Path("/proc/backup.db")):
        refused = briefbot(sqlite_url, "db", "backup", to)
        assert refused.exit_code == 1
        assert "Nothing can be written" in refused.stderr


def test_a_backup_onto_a_full_disk_leaves_nothing(sqlite_url: str, tmp_path: Path, own_disk: Sequence[str]) -> None:
    (tmp_path / "disk").mkdir()
    script = """
        mount -t tmpfs -o size=100k tmpfs "$1" && { "$2" -m bot db backup "$1/backup.db"; echo "exit $?"; ls -A "$1"; }
    """
    command = [*own_disk, "sh", "-c", script, "sh", str(tmp_path / "disk"), sys.executable]
    environment = {"PATH": os.environ["PATH"], "HOME": "/nowhere", "DATABASE_URL": sqlite_url}
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, env=environment)
    assert done.stdout == "exit 1\n"
    assert "full" in done.stderr
    assert done.stderr.count("\n") == 1
    assert process(sqlite_url, "db", "check").returncode == 0


def test_a_restore_of_what_is_no_backup_changes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    before = file_of(sqlite_url).read_bytes()
    (tmp_path / "text").write_text("not a database")
    (tmp_path / "torn").write_bytes(before[: len(before) // 2])
    (tmp_path / "flipped").write_bytes(before[:8192] + bytes(4096) + before[12288:])
    with closing(sqlite3.connect(tmp_path / "other")) as other:
        other.execute("CREATE TABLE recipes (name)")
    with closing(sqlite3.connect(tmp_path / "newer")) as newer:
        newer.executescript("CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES ('9999')")
    for name, said in {
        "text": "damaged or no SQLite file",
        "torn": "damaged",
        "flipped": "damaged",
        "other": "no database of briefbot",
        "newer": "newer version",
        "none": "There is no backup at",
        "briefbot.db": "is the database itself",
    }.items():
        refused = briefbot(sqlite_url, "db", "restore", tmp_path / name)
        assert (refused.exit_code, refused.stdout) == (1, ""), name
        assert said in refused.stderr
        assert refused.stderr.count("\n") == 1
    assert file_of(sqlite_url).read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("*briefbot.db*")) == ["briefbot.db", "briefbot.db.lock"]


def test_places_where_no_database_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for name, words, said in (
        ("file/briefbot.db", ("db", "upgrade"), "a part of its path is a file"),
        ("file/briefbot.db", ("db", "check"), "There is no database"),
        ("", ("db", "upgrade"), "is a folder. DATABASE_URL has to name a file in it"),
        ("", ("db", "check"), "is a folder. DATABASE_URL has to name a file in it"),
        ("none.db", ("db", "backup", tmp_path / "copy.db"), "Is DATABASE_URL right?"),
        ("none.db", ("digest", "list"), "There is no database"),
    ):
        refused = briefbot(f"sqlite:///{tmp_path}{f'/{name}' if name else ''}", *words)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert said in refused.stderr
        assert refused.stderr.count("\n") == 1


def test_a_folder_that_may_not_be_looked_into(sqlite_url: str, tmp_path: Path) -> None:
    """Root may look into every folder: that right is given up first."""
    closed = tmp_path / "closed"
    closed.mkdir()
    shutil.copyfile(file_of(sqlite_url), closed / "briefbot.db")
    if os.geteuid() == 0:
        os.chown(closed, 65534, 65534)
    closed.chmod(0 if os.geteuid() else 0o700)
    rights = "-dac_override,-dac_read_search"
    less = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"] if os.geteuid() == 0 else []
    url = f"sqlite:///{closed / 'briefbot.db'}"
    for words in (
        ("db", "check"),
        ("db", "upgrade"),
        ("db", "backup", str(tmp_path / "copy.db")),
        ("db", "restore", file_of(sqlite_url)),
        ("digest", "list"),
        ("say", "--as-role", "moderator", "/digest list"),
    ):
        command = [*less, sys.executable, "-m", "bot", *map(str, words)]
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "DATABASE_URL": url}
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=60
        )
        assert (done.returncode, done.stdout) == (1, "")
        assert "Permission denied" in done.stderr
        assert "permissions" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_damaged_database_is_replaced_by_its_backup(sqlite_url: str, tmp_path: Path) -> None:
    assert briefbot(sqlite_url, "db", "backup", tmp_path / "backup").exit_code == 0
    file_of(sqlite_url).write_bytes(b"gone" * 5000)
    assert "restore FILE" in briefbot(sqlite_url, "db", "check").stderr
    assert briefbot(sqlite_url, "db", "restore", tmp_path / "backup").exit_code == 0
    assert briefbot(sqlite_url, "db", "check").exit_code == 0
    (aside,) = tmp_path.glob("briefbot.db.before-*")
    assert aside.read_bytes() == b"gone" * 5000


def test_a_backup_is_restored_where_there_was_nothing(sqlite_url: str, tmp_path: Path) -> None:
    assert briefbot(sqlite_url, "db", "backup", tmp_path / "backup").exit_code == 0
    elsewhere = f"sqlite:///{tmp_path}/another/machine/briefbot.db"
    done = briefbot(elsewhere, "db", "restore", tmp_path / "backup")
    assert done.exit_code == 0, done.stderr
    assert "is kept as" not in done.stdout
    assert briefbot(elsewhere, "db", "check").exit_code == 0


@contextmanager
def opened(url: str) -> Iterator[Connection]:
    """A connection of somebody who is not the bot; kept at the end."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


@pytest.mark.usefixtures("postgresql_tools")
def test_a_backup_of_postgresql_is_whole_and_can_be_restored(postgresql_url: str, tmp_path: Path) -> None:
    url, given = postgresql_url, make_url(postgresql_url)
    file = tmp_path / "a file"
    with running(url):
        done = briefbot(url, "db", "backup", file)
        assert done.exit_code == 0, done.stderr
        assert f"{file.stat().st_size:,} bytes, version {HEAD}" in done.stdout
        assert file.stat().st_mode & 0o077 == 0
        assert "is there already" in briefbot(url, "db", "backup", file).stderr
        refused = briefbot(url, "db", "restore", file)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert re.search(r"is used by a running bot .*Stop every bot that uses it first", refused.stderr)
        assert not given.password or given.password not in refused.stderr
    with opened(url) as connection:
        later = connection.execute(text("SELECT count(*) FROM token")).scalar_one()
        # as a later version leaves it: a table that this one doesn't know, and that refers to one that it does
        connection.execute(text("CREATE TABLE lateral_news (token TEXT REFERENCES token (token))"))
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer version" in briefbot(url, "db", "check").stderr
    done = briefbot(url, "db", "restore", file)
    assert (done.exit_code, done.stderr) == (0, "")
    with opened(url) as connection:
        kept = connection.execute(text("SELECT count(*) FROM token")).scalar_one()
        assert 100 <= kept < later
        assert kept % 2 == 0, "no half of a transaction is in it"
        assert connection.execute(text("SELECT to_regclass('lateral_news')")).scalar() is None
        assert connection.execute(text("SELECT count(*) FROM audit WHERE what = 'db restore'")).scalar() == 1
    assert briefbot(url, "db", "check").stdout == "The database is sound.\n"
    aside = Path(done.stdout.split(" is kept as ")[1].strip())
    assert aside.stat().st_mode & 0o077 == 0
    assert "newer version" in briefbot(url, "db", "restore", aside).stderr, "what was there before is kept"


@pytest.mark.usefixtures("postgresql_tools")
def test_a_backup_of_postgresql_is_restored_where_there_was_nothing(
    postgresql_url: str, empty_postgresql_url: str, tmp_path: Path
) -> None:
    assert briefbot(postgresql_url, "db", "backup", tmp_path / "backup").exit_code == 0
    done = briefbot(empty_postgresql_url, "db", "restore", tmp_path / "backup")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "is kept as" not in done.stdout
    assert briefbot(empty_postgresql_url, "db", "check").stdout == "The database is sound.\n"


@pytest.mark.usefixtures("postgresql_tools")
def test_a_restore_of_what_is_no_backup_changes_nothing_on_postgresql(
    postgresql_url: str, empty_postgresql_url: str, tmp_path: Path
) -> None:
    with opened(postgresql_url) as connection:
        connection.execute(text("INSERT INTO token SELECT n::text, repeat('x', 500), 1 FROM generate_series(1, 999) n"))
    assert briefbot(postgresql_url, "db", "backup", tmp_path / "whole").exit_code == 0
    whole = (tmp_path / "whole").read_bytes()
    (tmp_path / "torn").write_bytes(whole[: len(whole) * 2 // 3])
    (tmp_path / "text").write_text("not a database")
    with opened(empty_postgresql_url) as connection:
        connection.execute(text("CREATE TABLE recipes (name TEXT)"))
    assert briefbot(empty_postgresql_url, "db", "backup", tmp_path / "other").exit_code == 0
    with opened(postgresql_url) as connection:
        connection.execute(text("CREATE VIEW mine AS SELECT count(*) FROM token"))
    for name, said in {
        "torn": "is damaged",
        "text": "damaged or no backup of PostgreSQL",
        "other": "no database of briefbot",
        "none": "There is no backup at",
        "whole": "Nothing was changed",  # the view, which somebody else has made, would be lost
    }.items():
        refused = briefbot(postgresql_url, "db", "restore", tmp_path / name)
        assert (refused.exit_code, refused.stdout) == (1, ""), name
        assert said in refused.stderr
        assert refused.stderr.count("\n") == 1
        with opened(postgresql_url) as connection:
            assert connection.execute(text("SELECT * FROM mine")).scalar() == 999


def test_without_the_tools_of_postgresql_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    url = "postgresql://ann:se%20cret@/news?host=db.example&port=5433&sslmode=require"
    refused = briefbot(url, "db", "backup", tmp_path / "backup")
    assert refused.exit_code == 1
    for part in ("user=ann", "host=db.example", "port=5433", "dbname=news", "sslmode=require"):
        assert part in refused.stderr
    assert f"--file={tmp_path}/backup " in refused.stderr
    assert "postgresql://ann@/news?host=db.example&port=5433&sslmode=require" in refused.stderr
    assert "cret" not in refused.stderr
    (tmp_path / "restore").touch()
    refused = briefbot(url, "db", "restore", tmp_path / "restore")
    assert refused.exit_code == 1
    assert "pg_restore is not installed here. It comes with PostgreSQL's client" in refused.stderr


SPOILT = {
    "DROP TRIGGER audit_no_update": "The trigger audit_no_update is gone",
    "INSERT INTO briefing VALUES ('', 'rome', 1)": "The revision rome ab is shown, but its state is another.",
    "INSERT INTO draft VALUES ('', 'oslo', 'file', 1)": "The revision rome ab is a draft, but its state is another.",
    "INSERT INTO revision_state (revision, state, at, who, who_name, note) VALUES (1, 'published', 1, '', '', '')": (
        "The revision rome ab is published in name only."
    ),
    "INSERT INTO revision_state (revision, state, at, who, who_name, note) VALUES (1, 'submitted', 1, '', '', '')": (
        "The revision rome ab is open, but no draft."
    ),
    "": "The revision rome ab has no state.",
}


@pytest.mark.parametrize(("statement", "said"), SPOILT.items(), ids=SPOILT.values())
def test_check_says_what_does_not_hold_together(database_url: str, statement: str, said: str) -> None:
    given = make_url(database_url)
    engine = create_engine(given if given.drivername == "sqlite" else given.set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO revision (seq, workspace, topic, id, line, number, title, as_of, briefing, author, "
                "author_name, note, corrections, origin, created_at) "
                "VALUES (1, '', 'rome', 'ab', '', 1, 'Rome', '2019-04-04', :nothing, '', '', '', '[]', 'chat', 1)"
            ),
            {"nothing": b"no briefing"},
        )
        if statement.startswith("DROP TRIGGER") and given.drivername != "sqlite":
            statement += " ON audit"
        if statement:
            connection.execute(text(statement))
    engine.dispose()
    done = briefbot(database_url, "db", "check")
    assert done.exit_code == 1, done.stderr
    assert said in done.stdout
    assert "The revision rome ab can't be read." in done.stdout


def test_check_finds_a_damaged_file(sqlite_url: str) -> None:
    file = file_of(sqlite_url)
    with closing(sqlite3.connect(file)) as opened:
        opened.executemany("INSERT INTO token VALUES (?, 'x', 1)", [(str(number),) for number in range(2000)])
        opened.execute("PRAGMA foreign_keys = OFF")
        opened.execute("INSERT INTO briefing VALUES ('', 'rome', 7)")
        (page,) = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = 'token_kept_index'").fetchone()
        opened.commit()
    whole = bytearray(file.read_bytes())
    whole[(page - 1) * 4096 + 100 : page * 4096] = os.urandom(4096 - 100)
    file.write_bytes(whole)
    done = briefbot(sqlite_url, "db", "check")
    assert done.exit_code == 1
    assert "damaged" in done.stdout + done.stderr


def test_check_finds_a_row_without_its_parent(sqlite_url: str) -> None:
    with closing(sqlite3.connect(file_of(sqlite_url))) as opened:
        opened.execute("INSERT INTO briefing VALUES ('', 'rome', 7)")
        opened.commit()
    done = briefbot(sqlite_url, "db", "check")
    assert done.exit_code == 1
    assert "A row of briefing refers to a row of revision that is not there." in done.stdout
