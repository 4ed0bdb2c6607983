"""From a reply to what is shown: the page asked for, with what Slack adds under it."""

from dataclasses import replace
from typing import Final

import msgspec

from bot.chat.document import Button
from bot.chat.pages import View, view
from bot.chat.reply import Reply
from bot.platforms.slack.controls import AGAIN, SHARE, TURN, mark, press
from bot.platforms.slack.payload import Json, Payload, label, plain
from bot.platforms.slack.renderer import SlackRenderer

SIGNED: Final = "signed"
"""The id of the block that says who shared an answer, so that it stays when the answer above it changes."""


MOST: Final = 100
"""Most answers remembered, of about 50 KB each."""


class Answers:
    """Renders replies, and remembers the latest, because many people ask the same."""

    def __init__(self, renderer: SlackRenderer) -> None:
        self._renderer = renderer
        self._views: dict[bytes, View[Payload]] = {}

    def shown(self, reply: Reply) -> View[Payload]:
        """The page a reply asks for, to which blocks may be added. Buttons that turn it are marked as such, and so are
        those of a reply that couldn't answer: they offer what was meant."""
        key = msgspec.msgpack.encode(reply)
        found = self._views.pop(key, None) or self._rendered(reply)
        payload = found.payload
        if payload.pictures:
            return found
        self._views[key] = found
        if len(self._views) > MOST:
            del self._views[next(iter(self._views))]
        return replace(found, payload=Payload(payload.text, list(payload.blocks), payload.size))

    def _rendered(self, reply: Reply) -> View[Payload]:
        found = view(reply, self._renderer)
        if not reply.ok:
            mark(found.payload.blocks, AGAIN)
        elif found.pages > 1 and reply.request:
            mark(found.payload.blocks, TURN, most=(found.page > 1) + (found.page < found.pages))
        return found


def sharing(reply: Reply) -> list[Json]:
    """The button that shows everybody what only the caller sees; none for a reply that has nothing to show."""
    if not reply.ok or reply.request is None:
        return []
    return [{"type": "actions", "elements": [press(SHARE, Button("Share to channel", reply.request))]}]


def shared_by(name: str) -> Json:
    """Who shared an answer, in small print."""
    return {"type": "context", "block_id": SIGNED, "elements": [plain(label(f"Shared by {name}", 150))]}
