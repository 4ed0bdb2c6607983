"""Holds values to the schema of a briefing, and says in plain words, with a way to mend it, what is wrong."""

import functools
from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter
from pydantic_core import ErrorDetails

from bot.briefing import model
from bot.briefing.finding import Doubt, Path
from bot.briefing.model import Actor, Briefing, Card, Claim, Event, Evidence, Figure, Position, Quote, Source

_KEYS: Final = {
    "briefing": Briefing, "sources": Source, "actors": Actor, "figures": Figure, "claims": Claim, "quotes": Quote,
    "events": Event, "cards": Card, "positions": Position, "evidence": Evidence,
}  # fmt: skip
"""What a part of a path holds: the nearest of these names above a key tells which keys may stand there."""

UNKNOWN: Final = frozenset(("unexpected_keyword_argument", "extra_forbidden"))
"""The errors of pydantic that are about a key, not about its value."""

Kind = TypeVar("Kind")


def fit(kind: type[Kind], values: Mapping[str, object]) -> Kind:
    """A briefing, or a thing in one, of these values. Raises pydantic's ValidationError."""
    fitting: Kind = _adapter(kind.__name__).validate_python(values)
    return fitting


@functools.cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(getattr(model, kind))


def doubt(error: ErrorDetails) -> Doubt:
    """One error of the schema in plain words."""
    path: Path = tuple(part for part in error["loc"] if part != "[key]")
    problem, hint = _told(error, path)
    return Doubt(path, "schema", problem, hint)


def about_key(error: ErrorDetails) -> bool:
    """Whether an error is about a key rather than its value."""
    return error["type"] in UNKNOWN or "[key]" in error["loc"]


def _told(error: ErrorDetails, path: Path) -> tuple[str, str]:
    name = ".".join(str(part) for part in path) or "The file"
    limits = error.get("ctx", {})
    match error["type"]:
        case "unexpected_keyword_argument" | "extra_forbidden":
            near = get_close_matches(str(path[-1]), _known(path), 1)
            hint = f"Did you mean `{near[0]}`?" if near else f"Leave it out, or use one of: {', '.join(_known(path))}."
            return f"There is no key `{path[-1]}` in {'.'.join(map(str, path[:-1])) or 'a briefing'}.", hint
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return f"`{name}` is missing.", f"Add `{path[-1]}: …`."
        case "string_too_long":
            return f"`{name}` is too long.", f"At most {limits['max_length']} characters."
        case "string_too_short" | "too_short":
            return f"`{name}` is empty.", "Fill it in, or leave the key out."
        case "decimal_parsing" | "decimal_type" | "decimal_max_places" | "finite_number":
            return f"`{name}` must be a number.", "Write it out in digits: 6000000000."
        case "underscore":
            return f"`{name}` is text for its “_”, and must be a number.", "Write its digits alone: 6000000000."
        case "greater_than" | "less_than":
            return (
                f"`{name}` is no amount that anybody states.",
                "It must be less than a quintillion (10¹⁸) either way.",
            )
        case "int_parsing" | "int_type":
            return f"`{name}` must be a whole number.", "Write it in digits."
        case "date_type":
            return f"`{name}` must be a date.", "Write it like 2019-04-04."
        case "bool_type" | "bool_parsing":
            return f"`{name}` must be true or false.", "Write `true` or `false`; `yes` and `no` are text."
        case "enum":
            return f"`{name}` can't be that.", f"Choose one of: {limits['expected']}."
        case "string_pattern_mismatch" if "a-z0-9" in limits["pattern"]:
            return f"`{name}` is no name.", "Use a-z, 0-9 and single hyphens, at most 40."
        case "string_pattern_mismatch" if "http" in limits["pattern"]:
            return f"`{name}` is no web address.", "Write the whole of it, from https:// on."
        case "string_pattern_mismatch":
            return f"`{name}` is no SHA-256.", "It is 64 digits of 0-9 and a-f."
        case "string_type":
            return f"`{name}` must be text.", "Write words; quote it if it looks like something else."
        case "tuple_type" | "list_type":
            return f"`{name}` must be a list.", "Write `- …` lines, or [one, another]."
        case "mapping_type" | "dict_type":
            return f"`{name}` must hold named items.", "Write `name: {…}` for each."
        case "dataclass_type" | "dataclass_exact_type":
            return f"`{name}` must be `key: value` lines.", f"Its keys are: {', '.join(_known((*path, '')))}."
        case _:
            message = error["msg"].rstrip(".")
            return f"`{name}`: {message[:1].lower()}{message[1:]}.", "See the briefing that comes with the bot."


def _known(path: Path) -> list[str]:
    """The keys that may stand where a path ends."""
    holder = next((part for part in reversed(path[:-1]) if part in _KEYS), "briefing")
    return [field.name for field in fields(_KEYS[str(holder)])]
