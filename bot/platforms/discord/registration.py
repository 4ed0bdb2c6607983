"""The application commands that Discord has, made those that are declared."""

import logging
from collections.abc import Sequence

from discord.http import HTTPClient, Route

from bot.platforms.discord.projection import Json, same

log = logging.getLogger(__name__)


async def register(http: HTTPClient, application: int, commands: Sequence[Json], server: int | None = None) -> bool:
    """Put the whole set of commands when Discord has another one: everywhere, or in one server only, where changes
    show at once. Whether it was put. Raises what discord.py raises."""
    path = (
        "/applications/{application}/guilds/{guild_id}/commands" if server else "/applications/{application}/commands"
    )
    where = {"application": str(application), **({"guild_id": str(server)} if server else {})}
    registered = await http.request(Route("GET", path, **where), params={"with_localizations": 1})
    if same(commands, registered):
        return False
    await http.request(Route("PUT", path, **where), json=list(commands))
    log.info("%d commands put %s", len(commands), f"into server {server}" if server else "everywhere")
    return True
