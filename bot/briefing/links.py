"""Whether a web address is one that readers can open."""

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

_INNER: Final = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".home.arpa", ".test")
_NUMBER: Final = re.compile(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){0,3}")


def public(address: str) -> bool:
    """Whether an address leads out into the Web: http or https, to a name with a dot or a public number, without a
    name and password in it."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        # What looks like a number and is none, like 0x7f.1, means an inner one to some browsers.
        return "." in host and not f".{host}".endswith(_INNER) and not _NUMBER.fullmatch(host)
