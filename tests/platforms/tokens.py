"""Tokens without a database."""

import hashlib


class Memory:
    """Tokens in a dictionary that outlives the adapter."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self._new: dict[str, str] = {}

    def keep(self, text: str) -> str:
        """The token of a text."""
        token = hashlib.blake2s(text.encode(), digest_size=12).hexdigest()
        self._new[token] = text
        return token

    async def get(self, token: str) -> str | None:
        """The text of a token; only what was flushed is known for sure."""
        return self.kept.get(token) or self._new.get(token)

    async def flush(self) -> None:
        """Keep what is new."""
        self.kept |= self._new
        self._new.clear()
