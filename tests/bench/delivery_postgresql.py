"""100,000 digests due at the same minute, on PostgreSQL."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from sqlalchemy.engine import make_url

from tests.bench.delivery import measure, subscribe
from tests.bench.frame import Row
from tests.databases import postgresql_server


def rows() -> Iterable[Row]:
    """The figures on PostgreSQL."""
    with TemporaryDirectory(prefix="briefbot-bench-") as folder, postgresql_server() as server:
        of = make_url(server.url)
        one, twin = (of.set(database=name).render_as_string(hide_password=False) for name in ("one", "twin"))
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE one")
            asyncio.run(subscribe(one))
            connection.execute("CREATE DATABASE twin TEMPLATE one")
        yield from asyncio.run(measure("PostgreSQL", one, twin, Path(folder), (0.35, 0.25)))
