"""Asks for leave to post when nothing stands between a request and the wire any more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Final

import aiohttp

_leave: Final[ContextVar[Callable[[], None] | None]] = ContextVar("leave", default=None)


@contextmanager
def asking(leave: Callable[[], None]) -> Iterator[None]:
    """Call `leave` right before each request of this task is written; what it raises ends the request unwritten.

    A check before the call would be too early: the client may first wait for a rate limit or for a connection."""
    token = _leave.set(leave)
    try:
        yield
    finally:
        _leave.reset(token)


def trace() -> aiohttp.TraceConfig:
    """What a session needs for its requests to ask."""
    config = aiohttp.TraceConfig()
    config.on_request_headers_sent.append(_ask)
    return config


async def _ask(_session: aiohttp.ClientSession, _context: SimpleNamespace, _headers: object) -> None:
    """aiohttp names this step as if the headers were sent: it comes right before they are written."""
    if leave := _leave.get():
        leave()
