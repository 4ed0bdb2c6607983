"""100,000 digests due at the same minute, on PostgreSQL."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.delivery import measure
from tests.bench.frame import Row
from tests.databases import postgresql_server


def rows() -> Iterable[Row]:
    """The figures on PostgreSQL."""
    with TemporaryDirectory(prefix="briefbot-bench-") as folder, postgresql_server() as server:
        yield from asyncio.run(measure("PostgreSQL", server.url, Path(folder), (0.35, 0.25)))
