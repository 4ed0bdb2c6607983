"""What a platform must be able to do, and how a document becomes what it shows."""

from typing import Protocol, TypeVar

from bot.chat.dispatcher import Dispatcher
from bot.chat.document import Button, Document
from bot.chat.reply import Menu

Payload_co = TypeVar("Payload_co", covariant=True)
Payload = TypeVar("Payload")


class Renderer(Protocol[Payload]):
    """Makes what a platform sends out of a document, and knows what it accepts."""

    def render(self, document: Document, buttons: tuple[Button, ...] = (), menu: Menu | None = None) -> Payload:
        """The platform's own form of a document. Never raises and never shortens: `pages` does the cutting."""
        ...

    def fits(self, payload: Payload) -> bool:
        """Whether the platform accepts this payload. Fewer words never make a fitting payload unfit."""
        ...


class Adapter(Protocol):
    """A platform: it turns what people do there into requests and shows the replies."""

    name: str

    async def run(self, dispatcher: Dispatcher) -> None:
        """Serve until cancelled."""
        ...
