"""Amounts as people write them, without what reads them: "about $70–80 million a year"."""

from decimal import Decimal
from typing import Final

from bot.briefing import periods, units
from bot.briefing.model import Bound, Figure

_POWERS: Final = ((12, "trillion"), (9, "billion"), (6, "million"))


def spell(figure: Figure) -> str:
    """A figure's amount as people write it, such as "about $70–80 million a year"."""
    return written(figure.value, figure.to, figure.unit, figure.per, figure.qualifier)


def written(value: Decimal, to: Decimal | None, unit: str, per: str | None, bound: Bound) -> str:
    """An amount in words and digits; `read` gives the same amount back."""
    ends = [value] if to is None else [value, to]
    power, scale = next(((p, f" {name}") for p, name in _POWERS if all(_fits(end, p) for end in ends)), (0, ""))
    amount = units.dressed([_digits(end, power) for end in ends], scale, unit)
    before = "" if bound is Bound.EXACTLY else f"{bound} "
    return f"{before}{amount}{'' if per is None else periods.told(per)}"


def _fits(value: Decimal, power: int) -> bool:
    return bool(abs(value) >= 10**power and value * 1000 % 10**power == 0)


def _digits(value: Decimal, power: int) -> str:
    return f"{value.scaleb(-power).normalize():,f}"
