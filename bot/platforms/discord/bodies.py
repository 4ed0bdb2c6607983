"""A body and its pictures, in the form discord.py sends them."""

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import discord
from discord.http import MultipartParameters

from bot.chat.document import Image
from bot.platforms.discord.renderer import filename


def parameters(body: Mapping[str, Any], pictures: Sequence[Image]) -> MultipartParameters:
    """JSON where there are no pictures; else a form with the JSON and one part for each picture."""
    if not pictures:
        return MultipartParameters(dict(body), None, None)
    files = [discord.File(BytesIO(picture.data), filename(picture, n)) for n, picture in enumerate(pictures)]
    parts: list[dict[str, Any]] = [{"name": "payload_json", "value": json.dumps(body)}]
    parts += [
        {"name": f"files[{n}]", "value": file.fp, "filename": file.filename, "content_type": "image/png"}
        for n, file in enumerate(files)
    ]
    return MultipartParameters(None, parts, files)
