"""A reply or a document as JSON, and a document back from it."""

import msgspec

from bot.chat.document import Document
from bot.chat.reply import Reply


def as_json(reply: Reply) -> bytes:
    """The neutral reply: document with its blocks (each with its `type`), buttons, menu, form, private, ok."""
    return msgspec.json.encode(reply)


def document_from_json(data: bytes) -> Document:
    """A document as `as_json` wrote it. Raises msgspec.ValidationError on anything else."""
    return msgspec.json.decode(data, type=Document)
