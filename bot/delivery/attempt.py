"""One attempt to deliver: looking first where it may have arrived, posting or editing, and saying how it ended."""

import logging
from collections.abc import Callable
from dataclasses import replace

from bot.chat.adapter import Adapter
from bot.chat.delivery import Gone, Later, Message, Receipt, Rejected, Unknown, Withheld, always
from bot.chat.request import Place
from bot.delivery.outcome import Arrived, Asked, Attempt, Failed, Held, Missed, Refused, Spoiled
from bot.store.claims import Claimed
from bot.store.content import Content
from bot.store.delivery import Kind

log = logging.getLogger(__name__)


async def attempt(
    adapter: Adapter,
    claimed: Claimed,
    content: Content,
    *,
    late: Content | None = None,
    only_look: bool = False,
    still: Callable[[], bool] = always,
) -> Attempt:
    """Deliver once; never raises but when cancelled.

    With `only_look` it is looked for, not posted again. What is looked for and isn't there is posted as `late` says,
    if that is given. `still` says whether this process may post it.
    """
    looking = again = False
    try:
        if claimed.kind is Kind.EDIT:
            return Attempt(await _edit(adapter, claimed, content))
        message = _message(claimed, content, still)
        if claimed.unsure:
            looking = True
            receipt = await adapter.find(message)
            if receipt is not None:
                return Attempt(_arrived(receipt, message))
            looking = False
        if only_look:
            return Attempt(Missed())
        if claimed.unsure and late:
            again, message = True, _message(claimed, late, still)
        ended = Attempt(_arrived(await adapter.send(message), message))
    except Exception as error:  # noqa: BLE001 what a platform raises is its own
        ended = _end(error, claimed, looked=looking)
    return replace(ended, late=late) if again else ended


async def _edit(adapter: Adapter, claimed: Claimed, content: Content) -> Arrived | Refused:
    if claimed.message_id is None:
        return Refused("the message can't be edited any more")
    moved = await adapter.edit(Receipt(Place.parse(claimed.place), claimed.message_id), content.document)
    return Arrived(moved.id if moved else None)


def _arrived(receipt: Receipt, message: Message) -> Arrived:
    return Arrived(receipt.id, None if receipt.place == message.place else str(receipt.place))


def _message(claimed: Claimed, content: Content, still: Callable[[], bool]) -> Message:
    place, under = Place.parse(claimed.place), _under(claimed)
    return Message(claimed.id, place, content.document, content.buttons, under, claimed.created_at, still)


def _under(claimed: Claimed) -> Receipt | None:
    if claimed.parent is None:
        return None
    place, message_id = claimed.parent
    return Receipt(Place.parse(place), message_id)


def _end(error: Exception, claimed: Claimed, *, looked: bool) -> Attempt:
    match error:
        case Later():
            # The platform posted nothing; had an earlier attempt, looking would have found it.
            return Attempt(Asked(error.after, error.everywhere), looked, sure=not looked)
        case Gone():
            return Attempt(Refused(_line(str(error)) or "the place is gone"), looked, sure=not looked)
        case Rejected():
            return Attempt(Spoiled(_line(str(error))), looked, sure=not looked)
        case Withheld():
            return Attempt(Held(), looked, sure=not looked)
        case Unknown():
            return Attempt(Failed(_line(str(error)) or "the connection broke"), looked)
        case _:
            said = _line(f"{type(error).__name__}: {error}".rstrip(": "))
            log.info("delivery %s: %s", claimed.id, said)
            return Attempt(Failed(said), looked)


def _line(text: str) -> str:
    """At most 200 characters of one line, each of which can be kept and shown."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))[:200]
