"""What is too long to stand behind a button or to travel with a dialog is kept, and goes by its token."""

from collections.abc import Iterable
from typing import Final

from bot.chat.document import Document, Text
from bot.chat.reply import Reply
from bot.platforms.slack.controls import VALUE
from bot.platforms.slack.payload import Json
from bot.platforms.tokens import Tokens

EXPIRED: Final = Reply(
    Document("This button is too old", (Text("Ask again with the command; the new answer has new buttons."),)),
    private=True,
    ok=False,
)
"""What is said when a token is not known any more."""

_KEPT: Final = "~"
"""What a token begins with; no invocation and no JSON does."""


class Expired(Exception):
    """A token that is not known any more, or was never ours."""


class Keeping:
    """Gives what is too long to Slack as a token, and takes it back whole."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def short(self, text: str, most: int) -> str:
        """A text of at most `most` characters that `whole` makes this one of; every process of the bot can by then."""
        if len(text) <= most:
            return text
        token = self._tokens.keep(text)
        await self._tokens.flush()
        return _KEPT + token

    async def whole(self, text: str) -> str:
        """The text that `short` was given. Raises Expired."""
        if not text.startswith(_KEPT):
            return text
        kept = await self._tokens.get(text.removeprefix(_KEPT))
        if kept is None:
            raise Expired
        return kept

    async def ready(self, blocks: list[Json]) -> list[Json]:
        """The blocks as Slack takes them: the same, or with tokens behind the buttons that carry too much."""
        if not too_long(blocks):
            return blocks
        return [
            {**block, "elements": [await self._ready(element) for element in block["elements"]]}
            if too_long((block,))
            else block
            for block in blocks
        ]

    async def _ready(self, element: Json) -> Json:
        return {**element, "value": await self.short(element["value"], VALUE)} if _is_too_long(element) else element


def too_long(blocks: Iterable[Json]) -> bool:
    """Whether a button in some blocks carries more than Slack keeps behind one."""
    return any(map(_is_too_long, (one for block in blocks if block["type"] == "actions" for one in block["elements"])))


def _is_too_long(element: Json) -> bool:
    return len(element.get("value", "")) > VALUE
