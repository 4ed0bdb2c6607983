"""What is posted without being asked for, and what can become of it."""

from collections.abc import Callable

import msgspec

from bot.chat.document import Button, Document
from bot.chat.request import Place


class Receipt(msgspec.Struct, frozen=True):
    """Where a posted message is, in the platform's own ids; what `edit` needs to find it again."""

    place: Place
    id: str


def always() -> bool:
    """A process that has no others beside it may always post."""
    return True


class Message(msgspec.Struct, frozen=True):
    """One message to post, quietly: its delivery's id (at most 25 characters of a-z, 0-9 and -), where, and what.

    `under` is a posted message in whose thread it belongs; where the platform has no threads it follows in the channel.
    `since` is when it was kept, in seconds since 1970: it can't have been posted earlier. 0 where that is not known.
    `still` says whether this process may post it: asked right before each call that would, as others may be about to.
    """

    id: str
    place: Place
    document: Document
    buttons: tuple[Button, ...] = ()
    under: Receipt | None = None
    since: int = 0
    still: Callable[[], bool] = always

    def hold(self) -> None:
        """Raise Withheld where this process may not post it any more."""
        if not self.still():
            raise Withheld


class Shown(msgspec.Struct, frozen=True):
    """A document as people see it in a place. `id` is the message's, as in a receipt; None when nobody can edit it (an
    answer for one person's eyes). The same id again: the message shows another document now."""

    place: Place
    document: Document
    id: str | None


class Later(Exception):
    """The platform asks to wait; nothing was posted. `after` is in seconds. It asks it of the place that the message
    goes to, or of the bot `everywhere`."""

    def __init__(self, after: float, *, everywhere: bool = False) -> None:
        super().__init__(f"wait {after:g} s")
        self.after = after
        self.everywhere = everywhere


class Gone(Exception):
    """The place can't be posted to any more: removed, archived, forbidden. Trying again is useless and harmful.

    A thread under a message is no place of its own: what belongs into one that can't be had follows in the place.
    """


class Rejected(Exception):
    """The platform never takes this message as it is; nothing was posted."""


class Withheld(Exception):
    """This process was out of touch for so long that another one may be posting the message; nothing was posted."""


class Unknown(Exception):
    """Whether the message was posted can't be told: the connection broke after it was sent."""
