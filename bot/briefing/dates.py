"""The dates that a text names: years, months with days, ISO dates."""

import re
from datetime import date
from typing import Final

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME: Final = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?"
)
_DATE: Final = re.compile(
    rf"""(?P<iso>\b(?:1[5-9]|20)\d\d-\d\d(?:-\d\d)?\b)
    |\b(?P<day>\d{{1,2}})\s+(?P<month>{_NAME})
    |\b(?P<month2>{_NAME})\s+(?P<day2>\d{{1,2}})\b
    |(?<![\d.,$€£-])\b(?P<year>(?:1[5-9]|20)\d\d)\b(?![.,]\d|\s*(?:million|billion|people))""",
    re.VERBOSE | re.IGNORECASE,
)


def dates(text: str) -> set[str]:
    """Years as "2019", days of a month as "04-04"; an ISO date gives both."""
    found: set[str] = set()
    for match in _DATE.finditer(text):
        if match["iso"]:
            year, _, rest = match["iso"].partition("-")
            found |= {year, rest} if "-" in rest else {year}
        elif match["year"]:
            found.add(match["year"])
        else:
            month = _MONTHS.index((match["month"] or match["month2"])[:3].casefold()) + 1
            found.add(f"{month:02}-{int(match['day'] or match['day2']):02}")
    return found


def named(day: date) -> set[str]:
    """A date as `dates` gives it."""
    return {str(day.year), f"{day.month:02}-{day.day:02}"}
