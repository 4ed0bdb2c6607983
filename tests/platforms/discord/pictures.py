"""Takes the pictures of the documentation: `python -m tests.platforms.discord.pictures [FOLDER]`.

Needs simcord[screenshot], which the tests don't, and a Chromium in /usr/bin (Debian's).
"""

import asyncio
import sys
import tempfile
from functools import partialmethod
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import simcord
from playwright.async_api import BrowserType, Page

from bot import app
from bot.platforms.discord.adapter import DiscordAdapter
from bot.settings import Settings
from tests.platforms.tokens import Memory

PICTURES: Final = {
    "discord-brief": ("brief", {"topic": "venezuela"}, 1580),
    "discord-claims": ("claims", {"topic": "venezuela"}, 1140),
}
"""File, command and options, height in pixels."""

WIDTH: Final = 640

STYLE: Final = ".embed-field { align-content: start } .embed-field-name { line-height: 18px }"
"""Puts a field's value right under its name, where Discord has it; the preview centres it in its row."""


ADOPT: Final = """css => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


async def take(folder: Path, name: str, command: str, options: dict[str, str], height: int) -> None:
    """One picture of the channel with one answer in it."""
    library = app.open_library(Settings(briefbot_cache=Path(tempfile.mkdtemp())))
    bot = DiscordAdapter("no.token.needed", Memory(), shard_count=1)
    async with simcord.run(bot.client(app.dispatcher(library))) as env:
        env.backend.bot_user.name = env.backend.bot_user.global_name = "briefbot"
        server = env.create_guild()
        channel = server.create_text_channel("world-news")
        reader = server.add_member(env.create_user("Alice"))
        async with env.preview(channel, viewers=[reader], layout="channel", width=WIDTH, height=height) as preview:
            shown = await reader.slash(channel, command, **options)
            taken = await preview.screenshot(target=shown, mode="viewport", allow_incomplete=True)
    assert taken.png is not None
    pillow: Any = import_module("PIL.Image")  # comes with simcord[screenshot]
    with pillow.open(BytesIO(taken.png)) as picture:
        picture.convert("RGB").quantize(64).save(folder / f"{name}.png", optimize=True)


async def main(folder: Path) -> None:
    """All of them."""
    arrive = Page.goto

    async def styled(page: Page, *where: Any, **how: Any) -> Any:
        arrived = await arrive(page, *where, **how)
        await page.evaluate(ADOPT, STYLE)
        return arrived

    launch = partialmethod(BrowserType.launch, executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    with patch.object(BrowserType, "launch", launch), patch.object(Page, "goto", styled):
        for name, (command, options, height) in PICTURES.items():
            await take(folder, name, command, options, height)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")))
