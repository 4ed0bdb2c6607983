"""Files that came with a command, read from where Discord keeps them."""

from typing import Final

import aiohttp
import yarl

from bot.chat.attachment import File
from bot.platforms.discord.parts import Upload

HOSTS: Final = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
"""Where Discord keeps what people attach. The bot reads from nowhere else, whatever an address says."""

_TIMEOUT: Final = aiohttp.ClientTimeout(total=30)
_CHUNK: Final = 1 << 16


class Attachments:
    """Makes files of attachments. `api_base` is another address of Discord, which keeps its files itself."""

    def __init__(self, api_base: str | None = None) -> None:
        self._stand_in = _origin(yarl.URL(api_base)) if api_base else None

    def file(self, upload: Upload, session: aiohttp.ClientSession) -> File:
        """The file of an attachment; nothing is read yet."""

        async def fetch(most: int) -> bytes:
            try:
                url = yarl.URL(upload.url)
            except ValueError as error:
                raise OSError("not an address") from error
            if not self._trusted(url):
                raise OSError(f"{url.host} is not Discord's")
            return await _read(session, url, most)

        return File(upload.filename, upload.size, fetch)

    def _trusted(self, url: yarl.URL) -> bool:
        return (url.scheme == "https" and url.host in HOSTS) or _origin(url) == self._stand_in


def _origin(url: yarl.URL) -> tuple[str, str | None, int | None]:
    return url.scheme, url.host, url.port


async def _read(session: aiohttp.ClientSession, url: yarl.URL, most: int) -> bytes:
    """At most one byte more than `most`. Raises OSError."""
    try:
        async with session.get(url, allow_redirects=False, timeout=_TIMEOUT) as response:
            if response.status != 200:
                raise OSError(f"Discord answered {response.status}")
            data = bytearray()
            async for chunk in response.content.iter_chunked(_CHUNK):
                data += chunk
                if len(data) > most:
                    break
            return bytes(data[: most + 1])
    except (TimeoutError, aiohttp.ClientError) as error:
        raise OSError(str(error)) from error
