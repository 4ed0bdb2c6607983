"""What Slack sends when somebody asks something, read into who asked what where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot.chat.invocation import Invocation
from bot.chat.request import Caller, Place, Request
from bot.platforms.slack.escape import typed
from bot.platforms.slack.manifest import command_of

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
    3 seconds; `dialog` is the id of the open one. `passing` says that only the caller sees what was pressed."""

    place: Place
    user: str
    name: str
    surface: Surface = Surface.MESSAGE
    response_url: str | None = None
    trigger: str | None = None
    dialog: str | None = None
    passing: bool = False

    @property
    def direct(self) -> bool:
        """Whether nobody but the caller and the bot is there."""
        return self.place.channel.startswith(("D", "U", "W"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A request but for the caller, whose name and role have to be looked up."""

    origin: Origin
    command: str
    text: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    page: int = 1

    def request(self, caller: Caller) -> Request:
        """The request, asked by this caller."""
        return Request(self.command, caller, self.origin.place, self.text, self.values, self.page)


def again(origin: Origin, run: Invocation) -> Asked:
    """What a button, a menu, a picker or a form asks."""
    return Asked(origin, run.command, None, run.values, run.page)


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
    """A message that mentions the bot. The answer goes to its thread, and to a new one where there is none."""
    text = typed(event.get("text", "").replace(f"<@{bot}>", " ", 1))
    place = Place(PLATFORM, workspace, event["channel"], event.get("thread_ts") or event["ts"])
    return _said(Origin(place, event["user"], ""), text)


def direct(event: Body, workspace: str) -> Asked:
    """A direct message to the bot."""
    place = Place(PLATFORM, workspace, event["channel"], event.get("thread_ts"))
    return _said(Origin(place, event["user"], ""), typed(event.get("text", "")))


def _said(origin: Origin, text: str) -> Asked:
    command, _, rest = text.strip().partition(" ")
    return Asked(origin, command or "help", rest.strip())


def shortcut(body: Body, workspace: str, argument: str | None) -> Asked:
    """A command chosen on a message, whose id becomes the argument."""
    message = body["message"]
    place = Place(PLATFORM, workspace, body["channel"]["id"], message.get("thread_ts"))
    origin = Origin(
        place,
        body["user"]["id"],
        _name(body["user"]),
        response_url=body.get("response_url"),
        trigger=body.get("trigger_id"),
        passing=True,
    )
    return Asked(origin, body["callback_id"], None, {argument: message["ts"]} if argument else {})


def interaction(body: Body, workspace: str) -> Origin:
    """Where a button was pressed, something was chosen or typed into a select."""
    container, view, user = body.get("container") or {}, body.get("view") or {}, body["user"]
    kind = view.get("type")
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or user["id"]
    thread = (body.get("message") or {}).get("thread_ts") or container.get("thread_ts")
    return Origin(
        Place(PLATFORM, workspace, channel, thread),
        user["id"],
        _name(user),
        surface=Surface.HOME if kind == "home" else Surface.DIALOG if kind == "modal" else Surface.MESSAGE,
        response_url=body.get("response_url"),
        trigger=body.get("trigger_id"),
        dialog=view.get("id") if kind == "modal" else None,
        passing=bool(container.get("is_ephemeral")),
    )


def _name(user: Body) -> str:
    return str(user.get("username") or user.get("name") or "")
