"""What can be wrong with a database, in words for whoever runs the bot."""


class Unusable(Exception):
    """The database can't be used. The message says why and what to do next; it never holds a password."""


class InvalidUrl(Unusable):
    """The address of the database is none that the bot can open."""


class NewerSchema(Unusable):
    """A newer version of the bot has changed the tables: this one would lose what it doesn't know."""


class OlderSchema(Unusable):
    """The tables are of an earlier version of the bot, and whoever opened the database may not change them."""


class InUse(Unusable):
    """Another process has the SQLite file."""


class Damaged(Unusable):
    """The file is no database, or holds what can't be."""


class Unavailable(Unusable):
    """The database can't be reached, or is busy, or can't be written now; trying again later may help.

    Nothing of the transaction was kept, unless a connection to PostgreSQL broke while it was being committed: then it
    may have been."""


class Full(Unavailable):
    """There is no room for more on the disk."""
