"""What is not published, as it would be shown: nothing in it counts as a fact that somebody was shown."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from bot.briefing.model import SECTIONS, Briefing
from bot.chat.document import Block

Shown = TypeVar("Shown", bound=msgspec.Struct)


def unreferenced(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks without what they point at."""
    return tuple(map(_without, blocks))


def _without(struct: Shown) -> Shown:
    fields = {name: getattr(struct, name) for name in struct.__struct_fields__}
    changed = {
        name: None if name == "ref" else tuple(_without(one) for one in value)
        for name, value in fields.items()
        if name == "ref" or (isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct))
    }
    return msgspec.structs.replace(struct, **changed)


def holds(briefing: Briefing) -> str:
    """How much there is in a briefing: "1 source, 2 actors, 3 figures"."""
    counts = [(len(getattr(briefing, section)), section) for section in ("sources", *SECTIONS)]
    told = [f"{count} {section if count > 1 else section[:-1]}" for count, section in counts if count]
    return ", ".join(told) or "nothing yet"
