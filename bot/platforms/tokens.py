"""Short names for what is too long for a button: Discord takes 100 characters, Slack 2,000."""

from typing import Protocol


class Tokens(Protocol):
    """Keeps texts for as long as buttons live: across restarts, for months, for every process of the bot."""

    def keep(self, text: str) -> str:
        """The token of a text, at most 43 characters of A-Z, a-z, 0-9, - and _. The same text has the same token. It
        is known to this process at once, and to all once `flush` has returned."""
        ...

    async def get(self, token: str) -> str | None:
        """The text of a token, or None when it is not known (any more)."""
        ...

    async def flush(self) -> None:
        """Return when all that was kept is safe. Called before a message with tokens goes out."""
        ...
