"""Whether a web address is one that readers can open."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

from bot.briefing.finding import Doubt
from bot.briefing.model import Briefing
from bot.briefing.yaml import Parsed

NOWHERE: Final = "This link leads nowhere that readers can go."
"""What is said of any other."""

_INNER: Final = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".home.arpa", ".test")
_NUMBER: Final = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}")
_SPELT: Final = re.compile(
    "[%\\\\\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
"""What browsers read as something else in the name of a host: `%31` as a 1, a backslash as where the name ends, and
what has no width as nothing (Unicode's UTS 46)."""

_WRITTEN_OTHERWISE: Final = tuple(
    map(IPv6Network, ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "fec0::/10"))
)
"""IPv6 numbers that stand for IPv4 ones, which may be inner, or for those of a site (RFC 4291, 6052, 8215, 3056, 3879):
no site of the Web is linked by one, and Python takes most of them for the Web's."""


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
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or _SPELT.search(host):
        return False
    try:
        return _outer(ip_address(host))
    except ValueError:
        # What looks like a number and is none, like 0x7f.1, means an inner one to some browsers.
        return "." in host and not f".{host}".endswith(_INNER) and not _NUMBER.fullmatch(host)


def inner(briefing: Briefing, known: Briefing | None = None) -> Iterator[Doubt]:
    """The sources of a briefing whose link no reader can follow, or that leads a reader into their own network; those
    that `known` has as they are left out."""
    before = {name: source.url for name, source in known.sources.items()} if known else {}
    for name, source in briefing.sources.items():
        if source.url is not None and before.get(name) != source.url and not public(source.url):
            yield Doubt(("sources", name, "url"), "link", NOWHERE, "Give the public address, or leave it out.")


def led_out(parsed: Parsed, known: Briefing | None = None) -> Parsed:
    """What a text holds, and no briefing where one of its links leads in; those that `known` has are taken as they
    are."""
    if parsed.briefing is None or not (wrong := tuple(map(parsed.finding, inner(parsed.briefing, known)))):
        return parsed
    return replace(parsed, briefing=None, findings=wrong)


def _outer(number: IPv4Address | IPv6Address) -> bool:
    """Whether a number is one of the Web's."""
    if isinstance(number, IPv6Address) and any(number in network for network in _WRITTEN_OTHERWISE):
        return False
    return number.is_global and not number.is_multicast
