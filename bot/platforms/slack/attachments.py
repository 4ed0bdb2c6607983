"""Files that people hand over in Slack, read with the bot's token and from Slack alone."""

from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackClientError

from bot.chat.attachment import File
from bot.chat.delivery import Gone
from bot.platforms.slack.asked import Body
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.redaction import redacted

log = redacted(__name__)


class Attachments:
    """Makes files that can be read of what Slack says of them."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def files(self, workspace: str, described: Mapping[str, Body]) -> dict[str, File]:
        """The files, by the same names."""
        return {name: self._file(workspace, one) for name, one in described.items()}

    def _file(self, workspace: str, described: Body) -> File:
        async def fetch(most: int) -> bytes:
            try:
                return await self._clients.download(workspace, await self._address(workspace, described), most)
            except (SlackClientError, aiohttp.ClientError, TimeoutError, Gone) as error:
                log.warning("a file can't be read: %s", type(error).__name__)
                raise OSError("Slack doesn't give the file") from None

        return File(str(described.get("name") or "file"), int(described.get("size") or 0), fetch)

    async def _address(self, workspace: str, described: Body) -> str:
        """Where a file is. Slack leaves that out of the description of one that comes from another workspace."""
        if "url_private" not in described:
            client = await self._clients.web(workspace)
            described = (await client.files_info(file=described["id"]))["file"]
        return str(described["url_private"])
