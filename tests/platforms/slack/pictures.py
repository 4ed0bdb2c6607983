"""Takes the pictures of the documentation: `python -m tests.platforms.slack.pictures [FOLDER]`.

Needs Pillow, a Chromium in /usr/bin (Debian's) and the font Lato (fonts-lato), which is Slack's.
"""

import asyncio
import sys
import tempfile
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from playwright.async_api import async_playwright

from bot import app
from bot.chat.request import Caller, Place, Request
from bot.platforms.slack.answers import Answers
from bot.platforms.slack.renderer import SlackRenderer
from bot.settings import Settings
from tests.platforms.slack import judge
from tests.platforms.slack.look import page

PICTURES: Final = {"slack-brief": ("brief", "venezuela", None), "slack-claims": ("claims", "venezuela", 932)}
"""File, command, what is typed after it, and the height in pixels (None: all of it)."""

WIDTH: Final = 680


async def html(command: str, text: str) -> str:
    """The answer to a command as Slack shows it, made from the very message that is sent."""
    answers = app.dispatcher(app.open_library(Settings(briefbot_cache=Path(tempfile.mkdtemp()))))
    asked = Request(command, Caller("U1", "Ana"), Place("slack", "T1", "C1"), text)
    message = Answers(SlackRenderer()).shown(await answers.answer(asked)).payload.message()
    assert judge.complaints(message) == []
    return page(message, f"/{command} {text}")


async def main(folder: Path) -> None:
    """All of them."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, (command, text, height) in PICTURES.items():
            tab = await browser.new_page(viewport={"width": WIDTH, "height": 100}, device_scale_factor=2)
            await tab.set_content(await html(command, text))
            clip: Any = {"x": 0, "y": 0, "width": WIDTH, "height": height} if height else None
            taken = await tab.screenshot(full_page=True, clip=clip)
            pillow: Any = import_module("PIL.Image")  # Pillow, which the tests do without
            with pillow.open(BytesIO(taken)) as picture:
                picture.convert("RGB").quantize(64).save(folder / f"{name}.png", optimize=True)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")))
