"""The Home tab: what the workspace can read about, and what waits for those who look after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.chat.dispatcher import Dispatcher
from bot.chat.document import Bullets, Button
from bot.chat.invocation import Invocation
from bot.chat.pages import view
from bot.chat.reply import Reply
from bot.chat.request import Caller, Place, Request, Role
from bot.platforms.slack.asked import PLATFORM
from bot.platforms.slack.blocks import HEADER
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.columns import headline
from bot.platforms.slack.controls import RUN, actions, press
from bot.platforms.slack.escape import CAREFUL
from bot.platforms.slack.keeping import Keeping
from bot.platforms.slack.payload import Json, label, plain
from bot.platforms.slack.renderer import SlackRenderer

BLOCKS: Final = 100
"""Most blocks of a Home tab."""

OPEN: Final = "Open"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the Home tab: what is asked to fill it, and who gets to see it."""

    run: Invocation
    role: Role = Role.READER


SECTIONS: Final = (Section(Invocation("topics")),)
"""What the Home tab shows. A feature that has something waiting for somebody adds its section here."""


class Home:
    """Fills the Home tab of whoever opens it."""

    def __init__(
        self,
        clients: Clients,
        renderer: SlackRenderer,
        dispatcher: Dispatcher[Any],
        keeping: Keeping,
        sections: Sequence[Section] = SECTIONS,
    ) -> None:
        self._clients = clients
        self._renderer = renderer
        self._dispatcher = dispatcher
        self._keeping = keeping
        self._sections = sections

    async def publish(self, workspace: str, caller: Caller) -> None:
        """Show the tab to a caller as it is now."""
        client = await self._clients.web(workspace)
        await client.views_publish(user_id=caller.id, view=await self.view(workspace, caller))

    async def view(self, workspace: str, caller: Caller) -> Json:
        """The tab of a caller."""
        place = Place(PLATFORM, workspace, caller.id)
        blocks: list[Json] = []
        for section in self._sections:
            if caller.role >= section.role and section.run.command in self._dispatcher.commands:
                run = section.run
                reply = await self._dispatcher.answer(Request(run.command, caller, place, values=run.values))
                part = self._part(reply, len(self._sections) > 1)
                if len(blocks) + len(part) >= BLOCKS:
                    break
                blocks += part
        if "help" in self._dispatcher.commands:
            blocks += actions((Button("What you can ask", Invocation("help")),), None)
        return {"type": "home", "blocks": _numbered(await self._keeping.ready(blocks))}

    def _part(self, reply: Reply, divided: bool) -> list[Json]:
        """A reply as a part of the tab: a list with a menu has each item's button beside it. Of what is longer than a
        message the first page is here, with a button to the next."""
        match reply.document.blocks, reply.menu:
            case (Bullets(items=items), *rest), menu if menu and len(menu.options) == len(items) and not rest:
                rows = [
                    _row(headline(item.label or item.text, item.text if item.label else None, CAREFUL), button)
                    for item, button in zip(items, menu.options, strict=True)
                ]
                title: list[Json] = [{"type": "header", "text": plain(label(reply.document.title, HEADER))}]
                note = (
                    [{"type": "context", "elements": [plain(label(reply.document.note, 2000))]}]
                    if (reply.document.note)
                    else []
                )
                part = [*title, *rows, *note, *actions(reply.buttons, None)]
            case _:
                part = view(reply, self._renderer).payload.blocks
        return [*part, {"type": "divider"}] if divided else part


def _row(text: Json, button: Button) -> Json:
    pressed = press(RUN, Button(OPEN, button.run))
    return {"type": "section", "text": text, "accessory": {**pressed, "accessibility_label": label(button.label)}}


def _numbered(blocks: list[Json]) -> list[Json]:
    """The blocks with an id of its own for each thing that can be pressed."""
    number = 0
    for block in blocks:
        for element in (*block.get("elements", ()), block.get("accessory") or {}):
            if "action_id" in element:
                number += 1
                element["action_id"] = f"{element['action_id'].partition(':')[0]}:{number}"
    return blocks
