"""Whether a web address is one that readers can open."""

import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

_INNER: Final = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".home.arpa", ".test")
_NUMBER: Final = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}")
_SPELT: Final = frozenset("%\\")
"""What browsers read as something else in the name of a host: `%31` as a 1, and a backslash as where the name ends."""


def public(address: str) -> bool:
    """Whether an address leads out into the Web: http or https, to a name with a dot or a public number, without a
    name and password in it."""
    try:
        parts = urlsplit(address)
        # Browsers read a full-width 1 as 1, and the full stop of Chinese as a dot.
        host = unicodedata.normalize("NFKC", parts.hostname or "").replace("。", ".").rstrip(".")
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or _SPELT & set(host):
        return False
    try:
        return _outer(ip_address(host))
    except ValueError:
        # What looks like a number and is none, like 0x7f.1, means an inner one to some browsers.
        return "." in host and not f".{host}".endswith(_INNER) and not _NUMBER.fullmatch(host)


def _outer(number: IPv4Address | IPv6Address) -> bool:
    """Whether a number is one of the Web's, and so is the one that it may have within it."""
    within = (number.ipv4_mapped or number.sixtofour) if isinstance(number, IPv6Address) else None
    return number.is_global and not number.is_multicast and (within is None or _outer(within))
