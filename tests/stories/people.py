"""People at work in Discord and in Slack, seen alike: they type commands, press buttons, fill in forms, and read."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult, ResponseMessage

from tests.platforms.discord import reading as discord_reading
from tests.platforms.slack import judge
from tests.platforms.slack import reading as slack_reading
from tests.platforms.slack.loopback import Json, Slack, member

_BUTTON: Final = 2
_SELECT: Final = 3
_UPLOAD: Final = 19

Value = str | tuple[str, bytes]
"""What somebody fills in: words, or a file with its name."""


@dataclass(frozen=True)
class Seen:
    """What somebody sees after what they did: words, buttons, perhaps a form with what stands in it; `wrong` is what
    is said to be wrong in a form that they filled in."""

    words: str
    buttons: Sequence[str] = ()
    private: bool = True
    form: Mapping[str, str] | None = None
    wrong: str | None = None
    shown: Any = None
    filled: Mapping[str, Value] = field(default_factory=dict)

    def __contains__(self, words: str) -> bool:
        return words in self.words


class Person(ABC):
    """Somebody in a channel."""

    name: str

    @abstractmethod
    async def ask(self, command: str, **options: Value) -> Seen:
        """Type a command with its arguments."""

    @abstractmethod
    async def press(self, seen: Seen, label: str) -> Seen:
        """Press a button of what is seen."""

    @abstractmethod
    async def turn(self, seen: Seen, label: str) -> Seen:
        """Press a button that turns the pages of a message, which has another page then."""

    @abstractmethod
    async def fill(self, seen: Seen, **values: Value) -> Seen:
        """Fill in the form that is seen, all parts of it, and submit it. What stands in it already stays."""

    @abstractmethod
    async def reopen(self, seen: Seen) -> Seen:
        """The form again in which something was wrong."""


class OnDiscord(Person):
    """A member of a server."""

    def __init__(self, actor: MemberActor, channel: ChannelHandle) -> None:
        self.name = actor.name
        self.actor = actor
        self._channel = channel

    async def ask(self, command: str, **options: Value) -> Seen:
        return _on_discord(await self.actor.slash(self._channel, command, **options))

    async def press(self, seen: Seen, label: str) -> Seen:
        return _on_discord(await self.actor.click(seen.shown, label=label))

    async def turn(self, seen: Seen, label: str) -> Seen:
        return await self.press(seen, label)

    async def fill(self, seen: Seen, **values: Value) -> Seen:
        left, filled = dict(values), {**seen.filled, **values}
        while True:
            given: dict[str, Any] = {}
            for name, control in _controls(seen.shown).items():
                value = left.pop(name, None) or _stands(control)
                if value:
                    given[name] = [value] if control["type"] == _SELECT else value
            after = _on_discord(await self.actor.submit_modal(seen.shown, given), filled)
            if "Go on" not in after.buttons:
                assert not left, f"the form has no {', '.join(left)}"
                return after
            seen = await self.press(after, "Go on")

    async def choose_on(self, command: str, *files: tuple[str, bytes]) -> Seen:
        """Choose a command in the menu of a message that somebody wrote, with files."""
        message = await self.actor.send(self._channel, "look", attachments=files)
        return _on_discord(await self.actor.context_menu(self._channel, command, message))

    async def reopen(self, seen: Seen) -> Seen:
        first = "From its first part"
        again = await self.press(seen, first if first in seen.buttons else "Try again")
        return Seen("", form=again.form, shown=again.shown)


def _controls(shown: InteractionResult) -> dict[str, Json]:
    assert shown.modal is not None, "no form was shown"
    return {label["component"]["custom_id"]: label["component"] for label in shown.modal["components"]}


def _stands(control: Mapping[str, Any]) -> str:
    """What stands in an input that was opened."""
    chosen = [option["value"] for option in control.get("options", ()) if option.get("default")]
    return chosen[0] if chosen else str(control.get("value", ""))


def _on_discord(result: InteractionResult, filled: Mapping[str, Value] | None = None) -> Seen:
    if result.modal is not None:
        form = {name: _stands(control) for name, control in _controls(result).items()}
        return Seen("", form=form, shown=result)
    message = result.followups[-1] if result.followups else result.response
    assert message is not None, "nothing was answered"
    return seen_on_discord(message, result.ephemeral or message.ephemeral, filled)


def seen_on_discord(message: ResponseMessage, private: bool = False, filled: Mapping[str, Value] | None = None) -> Seen:
    """A message as a person reads it in Discord."""
    embeds = [embed.to_dict() for embed in message.embeds]
    words = discord_reading.read({"embeds": embeds})
    buttons = [part["label"] for row in message.components for part in row["components"] if part["type"] == _BUTTON]
    wrong = words if "Try again" in buttons else None
    return Seen(words, buttons, private, wrong=wrong, shown=message, filled=filled or {})


class OnSlack(Person):
    """A member of a workspace."""

    def __init__(self, slack: Slack, user: str, channel: str, **profile: Any) -> None:
        self.name = f"name-{user}"
        self.user = user
        self._slack = slack
        self._channel = channel
        self.become(**profile)

    def become(self, **profile: Any) -> None:
        """Change what Slack tells of the person: `is_admin` makes a moderator."""
        self._slack.members[self.user] = member(self.user, **{"tz": "UTC", **profile})

    async def ask(self, command: str, **options: Value) -> Seen:
        root, _, rest = command.partition(" ")
        typed = " ".join((*filter(None, (rest,)), *(f'{name}="{value}"' for name, value in options.items())))
        before = self._count()
        acknowledged = await self._slack.slash(
            f"/{root}", typed, user_id=self.user, user_name=self.user, channel_id=self._channel
        )
        return await self._answer(acknowledged, before)

    async def press(self, seen: Seen, label: str) -> Seen:
        before = self._count()
        return await self._answer(await self._press(seen, label), before)

    async def turn(self, seen: Seen, label: str) -> Seen:
        old = self._in_channel(seen)["blocks"]
        await self._press(seen, label)
        await self._slack.until(lambda: self._in_channel(seen)["blocks"] != old)
        return seen_in_slack(self._in_channel(seen), False)

    def _in_channel(self, seen: Seen) -> Json:
        return next(one for one in self._slack.messages[self._channel] if one["ts"] == seen.shown["ts"])

    async def _press(self, seen: Seen, label: str) -> Json:
        block, element = slack_reading.button(seen.shown, label)
        message = seen.shown
        where: Json = {"user": self._who(), "message": {"ts": message.get("ts", "1.0"), "blocks": message["blocks"]}}
        if message.get("type") in {"modal", "home"}:
            where = {"user": self._who(), "view": message, "container": {"type": "view", "view_id": message["id"]}}
        else:
            where["channel"] = {"id": self._channel}
            where["container"] = {
                "type": "message",
                "message_ts": message.get("ts", "1.0"),
                "channel_id": self._channel,
                "is_ephemeral": seen.private,
            }
        return await self._slack.press(block, element, **where)

    async def fill(self, seen: Seen, **values: Value) -> Seen:
        view, state, left = seen.shown, {}, dict(values)
        for block in view["blocks"]:
            if block["type"] == "input":
                name, element = block["block_id"], block["element"]
                value = left.pop(name, None) or seen.filled.get(name) or _stands_in(element)
                state[name] = {element["action_id"]: self._typed(element, value)}
        assert not left, f"the form has no {', '.join(left)}"
        before = self._count()
        submission = self._slack.interaction(
            "view_submission", user=self._who(), view={**view, "state": {"values": state}}
        )
        answer = await self._slack.deliver("interactive", submission)
        match answer.get("response_action"):
            case "errors":
                said = "\n".join(answer["errors"].values())
                return Seen(said, wrong=said, shown=view, filled={**seen.filled, **values})
            case "update":
                return _view({**answer["view"], "id": view["id"]})
        return await self._answer({}, before)

    async def reopen(self, seen: Seen) -> Seen:
        stands = _view(seen.shown).form or {}
        kept = {name: str(value) for name, value in seen.filled.items()}
        return Seen("", form={**stands, **kept}, shown=seen.shown, filled=seen.filled)

    async def home(self) -> Seen:
        """Open the Home tab."""
        self._slack.homes.pop(self.user, None)
        event = {"type": "app_home_opened", "user": self.user, "tab": "home", "channel": "D1"}
        await self._slack.event(event)
        await self._slack.until(lambda: self.user in self._slack.homes)
        return _view({**self._slack.homes[self.user], "id": "VH"})

    async def choose_on(self, command: str, *files: tuple[str, bytes]) -> Seen:
        """Choose a command in the menu of a message that somebody wrote, with files."""
        attached = [self._slack.shared_file(*file) for file in files]
        message = {"ts": self._slack.ts(), "text": "look", "user": self.user, "files": attached}
        before = self._count()
        chosen = self._slack.interaction("message_action", callback_id=command, message=message, user=self._who())
        return await self._answer(await self._slack.deliver("interactive", chosen), before)

    async def tell(self, command: str, file: tuple[str, bytes]) -> Seen:
        """Mention the bot with a command and a file."""
        before = self._count()
        attached = [self._slack.shared_file(*file)]
        await self._slack.mention(
            f"<@UBOT> {command}", user=self.user, channel=self._channel, thread=self._slack.ts(), files=attached
        )
        return await self._answer({}, before)

    def _who(self) -> Json:
        return {"id": self.user, "username": self.user, "name": self.user, "team_id": "T1"}

    def _typed(self, element: Json, value: Value | None) -> Json:
        if element["type"] == "file_input":
            return {"files": [self._slack.shared_file(*value)] if isinstance(value, tuple) else []}
        if "select" in element["type"]:
            option = {"text": {"type": "plain_text", "text": value}, "value": value}
            return {"selected_option": option if value else None}
        return {"value": value or None}

    def _count(self) -> tuple[int, ...]:
        return tuple(map(len, self._everything()))

    def _everything(self) -> tuple[list[Json], list[Json], list[Json], list[Json]]:
        """All that can be an answer: posted to a response_url, in the channel, for one person, as a dialog."""
        slack = self._slack
        answered = [one for one in slack.every_response() if not one.get("delete_original")]
        posted = [one for messages in slack.messages.values() for one in messages if "metadata" not in one]
        opened = [body for method, body in slack.calls if method in {"views.open", "views.update"}]
        return answered, posted, list(slack.ephemeral), opened

    async def _answer(self, acknowledged: Json, before: Sequence[int]) -> Seen:
        """What comes back: with the acknowledgement, or after it."""
        if "blocks" in acknowledged:
            return seen_in_slack(acknowledged, acknowledged.get("response_type") != "in_channel")
        async with asyncio.timeout(10):
            while self._count() == before:
                await asyncio.sleep(0.005)
        await asyncio.sleep(0)
        answered, posted, ephemeral, opened = (
            new[count:] for new, count in zip(self._everything(), before, strict=True)
        )
        if opened:
            return _view(list(self._slack.views.values())[-1])
        if ephemeral:
            return seen_in_slack(ephemeral[-1], True)
        if posted:
            return seen_in_slack(posted[-1], False)
        return seen_in_slack(answered[-1], answered[-1].get("response_type") != "in_channel")


def seen_in_slack(message: Json, private: bool) -> Seen:
    """A message as a person reads it in Slack."""
    return Seen(slack_reading.seen(message["blocks"]), _labels(message), private, shown=message)


def _labels(message: Json) -> list[str]:
    elements = [element for block in message["blocks"] for element in judge.elements(block)]
    return [element["text"]["text"] for element in elements if element["type"] == "button"]


def _view(view: Json) -> Seen:
    """A dialog, or the Home tab."""
    inputs = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    form = {name: _stands_in(element) for name, element in inputs.items()} if inputs else None
    return Seen(slack_reading.seen(view["blocks"]), _labels(view), True, form=form, shown=view)


def _stands_in(element: Json) -> str:
    option = element.get("initial_option") or {}
    return str(element.get("initial_value") or option.get("value") or "")
