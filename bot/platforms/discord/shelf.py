"""Rendered answers that are likely to be asked again."""

from collections import OrderedDict
from collections.abc import Callable

from bot.chat.pages import View
from bot.chat.reply import Reply
from bot.platforms.discord.renderer import Payload


class Shelf:
    """Keeps the views of the last `most` different requests, and gives one again for an equal reply only: nothing on
    the shelf can be out of date."""

    def __init__(self, most: int = 512) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[object, ...], tuple[Reply, View[Payload]]] = OrderedDict()

    def view(self, reply: Reply, render: Callable[[Reply], View[Payload]]) -> View[Payload]:
        """What `render` makes of the reply."""
        if reply.request is None:
            return render(reply)
        key = (reply.request.command, *reply.request.values.items(), reply.page)
        kept = self._kept.get(key)
        if kept is not None and kept[0] == reply:
            self._kept.move_to_end(key)
            return kept[1]
        view = render(reply)
        self._kept[key] = (reply, view)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return view
