"""Files that are handed over as text: read, and refused in words where they are something else."""

from typing import Final

from bot.chat.arguments import shown
from bot.chat.attachment import File
from bot.chat.errors import UserError

_KINDS: Final = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
"""What files begin with that are no text, whatever they are called. Archives are never unpacked."""


async def read_bytes(file: File) -> bytes:
    """The bytes of a text file. Raises UserError when it is too large, empty, or obviously no text."""
    data = await file.read()
    for start, kind in _KINDS:
        if data.startswith(start):
            raise UserError(
                f"{shown(file.name)} is {kind}, not text.", "Save it as plain text (UTF-8) and attach that."
            )
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UserError(f"{shown(file.name)} is not text.", "Save it as plain text (UTF-8) and attach that.")
    if not data.strip():
        raise UserError(f"{shown(file.name)} is empty.", "Attach it again.")
    return data


async def read_text(file: File, most: int) -> str:
    """The text of a file. Raises UserError when it is no UTF-8, or has more than `most` characters."""
    data = await read_bytes(file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UserError(
            f"{shown(file.name)} is not UTF-8: line {line} has a byte that means nothing in it.",
            "Save it as plain text in UTF-8 and attach that.",
        ) from None
    if len(text) > most:
        raise UserError(
            f"{shown(file.name)} is {len(text):,} characters long.",
            f"A text may have at most {most:,}; keep the part that the briefing rests on.",
        )
    return text
