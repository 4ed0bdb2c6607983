"""Time zones by the names people know them: IANA names, cities, and what comes near them."""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

UNIVERSAL: Final = "UTC"

_FIXED: Final = re.compile(r"Etc/GMT([+-])([1-9]\d?)")
"""A zone that is the same all year, by its hours west of Greenwich: what everybody else writes with the other sign."""

_REGIONS: Final = frozenset("Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific".split())
"""First parts of names whose last part is a place that people live in; "US/Eastern" and "Etc/GMT+5" are others."""


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Every IANA zone there is, in order."""
    listed = resources.files("tzdata").joinpath("zones").read_text("ascii").split()
    return tuple(sorted(set(listed) - {"Factory", "localtime"}))


def find(typed: str) -> str | None:
    """The IANA name of the zone that this is, whatever its case and with spaces for underscores, or the one zone whose
    city it is; None when there is none, or more than one city of the name.

    >>> find("europe/madrid"), find("new york"), find("Atlantis")
    ('Europe/Madrid', 'America/New_York', None)
    """
    wanted = _key(typed)
    return _by_key().get(wanted) or _by_city().get(wanted)


def near(typed: str, limit: int) -> tuple[str, ...]:
    """The zones whose name or city comes nearest to what is typed, best first."""
    from rapidfuzz import fuzz, process

    wanted = _key(typed)
    scored: dict[str, float] = {}
    for keys in (_by_key(), _by_city()):
        for key, score, _ in process.extract(wanted, keys.keys(), scorer=fuzz.ratio, score_cutoff=65, limit=limit * 2):
            scored[keys[key]] = max(score, scored.get(keys[key], 0.0))
    return tuple(sorted(scored, key=lambda name: (-scored[name], name))[:limit])


def complete(typed: str, limit: int) -> tuple[str, ...]:
    """Zones of which the name, the city or a further word starts with what is typed, then near ones."""
    wanted = _key(typed)
    starts = [name for key, name in _by_key().items() if key.startswith(wanted)]
    cities = [name for key, name in _by_key().items() if any(part.startswith(wanted) for part in key.split("/")[1:])]
    words = [name for key, name in _by_key().items() if f"_{wanted}" in key]
    found = dict.fromkeys([*sorted(cities), *sorted(starts), *sorted(words)] if wanted else sorted(starts))
    return (tuple(found) or near(typed, limit))[:limit]


def is_region(typed: str) -> bool:
    """Whether zones have names that begin with this and a slash."""
    return any(key.startswith(f"{_key(typed)}/") for key in _by_key())


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The zone of this IANA name. Raises ZoneInfoNotFoundError when there is none."""
    return ZoneInfo(name)


def spoken(name: str) -> str:
    """How a zone is called in a sentence.

    >>> spoken("Europe/Madrid"), spoken("America/Argentina/Salta"), spoken("Etc/GMT+5"), spoken("UTC")
    ('Madrid time', 'Salta (Argentina) time', 'UTC-5', 'UTC')
    """
    if fixed := _FIXED.fullmatch(name):
        return f"{UNIVERSAL}{'-' if fixed[1] == '+' else '+'}{fixed[2]}"
    if name in ("UTC", "Etc/UTC"):
        return UNIVERSAL
    region, _, rest = name.replace("_", " ").partition("/")
    if region not in _REGIONS:
        return f"{name} time"
    between, _, city = rest.rpartition("/")
    return f"{city} ({between}) time" if between else f"{city} time"


@lru_cache(maxsize=1)
def _by_key() -> Mapping[str, str]:
    return {_key(name): name for name in names()}


@lru_cache(maxsize=1)
def _by_city() -> Mapping[str, str]:
    """Cities that only one zone is named after."""
    found: dict[str, list[str]] = {}
    for name in names():
        region, _, rest = name.partition("/")
        if region in _REGIONS:
            found.setdefault(_key(rest.rpartition("/")[2]), []).append(name)
    return {city: zones[0] for city, zones in found.items() if len(zones) == 1}


def _key(typed: str) -> str:
    return "_".join(typed.split()).casefold()


def default(*candidates: str | None) -> str:
    """The first of these that is an IANA name of a zone; else UTC."""
    return next((name for name in candidates if name and find(name) == name), UNIVERSAL)
