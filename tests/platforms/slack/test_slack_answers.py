"""What the bot really says, as Slack gets it: the examples of every command over the briefings that come with it."""

from collections.abc import Iterator

import pytest

from bot import app
from bot.chat.dispatcher import Dispatcher
from bot.chat.reply import Reply
from bot.chat.request import Caller, Place, Request, Role
from bot.commands.context import Context
from bot.platforms.slack.answers import Answers, sharing
from bot.platforms.slack.asked import Origin
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.forms import METADATA, answer_view, form_view, metadata
from bot.platforms.slack.home import Home
from bot.platforms.slack.keeping import Keeping
from bot.platforms.slack.redaction import sdk_logger
from bot.platforms.slack.renderer import SlackRenderer
from bot.platforms.slack.workspaces import OneWorkspace
from bot.settings import Settings
from tests.platforms.slack import judge
from tests.platforms.slack.loopback import BOT_TOKEN, CHANNEL, TEAM, USER
from tests.platforms.tokens import Memory

PLACE = Place("slack", TEAM, CHANNEL)
OWNER = Caller(USER, "Ana", Role.OWNER)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Dispatcher[Context]:
    settings = Settings(briefbot_cache=tmp_path_factory.mktemp("cache"))
    return app.dispatcher(app.open_library(settings))


def typed() -> Iterator[tuple[str, str]]:
    """Every example, every command as it is, and what can be long or strange."""
    for command in app.table().values():
        for line in ("/" + command.name, *command.examples):
            name, _, text = line.removeprefix("/").partition(" ")
            yield name, text
    yield "brief", "venezuela full"
    yield "brief", "<!channel> *atlantis*"
    yield "search", "russia " * 400
    yield "no-such-command", ""


@pytest.mark.parametrize(("command", "text"), sorted(set(typed())))
async def test_slack_takes_every_answer(answers: Dispatcher[Context], command: str, text: str) -> None:
    reply = await answers.answer(Request(command, OWNER, PLACE, text, uploads=True))
    shown = Answers(SlackRenderer()).shown(reply)
    message = shown.payload.message()
    message["blocks"] = [*message["blocks"], *sharing(reply)]
    assert judge.complaints(message) == []
    assert judge.in_view(answer_view(shown.payload, reply.document.title)) == []
    if reply.form:
        travels = metadata(reply.form.submit, Origin(PLACE, USER, "ana"))
        assert len(travels) <= METADATA
        assert judge.in_view(form_view(reply.form, travels)) == []
    if shown.pages > 1:
        await _every_page(answers, command, text, reply, shown.pages)


async def _every_page(answers: Dispatcher[Context], command: str, text: str, reply: Reply, count: int) -> None:
    for page in range(2, count + 1):
        other = await answers.answer(Request(command, OWNER, PLACE, text, page=page))
        assert other.document == reply.document
        assert judge.complaints(Answers(SlackRenderer()).shown(other).payload.message()) == []


async def test_the_same_question_gives_the_same_message_again(answers: Dispatcher[Context]) -> None:
    rendered = Answers(SlackRenderer())
    reply = await answers.answer(Request("brief", OWNER, PLACE, "venezuela"))
    first = rendered.shown(reply)
    first.payload.blocks.append({"type": "divider"})
    again = rendered.shown(await answers.answer(Request("brief", OWNER, PLACE, "venezuela")))
    assert again.payload.message() == {**first.payload.message(), "blocks": first.payload.blocks[:-1]}
    assert again.document == first.document
    for number in range(300):
        rendered.shown(await answers.answer(Request("brief", OWNER, PLACE, f"nothing like it {number}")))
    assert len(rendered._views) == 100


async def test_the_home_tab(answers: Dispatcher[Context]) -> None:
    clients = Clients(OneWorkspace(BOT_TOKEN), "http://127.0.0.1:1/api/", sdk_logger())
    home = await Home(clients, SlackRenderer(), answers, Keeping(Memory())).view(TEAM, OWNER)
    assert judge.in_view(home) == []
    assert any(block.get("accessory", {}).get("value") == "brief?topic=venezuela" for block in home["blocks"])
