"""Rendered answers that are likely to be asked again."""

from collections import OrderedDict
from collections.abc import Callable

from bot.chat.reply import Reply
from bot.platforms.discord.renderer import Payload


class Shelf:
    """Keeps what was rendered of the last `most` different requests, and gives it again for an equal reply only:
    nothing on the shelf can be out of date."""

    def __init__(self, most: int = 512) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[object, ...], tuple[Reply, Payload]] = OrderedDict()

    def payload(self, reply: Reply, render: Callable[[Reply], Payload]) -> Payload:
        """What `render` makes of the reply."""
        if reply.request is None:
            return render(reply)
        key = (reply.request.command, *reply.request.values.items(), reply.page)
        kept = self._kept.get(key)
        if kept is not None and kept[0] == reply:
            self._kept.move_to_end(key)
            return kept[1]
        payload = render(reply)
        self._kept[key] = (reply, payload)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return payload
