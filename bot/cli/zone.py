"""The time zone of whoever is at the terminal, by its IANA name."""

import os
from pathlib import Path

from bot.delivery import zones


def local_zone(clock: Path = Path("/etc/localtime")) -> str | None:
    """The zone that TZ names, else the one that the system's clock is a link to; None where neither names one, or it is
    UTC, as that of a server is whose people live elsewhere."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if not named:
        named = os.path.realpath(clock)
    name = named.rpartition("zoneinfo/")[2]
    found = zones.find(name)
    return found if found == name and zones.spoken(name) != zones.UNIVERSAL else None
