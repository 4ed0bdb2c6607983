"""A quick look into a database, for whoever answers one question and is gone."""

import sqlite3
from contextlib import closing

from bot.store.address import Address
from bot.store.errors import Unusable

_DECIDED = """
    SELECT 1 FROM briefing JOIN revision ON revision.seq = briefing.published WHERE revision.line <> 'file'
    UNION ALL
    SELECT 1 FROM briefing
    JOIN revision ON revision.workspace = briefing.workspace AND revision.topic = briefing.topic
    JOIN revision_state ON revision_state.revision = revision.seq
    WHERE briefing.published IS NULL AND revision_state.state = 'withdrawn' AND revision_state.who <> 'file'
    LIMIT 1
"""


def nothing_written(url: str) -> bool:
    """Whether surely exactly what comes from files is published: nothing else, and none of it withdrawn. A SQLite file
    is looked into without SQLAlchemy, which takes a quarter of a second to load; of a server nothing is known."""
    try:
        address = Address.parse(url)
        if address.file is None:
            return False
        if not address.there():
            return True
    except Unusable:
        return False
    try:
        with closing(sqlite3.connect(f"{address.file.as_uri()}?mode=ro", uri=True)) as database:
            return database.execute(_DECIDED).fetchone() is None
    except sqlite3.Error:
        return False
