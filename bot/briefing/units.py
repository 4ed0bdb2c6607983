"""Knows the units of amounts: currencies by symbol, code and name, percent and percentage points."""

from collections.abc import Sequence
from typing import Final

PERCENT: Final = "percent"
POINTS: Final = "percentage points"

SYMBOLS: Final = {
    "$": "USD", "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "hk$": "HKD", "nz$": "NZD",
    "s$": "SGD", "nt$": "TWD", "r$": "BRL", "€": "EUR", "£": "GBP", "¥": "JPY", "cn¥": "CNY", "₽": "RUB", "₹": "INR",
    "₩": "KRW", "₴": "UAH", "₺": "TRY", "₪": "ILS", "₦": "NGN", "₫": "VND", "฿": "THB", "₱": "PHP",
}  # fmt: skip
NAMES: Final = {
    "dollar": "USD", "us dollar": "USD", "u.s. dollar": "USD", "american dollar": "USD", "australian dollar": "AUD",
    "canadian dollar": "CAD", "hong kong dollar": "HKD", "new zealand dollar": "NZD", "singapore dollar": "SGD",
    "euro": "EUR", "pound": "GBP", "british pound": "GBP", "pound sterling": "GBP", "yen": "JPY",
    "japanese yen": "JPY", "yuan": "CNY", "chinese yuan": "CNY", "renminbi": "CNY", "rouble": "RUB", "ruble": "RUB",
    "russian rouble": "RUB", "russian ruble": "RUB", "rupee": "INR", "indian rupee": "INR", "swiss franc": "CHF",
    "hryvnia": "UAH", "zloty": "PLN", "turkish lira": "TRY", "bolivar": "VES", "bolívar": "VES", "shekel": "ILS",
    "mexican peso": "MXN", "brazilian real": "BRL", "south korean won": "KRW", "swedish krona": "SEK",
    "norwegian krone": "NOK", "danish krone": "DKK", "rand": "ZAR", "saudi riyal": "SAR", "naira": "NGN",
}  # fmt: skip
PLURALS: Final = {"pound sterling": "pounds sterling", "swedish krona": "swedish kronor", "brazilian real":
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
CALLED: Final = {
    **NAMES,
    **{PLURALS.get(name, f"{name}s"): code for name, code in NAMES.items()},
    **SYMBOLS,
    **dict.fromkeys(("%", "per cent", "pct"), PERCENT),
    **dict.fromkeys(("percentage point", "% points", "pp"), POINTS),
}


def canonical(unit: str) -> str | None:
    """A unit as amounts carry it: an ISO 4217 code, "percent", "percentage points"; None when it is a counted noun.

    >>> canonical("USD"), canonical("dollars"), canonical("%"), canonical("gas fields")
    ('USD', 'USD', 'percent', None)
    """
    if unit in CODES or unit in {PERCENT, POINTS}:
        return unit
    return CALLED.get(unit.lower())


def dressed(ends: Sequence[str], scale: str, unit: str) -> str:
    """An amount's digits (both ends of a range) and scale with the unit as people write it: "$6 billion", "2–3%"."""
    code = canonical(unit)
    below = any(end.startswith("-") for end in ends)
    if sign := _SPELT.get(code or ""):
        signed = [f"-{sign}{end[1:]}" if end.startswith("-") else f"{sign}{end}" for end in ends]
        return (" to ".join(signed) if below else f"{sign}{'–'.join(ends)}") + scale
    amount = (" to " if below else "–").join(ends) + scale
    return f"{amount}%" if code == PERCENT else f"{amount} {code or unit}"
