"""A platform in memory that keeps what is posted, goes wrong as told, and counts every call."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.chat.delivery import Message, Receipt
from bot.chat.document import Document
from bot.chat.request import Place

T = TypeVar("T")


@dataclass
class Kept:
    """A message as it stands in a place."""

    id: str
    place: str
    delivery: str
    document: Document
    under: str | None = None


@dataclass
class Platform:
    """`trouble` is asked before each call for what to raise; `after` once the call was carried out. Calls wait
    until it `opens`."""

    name: str = "discord"
    trouble: Callable[[str, str], Exception | None] = lambda call, place: None
    after: Callable[[str, str], Exception | None] = lambda call, place: None
    takes: float = 0.0
    opens: asyncio.Event | None = None
    messages: list[Kept] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def run(self, dispatcher: Any) -> None:
        await asyncio.Event().wait()

    async def send(self, message: Message) -> Receipt:
        return await self._call("send", message.place, lambda: self._post(message))

    async def find(self, message: Message) -> Receipt | None:
        return await self._call("find", message.place, lambda: self._find(message))

    async def edit(self, receipt: Receipt, document: Document) -> Receipt | None:
        return await self._call("edit", receipt.place, lambda: self._edit(receipt, document))

    async def why_not_post(self, place: Place) -> str | None:
        return None

    def said(self, place: str | None = None) -> list[str]:
        """The titles of what was posted, in order."""
        return [kept.document.title for kept in self.messages if place in (None, kept.place)]

    def counted(self, call: str) -> int:
        return sum(made == call for made, _ in self.calls)

    async def _call(self, call: str, place: Place, work: Callable[[], T]) -> T:
        self.calls.append((call, str(place)))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.opens:
                await self.opens.wait()
            if self.takes:
                await asyncio.sleep(self.takes)
            if error := self.trouble(call, str(place)):
                raise error
            done = work()
            if error := self.after(call, str(place)):
                raise error
            return done
        finally:
            self.at_once -= 1

    def _post(self, message: Message) -> Receipt:
        under = message.under.id if message.under else None
        id_ = f"m{len(self.messages) + 1}"
        self.messages.append(Kept(id_, str(message.place), message.id, message.document, under))
        return Receipt(message.place, id_)

    def _find(self, message: Message) -> Receipt | None:
        found = [kept for kept in self.messages if kept.delivery == message.id]
        return Receipt(message.place, found[0].id) if found else None

    def _edit(self, receipt: Receipt, document: Document) -> None:
        next(kept for kept in self.messages if kept.id == receipt.id).document = document


def failing(times: int, error: Callable[[], Exception], call: str = "send") -> Callable[[str, str], Exception | None]:
    """Trouble for the first calls of a kind."""
    left = deque([error] * times)
    return lambda made, place: left.popleft()() if made == call and left else None
