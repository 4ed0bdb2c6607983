"""What Slack sends when somebody asks something, read into who asked what where."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any

from bot.chat.attachment import File
from bot.chat.invocation import Invocation
from bot.chat.request import Caller, Place, Request
from bot.platforms.slack.answers import SIGNED
from bot.platforms.slack.escape import typed
from bot.platforms.slack.manifest import command_of
from bot.platforms.slack.payload import Json

PLATFORM = "slack"

Body = Mapping[str, Any]
"""A payload as Slack documents it."""


class Surface(Enum):
    """What was used, and so what an answer becomes."""

    MESSAGE = "a message in the conversation"
    HOME = "a dialog over the Home tab"
    DIALOG = "the dialog itself, changed"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an answer goes back to. `response_url` takes five messages in 30 minutes, `trigger` opens one dialog within
    3 seconds; `dialog` is the id of the open one. `message` is the id of the message whose button was pressed, `signed`
    the block in it that says who shared it; `passing` says that only the caller sees that message. `direct` says that
    nobody but the caller and the bot is there: for a channel of two people that has to be asked."""

    place: Place
    user: str
    name: str
    surface: Surface = Surface.MESSAGE
    response_url: str | None = None
    trigger: str | None = None
    dialog: str | None = None
    message: str | None = None
    signed: Json | None = None
    passing: bool = False
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A request but for the caller, whose name and role have to be looked up. `attached` are files as Slack describes
    them, by the argument each is for, or under `""`."""

    origin: Origin
    command: str
    text: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    page: int = 1
    attached: Mapping[str, Body] = field(default_factory=dict)

    def request(self, caller: Caller, files: Mapping[str, File]) -> Request:
        """The request, asked by this caller, who hands over these files."""
        return Request(self.command, caller, self.origin.place, self.text, self.values, self.page, files, uploads=True)


def again(origin: Origin, run: Invocation, attached: Mapping[str, Body] = MappingProxyType({})) -> Asked:
    """What a button, a menu, a picker or a form asks."""
    return Asked(origin, run.command, None, run.values, run.page, attached)


def slash(body: Body, workspace: str, prefix: str) -> Asked:
    """A slash command; `prefix` is what this app's commands begin with."""
    place = Place(PLATFORM, workspace, body["channel_id"])
    origin = Origin(
        place,
        body["user_id"],
        body.get("user_name", ""),
        response_url=body.get("response_url"),
        trigger=body.get("trigger_id"),
    )
    name = command_of(body["command"], prefix)
    return Asked(origin, name, typed(body.get("text", "")))


def mention(event: Body, workspace: str, bot: str) -> Asked:
    """A message that mentions the bot: what follows the mention is asked, or what stands before it when nothing does.
    The answer goes to its thread, and to a new one where there is none."""
    before, _, after = event.get("text", "").partition(f"<@{bot}>")
    place = Place(PLATFORM, workspace, event["channel"], event.get("thread_ts") or event["ts"])
    return _said(Origin(place, event["user"], ""), after if after.strip() else before, event)


def direct(event: Body, workspace: str) -> Asked:
    """A direct message to the bot."""
    place = Place(PLATFORM, workspace, event["channel"], event.get("thread_ts"))
    return _said(Origin(place, event["user"], "", direct=True), event.get("text", ""), event)


def _said(origin: Origin, text: str, event: Body) -> Asked:
    command, *rest = typed(text).split(maxsplit=1)[:2] or ["help"]
    return Asked(origin, command, rest[0].strip() if rest else "", attached=_attached(event))


def _attached(message: Body) -> Mapping[str, Body]:
    """The first file of a message, which doesn't say what it is for."""
    return {"": found} if (found := next(iter(message.get("files") or ()), None)) else {}


def shortcut(body: Body, workspace: str, arguments: Collection[str]) -> Asked:
    """A command chosen on a message: of its arguments `message` becomes the message's id and `content` its text."""
    message = body["message"]
    place = Place(PLATFORM, workspace, body["channel"]["id"], _thread(message))
    origin = Origin(
        place,
        body["user"]["id"],
        _name(body["user"]),
        response_url=body.get("response_url"),
        trigger=body.get("trigger_id"),
        passing=True,
    )
    found = {"message": message["ts"], "content": typed(message.get("text", ""))}
    values = {name: value for name, value in found.items() if name in arguments}
    return Asked(origin, body["callback_id"], None, values, attached=_attached(message))


def interaction(body: Body, workspace: str) -> Origin:
    """Where a button was pressed, something was chosen or typed into a select."""
    container, view, user = body.get("container") or {}, body.get("view") or {}, body["user"]
    kind, message = view.get("type"), body.get("message") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id")
    passing = bool(container.get("is_ephemeral"))
    return Origin(
        Place(PLATFORM, workspace, channel or user["id"], _thread(message) or container.get("thread_ts")),
        user["id"],
        _name(user),
        surface=Surface.HOME if kind == "home" else Surface.DIALOG if kind == "modal" else Surface.MESSAGE,
        response_url=body.get("response_url"),
        trigger=body.get("trigger_id"),
        dialog=view.get("id") if kind == "modal" else None,
        message=None if passing else container.get("message_ts"),
        signed=next((block for block in message.get("blocks") or () if block.get("block_id") == SIGNED), None),
        passing=passing,
        direct=channel is None,
    )


def _thread(message: Body) -> str | None:
    """The thread a message is in. The message that a thread hangs under is itself in the channel."""
    thread = message.get("thread_ts")
    return None if thread == message.get("ts") else thread


def _name(user: Body) -> str:
    return str(user.get("username") or user.get("name") or "")
