"""What a platform must be able to do, and how a document becomes what it shows."""

from typing import Any, Protocol, TypeVar

from bot.chat.delivery import Message, Receipt, Shown
from bot.chat.dispatcher import Dispatcher
from bot.chat.document import Button, Document
from bot.chat.reply import Menu
from bot.chat.request import Place

Payload = TypeVar("Payload")


class Renderer(Protocol[Payload]):
    """Makes what a platform sends out of a document, and knows what it accepts."""

    def render(self, document: Document, buttons: tuple[Button, ...] = (), menu: Menu | None = None) -> Payload:
        """The platform's own form of a document. Never raises and never shortens: `pages` does the cutting."""
        ...

    def fits(self, payload: Payload) -> bool:
        """Whether the platform accepts this payload. Fewer words never make a fitting payload unfit."""
        ...


class Refused(Exception):
    """A platform will not have the bot like this: the text says in one line which setting to change, and how."""


class Record(Protocol):
    """Remembers what was shown where, so that a correction finds every message with the fact."""

    async def shown(self, shown: Shown) -> None:
        """Remember it. Called once the message is out, for answers; deliveries are remembered by whoever sends them.
        Never raises."""
        ...


class Presence(Protocol):
    """Is told where the bot is, by the platform's own ids of workspaces."""

    async def gone(self, workspace: str, /) -> None:
        """The bot was removed from a workspace."""
        ...

    async def back(self, *workspaces: str) -> None:
        """The bot is in these workspaces (again)."""
        ...


class Adapter(Protocol):
    """A platform: it turns what people do there into requests, shows the replies and posts what is delivered."""

    @property
    def name(self) -> str:
        """What places call it."""
        ...

    async def run(self, dispatcher: Dispatcher[Any]) -> None:
        """Serve until cancelled. Raises Refused when trying again is useless."""
        ...

    async def send(self, message: Message) -> Receipt:
        """Post a message. Raises Later, Gone or Unknown; any other error is the platform's own and may be retried."""
        ...

    async def find(self, message: Message) -> Receipt | None:
        """The receipt of a message that may have been posted before, looked for by its id, or None."""
        ...

    async def edit(self, receipt: Receipt, document: Document) -> Receipt | None:
        """Replace the content of a posted message. The receipt to edit it by from now on when that is another one,
        because a longer text took one more message. Raises Later, Gone or Unknown."""
        ...

    async def why_not_post(self, place: Place) -> str | None:
        """Why the bot can't post in a place, in words for whoever wants it to, or None when it can."""
        ...
