"""What a button, an option or a modal carries, in the 100 characters Discord gives it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from bot.chat.invocation import Invocation
from bot.platforms.discord.parts import Part
from bot.platforms.tokens import Tokens

LONGEST: Final = 100
"""Most characters of a custom id or an option's value."""

MENU: Final = "|menu"
"""What the id of a menu begins with. The invocation is in the value chosen."""

_TURN: Final = ">"
_KEPT: Final = "~"
_TWIN: Final = "|"


class Expired(Exception):
    """The id is a token that is not known any more, or was never ours."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What an id carries: an invocation, or a part of a form to fill in. `turns` when it turns a page of the message it
    is on."""

    carries: Invocation | Part
    turns: bool = False


class Ids:
    """Writes and reads ids; what is too long for one is kept under a token."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def invocation(self, run: Invocation, turns: bool = False) -> str:
        """The id that asks an invocation."""
        text = run.encode()
        if len(text) > LONGEST - len("|25") - len(_TURN):
            text = _KEPT + self._tokens.keep(text)
        return _TURN + text if turns else text

    def form(self, part: Part) -> str:
        """The id that opens a part of a form, or submits it."""
        return _KEPT + self._tokens.keep(msgspec.json.encode(part).decode())

    async def flush(self) -> None:
        """Return when the ids written so far can be read by every process, for months."""
        await self._tokens.flush()

    async def read(self, text: str) -> Pressed:
        """What an id carries. Raises Expired."""
        turns = text.startswith(_TURN)
        text = text.removeprefix(_TURN).partition(_TWIN)[0]
        if text.startswith(_KEPT):
            kept = await self._tokens.get(text.removeprefix(_KEPT))
            if kept is None:
                raise Expired
            if kept.startswith("{"):
                return Pressed(msgspec.json.decode(kept, type=Part))
            text = kept
        try:
            return Pressed(Invocation.decode(text), turns)
        except ValueError:
            raise Expired from None


def distinct(texts: Sequence[str]) -> Iterable[str]:
    """The ids, with a number after each that occurred before: Discord refuses two that are the same."""
    return texts if len(set(texts)) == len(texts) else _numbered(texts)


def _numbered(texts: Sequence[str]) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for text in texts:
        seen[text] += 1
        yield text if seen[text] == 1 else f"{text}{_TWIN}{seen[text]}"
