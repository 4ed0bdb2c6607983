"""A digest asked for every so often, "every 2 hours", where each comes at times of day: what comes nearest to it."""

import re
from typing import Final

from bot.chat.arguments import shown
from bot.chat.errors import UserError
from bot.delivery.schedule import CLOSEST, EXAMPLES

_NUMBERS: Final = {"other": 2, "second": 2, "two": 2, "three": 3, "four": 4, "six": 6, "eight": 8, "twelve": 12}
_EVERY: Final = re.compile(
    rf"""(?:every|each|once\ every)\s+
    (?:
        (?:(?P<number>\d{{1,4}})(?:st|nd|rd|th)?|(?P<word>{"|".join(_NUMBERS)}|few|half(?:\ an?)?))[\s-]*
        (?P<many>minutes?|mins?|m|hours?|hrs?|h|days?|weekdays?|weeks?|fortnights?|months?|years?)
        |(?P<one>minute|hour|week|fortnight|month|year)
    )\b""",
    re.IGNORECASE | re.ASCII | re.VERBOSE,
)


def refuse_interval(text: str) -> None:
    """Raise UserError, with the schedule that comes nearest, where a text begins with how often."""
    found = _EVERY.match(" ".join(text.split()))
    if found is None:
        return
    unit = (found["many"] or found["one"]).casefold()
    word = (found["word"] or "").casefold()
    number = int(found["number"]) if found["number"] else _NUMBERS.get(word, 0 if word else 1)
    if word.startswith("half") and unit.startswith("h"):
        number, unit = 30, "m"
    said = found[0].casefold()
    raise UserError(f"A digest comes at times of day, not {shown(said)}.", f"{_instead(number, unit)}{EXAMPLES}")


def _instead(number: int, unit: str) -> str:
    """A sentence with the five cron fields that mean it, where there are any: of what divides an hour or a day."""
    closest = int(CLOSEST.total_seconds()) // 60
    if unit.startswith("h") and number and 24 % number == 0:
        return f"With five cron fields it is “0 {'*' if number == 1 else f'*/{number}'} * * *”. "
    if unit.startswith("m") and not unit.startswith("mo"):
        if closest <= number < 60 and 60 % number == 0:
            return f"With five cron fields it is “*/{number} * * * *”. "
        if 0 < number < closest:
            return f"The closest are {closest} minutes apart: “*/{closest} * * * *”. "
    return ""
