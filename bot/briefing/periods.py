"""Knows the periods and units that an amount can be told per, and how people say so."""

from typing import Final

PERIODS: Final = "second|minute|hour|day|night|week|fortnight|month|quarter|year|decade"
EACH: Final = f"{PERIODS}|barrel|ton|tonne|head|person|capita|share|unit|kilo|kilogram|litre|liter|gallon|household"


def told(per: str) -> str:
    """A rate as it follows an amount: " a year", " an hour", " per capita"."""
    if per not in EACH.split("|") or per == "capita":
        return f" per {per}"
    return f" {'an' if per == 'hour' else 'a'} {per}"
