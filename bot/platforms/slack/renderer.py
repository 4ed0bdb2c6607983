"""From a document to a Slack message, and what Slack accepts as one."""

from typing import Final

from bot.chat.document import Button, Document
from bot.chat.reply import Menu
from bot.platforms.slack.blocks import Sheet
from bot.platforms.slack.controls import actions
from bot.platforms.slack.escape import CAREFUL, EASY, escape, is_easy
from bot.platforms.slack.payload import Payload

BLOCKS: Final = 50
"""Most blocks of a message."""

KEPT: Final = 3
"""Blocks left free for what is put under an answer: the button that shares it, who shared it, a picker."""

CHARACTERS: Final = 10_000
"""Most characters of one message together. Slack says `msg_blocks_too_long` somewhere above 11,000 and doesn't
document where."""


class SlackRenderer:
    """Makes Block Kit messages."""

    def render(self, document: Document, buttons: tuple[Button, ...] = (), menu: Menu | None = None) -> Payload:
        """A document with its buttons and menu under it."""
        sheet = Sheet(document, EASY)
        text = "\n".join(sheet.spoken)
        if not is_easy(sheet.spoken):
            sheet = Sheet(document, CAREFUL)
            text = escape(text)
        if not text or text.isspace():
            text = "…"
        if buttons or menu:
            sheet.blocks.extend(actions(buttons, menu))
        return Payload(text, sheet.blocks, 2 * len(text) + sheet.extra, sheet.pictures)

    def fits(self, payload: Payload) -> bool:
        """Whether Slack takes the payload as one message."""
        return len(payload.blocks) <= BLOCKS - KEPT and payload.size <= CHARACTERS
