"""Knows the units of amounts: currencies by symbol, code and name, percent and percentage points."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

PERCENT: Final = "percent"
POINTS: Final = "percentage points"

_SYMBOLS: Final = {
    "$": "USD", "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "hk$": "HKD", "nz$": "NZD",
    "s$": "SGD", "nt$": "TWD", "r$": "BRL", "€": "EUR", "£": "GBP", "¥": "JPY", "cn¥": "CNY", "₽": "RUB", "₹": "INR",
    "₩": "KRW", "₴": "UAH", "₺": "TRY", "₪": "ILS", "₦": "NGN", "₫": "VND", "฿": "THB", "₱": "PHP",
}  # fmt: skip
_NAMES: Final = {
    "dollar": "USD", "us dollar": "USD", "u.s. dollar": "USD", "american dollar": "USD", "australian dollar": "AUD",
    "canadian dollar": "CAD", "hong kong dollar": "HKD", "new zealand dollar": "NZD", "singapore dollar": "SGD",
    "euro": "EUR", "pound": "GBP", "british pound": "GBP", "pound sterling": "GBP", "yen": "JPY",
    "japanese yen": "JPY", "yuan": "CNY", "chinese yuan": "CNY", "renminbi": "CNY", "rouble": "RUB", "ruble": "RUB",
    "russian rouble": "RUB", "russian ruble": "RUB", "rupee": "INR", "indian rupee": "INR", "swiss franc": "CHF",
    "hryvnia": "UAH", "zloty": "PLN", "turkish lira": "TRY", "bolivar": "VES", "bolívar": "VES", "shekel": "ILS",
    "mexican peso": "MXN", "brazilian real": "BRL", "south korean won": "KRW", "swedish krona": "SEK",
    "norwegian krone": "NOK", "danish krone": "DKK", "rand": "ZAR", "saudi riyal": "SAR", "naira": "NGN",
}  # fmt: skip
_PLURALS: Final = {"pound sterling": "pounds sterling", "swedish krona": "swedish kronor", "brazilian real":
                   "brazilian reais", "norwegian krone": "norwegian kroner", "danish krone": "danish kroner",
                   "zloty": "zlotys"}  # fmt: skip
CODES: Final = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
    HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
    MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
    PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY
    TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
    """.split()
)
"""The currency codes of ISO 4217 in use."""

_SPELT: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_CALLED: Final = {
    **_NAMES,
    **{_PLURALS.get(name, f"{name}s"): code for name, code in _NAMES.items()},
    **_SYMBOLS,
    **dict.fromkeys(("%", "per cent", "pct"), PERCENT),
    **dict.fromkeys(("percentage point", "% points", "pp"), POINTS),
}


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


SIGN: Final = re.compile(
    rf"(?:(?<![a-z])(?:{_any(s for s in _SYMBOLS if s[0].isalpha())})"
    rf"|(?:{_any(s for s in _SYMBOLS if len(s) == 1)})) *$"
)
"""A currency's sign at the end of a lower-case text, as it stands before a number."""

_CODED: Final = re.compile(r"(?<![A-Za-z])([A-Z]{3}) ?$")
_WORDED: Final = _any(name for name in (*_NAMES, *(_PLURALS.get(name, f"{name}s") for name in _NAMES)))
_AFTER: Final = re.compile(
    rf"""[ ]*(?P<points>%[ -]points?\b|pp\b|p\.p\.)
    |[ -]+(?P<longer>percentage[ -]points?)\b
    |[ ]*(?P<percent>%)
    |[ -]+(?P<worded>per[ ]?cent|pct)\b
    |[ -]+(?P<name>{_WORDED})\b
    |[ ]*(?P<symbol>(?:{_any(s for s in _SYMBOLS if len(s) == 1)}))(?![ ]*\d)""",
    re.VERBOSE,
)
_CODE_AFTER: Final = re.compile(r" ?([A-Z]{3})(?![A-Za-z])")


def before(text: str, lower: str, start: int) -> tuple[str, int] | None:
    """The currency whose sign or code stands right before `start`, with where the sign begins."""
    near = max(0, start - 5)
    if found := SIGN.search(lower, near, start):
        return _SYMBOLS[found[0].rstrip()], found.start()
    if (coded := _CODED.search(text, near, start)) and coded[1] in CODES:
        return coded[1], coded.start()
    return None


def after(text: str, lower: str, end: int) -> tuple[str, int] | None:
    """The unit that stands right after `end`, with where it ends."""
    if found := _AFTER.match(lower, end):
        if found["points"] or found["longer"]:
            return POINTS, found.end()
        if found["percent"] or found["worded"]:
            return PERCENT, found.end()
        return (_CALLED[found["name"]] if found["name"] else _SYMBOLS[found["symbol"]]), found.end()
    if (coded := _CODE_AFTER.match(text, end)) and coded[1] in CODES:
        return coded[1], coded.end()
    return None


def canonical(unit: str) -> str | None:
    """A unit as amounts carry it: an ISO 4217 code, "percent", "percentage points"; None when it is a counted noun.

    >>> canonical("USD"), canonical("dollars"), canonical("%"), canonical("gas fields")
    ('USD', 'USD', 'percent', None)
    """
    if unit in CODES or unit in {PERCENT, POINTS}:
        return unit
    return _CALLED.get(unit.lower())


def dressed(ends: Sequence[str], scale: str, unit: str) -> str:
    """An amount's digits (both ends of a range) and scale with the unit as people write it: "$6 billion", "2–3%"."""
    code = canonical(unit)
    below = any(end.startswith("-") for end in ends)
    if sign := _SPELT.get(code or ""):
        signed = [f"-{sign}{end[1:]}" if end.startswith("-") else f"{sign}{end}" for end in ends]
        return (" to ".join(signed) if below else f"{sign}{'–'.join(ends)}") + scale
    amount = (" to " if below else "–").join(ends) + scale
    return f"{amount}%" if code == PERCENT else f"{amount} {code or unit}"
