"""The first line of an exported briefing, which says what revision it is: by that an upload knows what it changes."""

import re
from typing import Final

_LINE: Final = "# revision "
_READ: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*# revision ([0-9a-z-]{1,64})\s*(?:\r|\n|\Z)")


def exported(revision: str, text: str) -> str:
    """The text of a briefing under the line that names its revision; short, as no platform may break it in two."""
    return f"{_LINE}{revision}\n{text}"


def revision_of(data: bytes) -> str | None:
    """The revision that a text was exported as; None where it doesn't say."""
    found = _READ.match(data)
    return found[1].decode("ascii") if found else None
