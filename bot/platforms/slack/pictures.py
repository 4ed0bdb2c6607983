"""Uploads the pictures of a message, so that its blocks can show them."""

import asyncio
from hashlib import sha256
from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack import rich
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.payload import Json, Payload
from bot.platforms.slack.redaction import redacted

log = redacted(__name__)

WAITS: Final = (0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds between asking whether Slack has processed a picture; a message may not show it before."""

MOST: Final = 1000
"""Most uploaded pictures remembered."""


class Pictures:
    """What has been uploaded where."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._files: dict[tuple[str, str], str] = {}

    async def ready(self, payload: Payload, workspace: str) -> Payload:
        """The payload with Slack's own ids of its pictures; one that can't be uploaded is shown in its words."""
        blocks = [
            await self._shown(block, payload.pictures[block["slack_file"]["id"]], workspace)
            if block["type"] == "image"
            else block
            for block in payload.blocks
        ]
        return Payload(payload.text, blocks, payload.size)

    async def _shown(self, block: Json, data: bytes, workspace: str) -> Json:
        try:
            return {**block, "slack_file": {"id": await self._file(data, workspace, block["alt_text"])}}
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("a picture could not be uploaded: %s", error)
            return {"type": "rich_text", "elements": [rich.section([rich.run(block["alt_text"])])]}

    async def _file(self, data: bytes, workspace: str, alt: str) -> str:
        key = (workspace, sha256(data).hexdigest())
        if key not in self._files:
            file = await self._upload(data, await self._clients.web(workspace), alt)
            if len(self._files) >= MOST:
                self._files.pop(next(iter(self._files)))
            self._files[key] = file
        return self._files[key]

    async def _upload(self, data: bytes, client: AsyncWebClient, alt: str) -> str:
        place = await client.files_getUploadURLExternal(filename="picture.png", length=len(data), alt_txt=alt[:1000])
        async with self._clients.session.post(place["upload_url"], data=data) as response:
            response.raise_for_status()
        file = str(place["file_id"])
        await client.files_completeUploadExternal(files=[{"id": file, "title": "picture.png"}])
        for wait in WAITS:
            if (await client.files_info(file=file))["file"].get("mimetype"):
                return file
            await asyncio.sleep(wait)
        raise TimeoutError("Slack has not processed the picture yet")
